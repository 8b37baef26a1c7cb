// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback, useEffect, useRef, useState } from 'react';
import { asError } from '../words/asError';

/** What is known of something that is read again and again; `value` outlives a failed reading. */
export interface Loaded<T> {
  value?: T;
  error?: Error;
  loading: boolean;
  reload: () => void;
}

/**
 * Reads when `key` changes, when asked to, and every `everyMs` where given. The old value stays on
 * screen while a new one is read; a reading that is no longer wanted is given up. The next reading
 * begins `everyMs` after the last one ended, so a slow backend is not asked twice at once.
 */
export function useLoaded<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs?: number,
): Loaded<T> {
  const [state, setState] = useState<{ key: string; value?: T; error?: Error }>(
    { key },
  );
  const [loading, setLoading] = useState(true);
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      setLoading(true);
      try {
        const value = await latest.current(controller.signal);
        if (!controller.signal.aborted) {
          setState({ key, value });
        }
      } catch (error) {
        if (!controller.signal.aborted) {
          const shown = asError(error);
          setState(old => ({
            key,
            value: old.key === key ? old.value : undefined,
            error: shown,
          }));
        }
      }
      if (!controller.signal.aborted) {
        setLoading(false);
        if (everyMs !== undefined) {
          timer = setTimeout(read, everyMs);
        }
      }
    };
    read();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [key, everyMs, round]);

  const reload = useCallback(() => setRound(n => n + 1), []);
  const current = state.key === key;
  return {
    value: current ? state.value : undefined,
    error: current ? state.error : undefined,
    loading: loading || !current,
    reload,
  };
}
