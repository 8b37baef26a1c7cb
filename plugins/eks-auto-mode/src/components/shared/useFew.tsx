// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import Button from '@material-ui/core/Button';
import { useState, type ReactNode } from 'react';

/** The first few of a list, and a button that shows the others too. */
export function useFew<T>(
  all: readonly T[],
  few: number,
): { shown: readonly T[]; more: ReactNode } {
  const [open, setOpen] = useState(false);
  if (open || all.length <= few) return { shown: all, more: null };
  return {
    shown: all.slice(0, few),
    more: <Button onClick={() => setOpen(true)}>Show all {all.length}</Button>,
  };
}
