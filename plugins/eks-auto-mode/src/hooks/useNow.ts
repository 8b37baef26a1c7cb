// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useState } from 'react';

/** The time, again every `everyMs`; it stands still where that is undefined. */
export function useNow(everyMs: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === undefined) {
      return undefined;
    }
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
