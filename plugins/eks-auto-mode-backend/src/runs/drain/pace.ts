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

/** How many pods of a workload without a budget may be away: as if it had `maxUnavailable: max(1, 25 %)`. */
export const mostAway = (standing: Standing) =>
  Math.max(1, Math.floor(standing.desired * 0.25));

/** How many of them may go now. */
export function paceOf(standing: Standing): number {
  return Math.max(
    0,
    mostAway(standing) - Math.max(0, standing.desired - standing.ready),
  );
}

/** Other work of this process gets its turn between two passes. */
const LEAST_REST_MS = 50;

/**
 * A drain follows budgets closely while they move, and less so while they do not. Counted from one
 * pass to the next, so that a slow pass is not followed by a rest on top.
 */
export function restMs(tookMs: number, idleMs: number): number {
  if (idleMs < 20_000) return Math.max(LEAST_REST_MS, 200 - tookMs);
  return idleMs < 120_000 ? 1_000 : 4_000;
}

/**
 * How long a look at every pod is good for once all that it chose were asked: the larger the cluster,
 * the more it costs its API server and the longer it takes. Between two of them budgets are followed,
 * which is what a drain waits for; late nodes and workloads that fall behind wait for the next.
 */
export function lookMs(readingMs: number): number {
  return Math.min(6_000, Math.max(500, 3 * readingMs));
}
