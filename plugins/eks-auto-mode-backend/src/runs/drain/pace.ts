// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isFinished, isLeaving, isReady, workloadKey } from './workload';

/** How a workload stands at this moment. */
export interface Standing {
  ready: number;
  /** Neither finished nor going. */
  live: number;
  /** What its controller wants; what lives, where no controller says. */
  desired: number;
}

/**
 * @param replicas - `spec.replicas` of Deployments and StatefulSets, by workload key.
 */
export function standings(
  pods: readonly Pod[],
  replicas: ReadonlyMap<string, number>,
): Map<string, Standing> {
  const all = new Map<string, Standing>();
  for (const pod of pods) {
    const key = workloadKey(pod);
    const standing = all.get(key) ?? { ready: 0, live: 0, desired: 0 };
    all.set(key, standing);
    if (isLeaving(pod) || isFinished(pod)) continue;
    standing.live += 1;
    if (isReady(pod)) standing.ready += 1;
  }
  for (const [key, standing] of all)
    standing.desired = replicas.get(key) ?? standing.live;
  return all;
}

/**
 * How many pods of a workload without a budget may go now: as if it had
 * `maxUnavailable: max(1, 25 %)`.
 */
export function paceOf(standing: Standing): number {
  const most = Math.max(1, Math.floor(standing.desired * 0.25));
  return Math.max(0, most - Math.max(0, standing.desired - standing.ready));
}
