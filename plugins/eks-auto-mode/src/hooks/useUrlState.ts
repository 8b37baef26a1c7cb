// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/**
 * Filters and choices live in the URL, so that a link shows what its sender saw. A change replaces
 * the history entry unless it is a step that "back" should take back.
 */
export function useUrlState(): {
  get: (name: string) => string | undefined;
  list: (name: string) => string[];
  set: (
    values: Record<string, string | string[] | undefined>,
    options?: { push?: boolean },
  ) => void;
  href: (values: Record<string, string | undefined>) => string;
} {
  const [params, setParams] = useSearchParams();

  const get = useCallback(
    (name: string) => params.get(name) ?? undefined,
    [params],
  );
  const list = useCallback((name: string) => params.getAll(name), [params]);
  const set = useCallback(
    (
      values: Record<string, string | string[] | undefined>,
      options?: { push?: boolean },
    ) =>
      setParams(
        old => {
          const next = new URLSearchParams(old);
          for (const [name, value] of Object.entries(values)) {
            next.delete(name);
            const all = Array.isArray(value) ? value : [value];
            all.forEach(v => v && next.append(name, v));
          }
          return next;
        },
        { replace: !options?.push },
      ),
    [setParams],
  );
  const href = useCallback((values: Record<string, string | undefined>) => {
    const next = new URLSearchParams();
    for (const [name, value] of Object.entries(values)) {
      if (value) {
        next.set(name, value);
      }
    }
    return `?${next}`;
  }, []);
  return { get, list, set, href };
}
