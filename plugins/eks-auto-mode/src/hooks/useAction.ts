// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback, useEffect, useRef, useState } from 'react';
import { asError } from '../words/asError';

/** Something a button does once: busy while it happens, with its error until it is tried again. */
export function useAction<A extends unknown[]>(
  act: (...args: A) => Promise<unknown>,
): { run: (...args: A) => Promise<boolean>; busy: boolean; error?: Error } {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const latest = useRef(act);
  latest.current = act;
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const run = useCallback(async (...args: A) => {
    setBusy(true);
    setError(undefined);
    try {
      await latest.current(...args);
      return true;
    } catch (failure) {
      if (mounted.current) {
        setError(asError(failure));
      }
      return false;
    } finally {
      if (mounted.current) {
        setBusy(false);
      }
    }
  }, []);
  return { run, busy, error };
}
