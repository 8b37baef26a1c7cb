// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  LabelSelector,
  Pod,
  PodAffinityTerm,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { PodCounter } from './counters';
import type { Reason } from './reason';
import { labelOf, matchesLabelSelector } from './selectors';
import type { NodeState, PlacementWorld } from './world';

/** A term with the namespaces and labels of the pod that has it worked in. */
interface ResolvedTerm {
  topologyKey: string;
  selector?: LabelSelector;
  namespaces: readonly string[];
  namespaceSelector?: LabelSelector;
}

/**
 * A selector narrowed to (or away from) the pod's own values of some labels. Keys that the pod does
 * not carry are ignored, as the API server ignores them.
 */
export function withLabelKeys(
  selector: LabelSelector | undefined,
  labels: Record<string, string> | undefined,
  matchLabelKeys: readonly string[] | undefined,
  mismatchLabelKeys?: readonly string[],
): LabelSelector | undefined {
  if (!selector) {
    return undefined;
  }
  const narrow = (keys: readonly string[], operator: 'In' | 'NotIn') =>
    keys.flatMap(key => {
      const value = labelOf(labels, key);
      return value === undefined ? [] : [{ key, operator, values: [value] }];
    });
  return {
    ...selector,
    matchExpressions: [
      ...(selector.matchExpressions ?? []),
      ...narrow(matchLabelKeys ?? [], 'In'),
      ...narrow(mismatchLabelKeys ?? [], 'NotIn'),
    ],
  };
}

function resolve(term: PodAffinityTerm, pod: Pod): ResolvedTerm {
  const selector = withLabelKeys(
    term.labelSelector,
    pod.metadata.labels,
    term.matchLabelKeys,
    term.mismatchLabelKeys,
  );
  const { topologyKey, namespaceSelector, namespaces = [] } = term;
  const own = !namespaceSelector && namespaces.length === 0;
  return {
    topologyKey,
    selector,
    namespaces: own ? [pod.metadata.namespace ?? ''] : namespaces,
    namespaceSelector,
  };
}

function termMatches(term: ResolvedTerm, pod: Pod, world: PlacementWorld) {
  const namespace = pod.metadata.namespace ?? '';
  return (
    (term.namespaces.includes(namespace) ||
      (term.namespaceSelector !== undefined &&
        matchesLabelSelector(
          term.namespaceSelector,
          world.namespaceLabels(namespace),
        ))) &&
    matchesLabelSelector(term.selector, pod.metadata.labels)
  );
}

/** The one namespace a term looks at, or undefined where there may be more. */
function soleNamespace(term: ResolvedTerm): string | undefined {
  return !term.namespaceSelector && term.namespaces.length === 1
    ? term.namespaces[0]
    : undefined;
}

function required(pod: Pod, kind: 'podAffinity' | 'podAntiAffinity') {
  return (
    pod.spec.affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ??
    []
  ).map(term => resolve(term, pod));
}

/**
 * The required anti-affinity terms of the pods that stand somewhere: they keep others away as much
 * as their own pods are kept away (symmetry).
 */
export class AntiAffinityIndex {
  private readonly bySignature = new Map<
    string,
    { term: ResolvedTerm; byNode: Map<string, number> }
  >();

  constructor(private readonly world: PlacementWorld) {}

  changed(pod: Pod, node: string, sign: 1 | -1) {
    for (const term of required(pod, 'podAntiAffinity')) {
      const signature = JSON.stringify(term);
      let entry = this.bySignature.get(signature);
      if (!entry) {
        entry = { term, byNode: new Map() };
        this.bySignature.set(signature, entry);
      }
      const count = (entry.byNode.get(node) ?? 0) + sign;
      if (count > 0) {
        entry.byNode.set(node, count);
      } else {
        entry.byNode.delete(node);
        if (entry.byNode.size === 0) {
          this.bySignature.delete(signature);
        }
      }
    }
  }

