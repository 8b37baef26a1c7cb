// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Surroundings } from '../seam';
import {
  Budget,
  KubeObject,
  Node,
  Pod,
  controllerOf,
  isFinished,
  isKind,
  isReady,
} from './model';
import { isAuto } from './nodes';
import { types } from './resources';
import { compileSelector } from './selectors';
import type { Store } from './store';

const MIRROR = 'kubernetes.io/config.mirror';

/** Tells what stands around a pod or a node: for the ledger. */
export function surroundings(
  store: Store,
  groupOf: (node: string) => string | undefined,
): (object: KubeObject) => Surroundings | undefined {
  const machine = (name: string | undefined): Surroundings => {
    const node = name && store.table<Node>(types.nodes).get(name);
    if (!node) return {};
    const autoScalingGroup = groupOf(node.metadata.name);
    const pool = node.metadata.labels?.['karpenter.sh/nodepool'];
    return {
      ...(autoScalingGroup ? { autoScalingGroup } : {}),
      // A label alone makes no Auto node.
      ...(pool && !autoScalingGroup && isAuto(node) ? { pool } : {}),
    };
  };
  const aroundPod = (pod: Pod): Surroundings => {
    const owner = controllerOf(pod);
    return {
      ...(pod.spec.nodeName ? { node: pod.spec.nodeName } : {}),
      ...machine(pod.spec.nodeName),
      ...(owner ? { owner: `${owner.kind}/${owner.name}#${owner.uid}` } : {}),
      ...(pod.metadata.annotations?.[MIRROR] ? { mirror: true } : {}),
      finished: isFinished(pod),
      ready: isReady(pod),
      budgets: [
        ...store.table<Budget>(types.budgets).in(pod.metadata.namespace ?? ''),
      ]
        .filter(({ spec }) =>
          compileSelector(spec.selector)(pod.metadata.labels),
        )
        .map(({ metadata, status }) => ({
          name: metadata.name,
          disruptionsAllowed: status?.disruptionsAllowed ?? 0,
        })),
    };
  };
  return object => {
    if (isKind(object, 'Pod')) return aroundPod(object);
    return isKind(object, 'Node') ? machine(object.metadata.name) : undefined;
  };
}
