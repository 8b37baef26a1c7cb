// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  NodeState,
  PlacementWorld,
  fitsNode,
  fitsNodeState,
  takesRoom,
} from './placement';
import { Node, Pod, controllerOf, isKind } from './model';
import { types } from './resources';
import type { Change, Store } from './store';

const ZONE = 'topology.kubernetes.io/zone';

/**
 * The cluster as the scheduler sees it, kept up with every change. Which node takes which pod is the
 * placement library's to say, so that the product's simulation and this scheduler cannot disagree.
 */
export class Scheduling {
  readonly world: PlacementWorld;

  constructor(private readonly store: Store) {
    this.world = new PlacementWorld({ nodes: [] });
  }

  /** Everything that stands, after a restart. */
  resume(): void {
    const resources = [
      types.namespaces,
      types.storageClasses,
      types.persistentVolumes,
      types.persistentVolumeClaims,
      types.nodes,
      types.pods,
    ];
    for (const resource of resources) {
      for (const object of this.store.table(resource).objects.values()) {
        this.onChange({
          type: 'ADDED',
          resource,
          object,
          cause: { by: '', via: '' },
          status: false,
        });
      }
    }
  }

  onChange({ type, object, before }: Change): void {
    const gone = type === 'DELETED';
    if (isKind(object, 'Pod')) {
      // Readiness is nothing to a scheduler: most changes of a pod are of that sort.
      const same =
        isKind(before, 'Pod') &&
        !gone &&
        before.spec.nodeName === object.spec.nodeName &&
        takesRoom(before) === takesRoom(object) &&
        before.metadata.deletionTimestamp ===
          object.metadata.deletionTimestamp &&
        before.metadata.labels === object.metadata.labels;
      if (same) return;
      this.world.unassign(object);
      const node = object.spec.nodeName;
      if (!gone && node && takesRoom(object) && this.world.node(node))
        this.world.assign(object, node);
    } else if (isKind(object, 'Node')) {
      if (gone) this.world.removeNode(object.metadata.name);
      else {
        this.world.setNode(object);
        if (type === 'ADDED') this.#adopt(object);
      }
    } else if (isKind(object, 'PersistentVolume')) {
      if (gone) this.world.removeVolume(object.metadata.name);
      else this.world.setVolume(object);
    } else if (isKind(object, 'PersistentVolumeClaim')) {
      if (gone) this.world.removeClaim(object);
      else this.world.setClaim(object);
    } else if (isKind(object, 'StorageClass') && !gone)
      this.world.setStorageClass(object);
    else if (isKind(object, 'Namespace') && !gone)
      this.world.setNamespace(object);
  }

  /** The node that a pod would be bound to, or why there is none. */
  choose(pod: Pod): { node: string } | { reasons: Map<string, number> } {
    const feasible: NodeState[] = [];
    for (const node of this.#candidates(pod)) {
      if (fitsNodeState(pod, node, this.world)) feasible.push(node);
    }
    if (!feasible.length) return { reasons: this.#reasons(pod) };
    const owner = controllerOf(pod)?.uid;
    const siblings = new Map<string, number>();
    if (owner) {
      for (const sibling of this.store.controlledBy<Pod>(types.pods, owner)) {
        const name = sibling.spec.nodeName;
        if (!name || !takesRoom(sibling)) continue;
        siblings.set(name, (siblings.get(name) ?? 0) + 1);
        const zone = this.world.node(name)?.labels[ZONE];
        if (zone)
          siblings.set(`zone ${zone}`, (siblings.get(`zone ${zone}`) ?? 0) + 1);
      }
    }
    const cost = (node: NodeState) =>
      (siblings.get(node.name) ?? 0) * 2 +
      (siblings.get(`zone ${node.labels[ZONE]}`) ?? 0) +
      filled(node) +
      preference(pod, node);
    let best = feasible[0];
    let least = cost(best);
    for (const node of feasible.slice(1)) {
      const price = cost(node);
      if (price < least || (price === least && node.name < best.name)) {
        best = node;
        least = price;
      }
    }
    return { node: best.name };
  }

  /** Nodes that come into question at all: a DaemonSet's pod names its one. */
  #candidates(pod: Pod): Iterable<NodeState> {
    const terms =
      pod.spec.affinity?.nodeAffinity
        ?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ??
      [];
    const names = terms.flatMap(
      term =>
        term.matchFields?.find(
          f => f.key === 'metadata.name' && f.operator === 'In',
        )?.values ?? [undefined],
    );
    if (!names.length || names.includes(undefined)) return this.world.nodes();
    return [...new Set(names)].flatMap(
      name => this.world.node(name ?? '') ?? [],
    );
  }

  #reasons(pod: Pod): Map<string, number> {
    const reasons = new Map<string, number>();
    for (const node of this.world.nodes()) {
      const fit = fitsNode(pod, node.name, this.world);
      const [first] = fit.fits ? [] : fit.reasons;
      if (first) reasons.set(first.code, (reasons.get(first.code) ?? 0) + 1);
    }
    return reasons;
  }

  /** Pods that named the node before it was there. */
  #adopt(node: Node): void {
    for (const pod of this.store.podsOn(node.metadata.name)) {
      if (takesRoom(pod) && !this.world.nodeOf(pod))
        this.world.assign(pod, node.metadata.name);
    }
  }
}

function filled(node: NodeState): number {
  const share = (name: string) =>
    (node.requested[name] ?? 0) / (node.allocatable[name] || 1);
  return (share('cpu') + share('memory')) / 2;
}

/** Preferred node affinities weigh as they do with kube-scheduler: they choose, they never forbid. */
function preference(pod: Pod, node: NodeState): number {
  const preferred =
    pod.spec.affinity?.nodeAffinity
      ?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const reached = preferred.filter(
    ({ preference: { matchExpressions = [] } }) =>
      matchExpressions.every(({ key, operator, values = [] }) => {
        const value = node.labels[key];
        if (operator === 'In')
          return value !== undefined && values.includes(value);
        if (operator === 'NotIn')
          return value === undefined || !values.includes(value);
        return operator === 'Exists'
          ? value !== undefined
          : value === undefined;
      }),
  );
  return -reached.reduce((sum, { weight }) => sum + weight / 10, 0);
}
