// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useState } from 'react';

let last = 0;

/** An id that is unique in the page. React 17, which hosts may still have, has none of its own. */
export function useId(prefix: string): string {
  const [id] = useState(() => {
    last += 1;
    return `eks-auto-mode-${prefix}-${last}`;
  });
  return id;
}
