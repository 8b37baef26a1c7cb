// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { eksAutoModeApiRef } from '../api/EksAutoModeApi';
import { asError } from '../words/asError';

const ASK_MS = 1_000;

function ended(refresh: api.Refresh): boolean {
  return refresh.state === 'done' || refresh.state === 'failed';
}

/**
 * Asks for a new reading and follows it. `active` picks up a reading that somebody else, or an
 * earlier visit of this page, began.
 */
export function useRefresh(options: {
  clusterId: string;
  active: boolean;
  onDone: () => void;
}): { refresh?: api.Refresh; error?: Error; start: () => void } {
  const { clusterId, active } = options;
  const client = useApi(eksAutoModeApiRef);
  const [refresh, setRefresh] = useState<api.Refresh>();
  const [error, setError] = useState<Error>();
  const [following, setFollowing] = useState(false);
  const onDone = useRef(options.onDone);
  onDone.current = options.onDone;

  useEffect(() => {
    setFollowing(false);
    setRefresh(undefined);
    setError(undefined);
  }, [clusterId]);

  useEffect(() => {
    if (active) {
      setFollowing(true);
    }
  }, [active, clusterId]);

  useEffect(() => {
    if (!following) {
      return undefined;
    }
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const now = await client.getRefresh(clusterId, controller.signal);
        if (controller.signal.aborted) {
          return;
        }
        setRefresh(now);
        setError(undefined);
        if (ended(now)) {
          setFollowing(false);
          onDone.current();
          return;
        }
      } catch (failure) {
        if (controller.signal.aborted) {
          return;
        }
        // The reading goes on without us: say so, and keep asking.
        setError(asError(failure));
      }
      timer = setTimeout(ask, ASK_MS);
    };
    ask();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [following, client, clusterId]);

  const start = useCallback(async () => {
    setError(undefined);
    try {
      setRefresh(await client.refreshCluster(clusterId));
      setFollowing(true);
    } catch (failure) {
      setError(asError(failure));
    }
  }, [client, clusterId]);

  return { refresh, error, start };
}
