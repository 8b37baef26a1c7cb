// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { workloadKey } from './workload';

/** UIDs of pods that came to stand on a cordoned node, by workload. */
export type Landings = Record<string, string[]>;

/** A workload that comes back to nodes being drained this often would be evicted for ever. */
const MOST = 2;

/**
 * Adds the pods that were made after their node was cordoned and stand on it all the same: they
 * tolerate `node.kubernetes.io/unschedulable`, or name the node.
 *
 * @param cordonedAt - Unix ms by node.
 */
export function noteLandings(
  before: Landings,
  moving: readonly Pod[],
  cordonedAt: ReadonlyMap<string, number>,
): { landings: Landings; news: boolean } {
  let news = false;
  const landings = { ...before };
  for (const pod of moving) {
    const cordoned = cordonedAt.get(pod.spec.nodeName ?? '');
    const made = Date.parse(pod.metadata.creationTimestamp ?? '');
    const uid = pod.metadata.uid ?? '';
    // Timestamps of the API have whole seconds: one that reads later was later.
    if (cordoned === undefined || !(made > cordoned)) continue;
    const key = workloadKey(pod);
    const known = landings[key] ?? [];
    if (known.includes(uid)) continue;
    landings[key] = [...known, uid];
    news = true;
  }
  return { landings, news };
}

export function comesBack(landings: Landings, key: string): boolean {
  return (landings[key]?.length ?? 0) >= MOST;
}
