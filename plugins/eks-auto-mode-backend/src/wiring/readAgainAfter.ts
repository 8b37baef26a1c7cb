// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { clusterIdOf } from '../clusters/clusterArn';
import type { RunEvents } from '../runs/events';

/** The same events; a cluster is read again when its run has ended: it is not what it was. */
export function readAgainAfter(
  events: RunEvents,
  refresh: (clusterId: string) => Promise<unknown>,
): RunEvents {
  return {
    ...events,
    async ended(run, plan) {
      await refresh(clusterIdOf(run.clusterArn));
      await events.ended?.(run, plan);
    },
  };
}
