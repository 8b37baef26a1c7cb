// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { useEffect, useState } from 'react';
import { eksAutoModeApiRef } from '../api/EksAutoModeApi';
import { BUSY_MS } from './useCluster';
import { asError } from '../words/asError';

/** The journal of a run as it grows: only what is new is asked for. */
export function useJournal(
  runId: string,
  active: boolean,
): { entries: api.JournalEntry[]; error?: Error; loaded: boolean } {
  const client = useApi(eksAutoModeApiRef);
  const [state, setState] = useState<{
    runId: string;
    entries: api.JournalEntry[];
    loaded: boolean;
    error?: Error;
  }>({ runId, entries: [], loaded: false });

  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let entries: api.JournalEntry[] = [];
    const read = async () => {
      try {
        const after = entries[entries.length - 1]?.sequence ?? 0;
        const more = await client.listJournal(runId, after, controller.signal);
        if (controller.signal.aborted) {
          return;
        }
        entries = [...entries, ...more];
        setState({ runId, entries, loaded: true });
      } catch (failure) {
        if (controller.signal.aborted) {
          return;
        }
        const error = asError(failure);
        setState(old => ({ ...old, error }));
      }
      if (active) {
        timer = setTimeout(read, BUSY_MS);
      }
    };
    read();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [client, runId, active]);

  return state.runId === runId
    ? state
    : { entries: [], loaded: false, error: undefined };
}
