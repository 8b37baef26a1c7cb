// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isFinished } from './workload';

/**
 * What a drain does with a pod: as `kubectl drain --ignore-daemonsets --delete-emptydir-data`,
 * without `--force`.
 */
export type Fate =
  /** DaemonSet pods and mirrors of static pods: they belong to the node. */
  | 'stays'
  /** Finished: evicted, but nothing that anybody waits for. */
  | 'finished'
  | 'moves'
  /** Nothing would make it anew. */
  | 'bare';

const MIRROR = 'kubernetes.io/config.mirror';

export function fateOf(pod: Pod): Fate {
  const controller = pod.metadata.ownerReferences?.find(
    owner => owner.controller,
  );
  if (
    pod.metadata.annotations?.[MIRROR] !== undefined ||
    controller?.kind === 'Node'
  )
    return 'stays';
  if (isFinished(pod)) return 'finished';
  if (controller?.kind === 'DaemonSet') return 'stays';
  return controller ? 'moves' : 'bare';
}

/** Whether a pod on a node of a group keeps that group from being shrunk. */
export function holdsNode(pod: Pod): boolean {
  const fate = fateOf(pod);
  return fate === 'moves' || fate === 'bare';
}
