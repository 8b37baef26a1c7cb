// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Pod,
  TopologySpreadConstraint,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { withLabelKeys } from './podAffinity';
import type { Reason } from './reason';
import {
  labelOf,
  matchesLabelSelector,
  matchesNodeSelector,
  requiredNodeTerms,
} from './selectors';
import { untolerated } from './taints';
import type { NodeState, PlacementWorld } from './world';

/** One hard constraint with the counts of every domain it may use. */
export interface SpreadState {
  key: string;
  maxSkew: number;
  /** 1 where the pod counts for its own constraint. */
  self: 0 | 1;
  counts: Map<string, number>;
  minimum: number;
}

/** Whether a node counts as a domain; `choosy` where the pod asks anything of nodes at all. */
function considers(
  constraint: TopologySpreadConstraint,
  pod: Pod,
  node: NodeState,
  choosy: boolean,
): boolean {
  if (
    choosy &&
    (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor' &&
    !matchesNodeSelector(pod.spec, node)
  ) {
    return false;
  }
  return (
    (constraint.nodeTaintsPolicy ?? 'Ignore') === 'Ignore' ||
    untolerated(pod.spec.tolerations, node.taints) === undefined
  );
}

/**
 * Works out once per pod what every node is then asked. Only nodes that carry the keys of all hard
 * constraints are domains; pods that are being deleted do not count (kubernetes
 * `podtopologyspread/filtering.go`).
 */
export function spreadStates(pod: Pod, world: PlacementWorld): SpreadState[] {
  const constraints = (pod.spec.topologySpreadConstraints ?? []).filter(
    constraint => constraint.whenUnsatisfiable === 'DoNotSchedule',
  );
  if (constraints.length === 0) {
    return [];
  }
  const keys = constraints.map(constraint => constraint.topologyKey);
  const nodes = [...world.nodes()].filter(node =>
    keys.every(key => labelOf(node.labels, key) !== undefined),
  );
  const namespace = pod.metadata.namespace ?? '';
  const choosy =
    pod.spec.nodeSelector !== undefined ||
    requiredNodeTerms(pod.spec) !== undefined;
  return constraints.map(constraint => {
    const selector = withLabelKeys(
      constraint.labelSelector,
      pod.metadata.labels,
      constraint.matchLabelKeys,
    );
    const counter = world.counters.counter({
      signature: `spread ${namespace} ${JSON.stringify(selector)}`,
      namespace,
      selector,
      matches: other =>
        !other.metadata.deletionTimestamp &&
        matchesLabelSelector(selector, other.metadata.labels),
    });
    const counts = new Map<string, number>();
    for (const node of nodes) {
      if (considers(constraint, pod, node, choosy)) {
        const value = node.labels[constraint.topologyKey];
        counts.set(
          value,
          (counts.get(value) ?? 0) + (counter.byNode.get(node.name) ?? 0),
        );
      }
    }
    return {
      key: constraint.topologyKey,
      maxSkew: constraint.maxSkew,
      self: matchesLabelSelector(selector, pod.metadata.labels) ? 1 : 0,
      counts,
      // Too few domains count as an empty one.
      minimum:
        counts.size < (constraint.minDomains ?? 1)
          ? 0
          : Math.min(...counts.values()),
    };
  });
}

/** @returns why the node is closed, or undefined. */
export function spreadReason(
  states: readonly SpreadState[],
  labels: Record<string, string>,
): Reason | undefined {
  for (const state of states) {
    const value = labelOf(labels, state.key);
    if (value === undefined) {
      return {
        code: 'topology-spread',
        message: `the node has no label ${state.key}, which a topology spread needs`,
      };
    }
    const skew = (state.counts.get(value) ?? 0) + state.self - state.minimum;
    if (skew > state.maxSkew) {
      return {
        code: 'topology-spread',
        message: `topology spread over ${state.key}: ${value} would have ${skew} more than the emptiest, ${state.maxSkew} allowed`,
      };
    }
  }
  return undefined;
}
