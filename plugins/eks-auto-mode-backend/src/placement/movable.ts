// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { Source } from './sources';
import { takesRoom } from './world';

function controllerKind(pod: Pod): string | undefined {
  return pod.metadata.ownerReferences?.find(owner => owner.controller)?.kind;
}

/**
 * Whether a drain moves the pod: not those of DaemonSets, not the mirrors of static pods, not
 * finished ones (kubectl drain with `--ignore-daemonsets`).
 *
 * @alpha
 */
export function isMovable(pod: Pod): boolean {
  const kind = controllerKind(pod);
  return (
    takesRoom(pod) &&
    kind !== 'DaemonSet' &&
    kind !== 'Node' &&
    pod.metadata.annotations?.['kubernetes.io/config.mirror'] === undefined
  );
}

/**
 * The pods that a drain of the source would move.
 *
 * @alpha
 */
export function movablePods(source: Source, pods: readonly Pod[]): Pod[] {
  const names = new Set(source.nodes.map(node => node.metadata.name));
  return pods.filter(
    pod =>
      pod.spec.nodeName !== undefined &&
      names.has(pod.spec.nodeName) &&
      isMovable(pod),
  );
}