  /** Topology values, by key, that are closed to the pod. */
  closedTo(pod: Pod): Map<string, Set<string>> {
    const closed = new Map<string, Set<string>>();
    for (const { term, byNode } of this.bySignature.values()) {
      if (termMatches(term, pod, this.world)) {
        for (const node of byNode.keys()) {
          close(closed, term.topologyKey, this.world.node(node));
        }
      }
    }
    return closed;
  }
}

function close(
  closed: Map<string, Set<string>>,
  key: string,
  node: NodeState | undefined,
) {
  const value = labelOf(node?.labels, key);
  if (value === undefined) {
    return;
  }
  const values = closed.get(key);
  if (values) {
    values.add(value);
  } else {
    closed.set(key, new Set([value]));
  }
}

function counterOf(
  terms: readonly ResolvedTerm[],
  world: PlacementWorld,
): PodCounter {
  return world.counters.counter({
    signature: `affinity ${JSON.stringify(terms)}`,
    // What matches every term matches the first: its namespace and labels narrow the search.
    namespace: soleNamespace(terms[0]),
    selector: terms[0].selector,
    matches: pod => terms.every(term => termMatches(term, pod, world)),
  });
}

/** What a pod's affinities, and those of others towards it, leave open. */
export interface PodAffinityState {
  /** Values that other pods' anti-affinity closes. */
  closedByOthers: Map<string, Set<string>>;
  /** Values that the pod's own anti-affinity closes. */
  closedByItself: Map<string, Set<string>>;
  /** Values that each affinity term accepts. */
  open: { key: string; values: Set<string> }[];
  /** The first of a group that wants its own kind near: any node with the keys will do. */
  first: boolean;
}

/** Works out once per pod what every node is then asked. */
export function podAffinityState(
  pod: Pod,
  world: PlacementWorld,
): PodAffinityState {
  const closedByItself = new Map<string, Set<string>>();
  for (const term of required(pod, 'podAntiAffinity')) {
    for (const node of counterOf([term], world).byNode.keys()) {
      close(closedByItself, term.topologyKey, world.node(node));
    }
  }
  const terms = required(pod, 'podAffinity');
  const open: PodAffinityState['open'] = [];
  let first = false;
  if (terms.length) {
    // A pod counts only where it matches every term: kubernetes `interpodaffinity/filtering.go`.
    const counter = counterOf(terms, world);
    let any = false;
    for (const { topologyKey } of terms) {
      const values = new Set<string>();
      for (const node of counter.byNode.keys()) {
        const value = labelOf(world.node(node)?.labels, topologyKey);
        if (value !== undefined) {
          values.add(value);
          any = true;
        }
      }
      open.push({ key: topologyKey, values });
    }
    first = !any && terms.every(term => termMatches(term, pod, world));
  }
  return {
    closedByOthers: world.antiAffinity.closedTo(pod),
    closedByItself,
    open,
    first,
  };
}

/** @returns why the node is closed, or undefined. */
export function podAffinityReason(
  state: PodAffinityState,
  labels: Record<string, string>,
): Reason | undefined {
  for (const { key, values } of state.open) {
    const value = labelOf(labels, key);
    if (value === undefined) {
      return {
        code: 'pod-affinity',
        message: `the node has no label ${key}, which a pod affinity needs`,
      };
    }
    if (!values.has(value) && !state.first) {
      return {
        code: 'pod-affinity',
        message: `no pod that its pod affinity asks for in ${key}=${value}`,
      };
    }
  }
  for (const [key, values] of state.closedByItself) {
    const value = labelOf(labels, key);
    if (value !== undefined && values.has(value)) {
      return {
        code: 'pod-anti-affinity',
        message: `its pod anti-affinity excludes ${key}=${value}`,
      };
    }
  }
  for (const [key, values] of state.closedByOthers) {
    const value = labelOf(labels, key);
    if (value !== undefined && values.has(value)) {
      return {
        code: 'pod-anti-affinity',
        message: `the pod anti-affinity of a pod in ${key}=${value} excludes it`,
      };
    }
  }
  return undefined;
}
