// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import Button from '@material-ui/core/Button';
import { useState, type ReactNode } from 'react';

/** Of a list beside others; more than these push what stands below off the page. */
const FEW = 5;

/** The first few of a list, and a button that shows the others too. */
export function useFew<T>(
  all: readonly T[],
  few = FEW,
): { shown: readonly T[]; more: ReactNode } {
  const [open, setOpen] = useState(false);
  if (open || all.length <= few) return { shown: all, more: null };
  return {
    shown: all.slice(0, few),
    more: <Button onClick={() => setOpen(true)}>Show all {all.length}</Button>,
  };
}
