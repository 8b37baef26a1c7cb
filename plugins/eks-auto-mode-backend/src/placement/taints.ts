// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Node,
  Taint,
  Toleration,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

const UNSCHEDULABLE: Taint = {
  key: 'node.kubernetes.io/unschedulable',
  effect: 'NoSchedule',
};

/**
 * Whether one toleration covers one taint: an empty key with `Exists` covers every key, an empty
 * effect every effect.
 *
 * @alpha
 */
export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) {
    return false;
  }
  if (toleration.key && toleration.key !== taint.key) {
    return false;
  }
  if (!toleration.key && toleration.operator !== 'Exists') {
    return false;
  }
  return (
    toleration.operator === 'Exists' ||
    (toleration.value ?? '') === (taint.value ?? '')
  );
}

/** @alpha */
export function tolerates(
  tolerations: readonly Toleration[] | undefined,
  taint: Taint,
): boolean {
  return (tolerations ?? []).some(toleration =>
    toleratesTaint(toleration, taint),
  );
}

/**
 * The first taint that keeps a pod away (`NoSchedule`, `NoExecute`), if any.
 *
 * @alpha
 */
export function untolerated(
  tolerations: readonly Toleration[] | undefined,
  taints: readonly Taint[],
): Taint | undefined {
  return taints.find(
    taint =>
      taint.effect !== 'PreferNoSchedule' && !tolerates(tolerations, taint),
  );
}

/**
 * The taints that keep pods away from a node. A cordoned node has the one that the node controller
 * adds a moment after the cordon, whether it stands there yet or not.
 *
 * @alpha
 */
export function hardTaints(node: Node): Taint[] {
  const taints = (node.spec.taints ?? []).filter(
    taint => taint.effect !== 'PreferNoSchedule',
  );
  return node.spec.unschedulable &&
    !taints.some(taint => taint.key === UNSCHEDULABLE.key)
    ? [...taints, UNSCHEDULABLE]
    : taints;
}

/** `key=value:Effect`. */
export function formatTaint(taint: Taint): string {
  return `${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`;
}
