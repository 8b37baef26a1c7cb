// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { fitsNodeState } from './fits';
import { isMovable } from './movable';
import { immovableVolume, type PoolReason } from './podFitsPools';
import type { Pool, PoolContext } from './pools';
import { podRequests } from './resources';
import type { Source } from './sources';
import { VirtualNodes, type SimulatedNode } from './virtualNodes';
import { whole } from './whole';
import { podKey, PlacementWorld } from './world';

/** What {@link simulate} reads beside sources and pools. @alpha */
export const simulateParts = [
  'nodes',
  'pods',
  'namespaces',
  'persistentVolumes',
  'persistentVolumeClaims',
  'storageClasses',
] as const;

/** @alpha */
export type SimulateParts = Pick<
  InventoryParts,
  (typeof simulateParts)[number]
>;

/**
 * `cordoned`: the old nodes are empty but there, and still count as topology domains. `gone`: they
 * are not there.
 *
 * @alpha
 */
export type SimulationKind = 'cordoned' | 'gone';

/**
 * Where the pods of the moved sources end up.
 *
 * @alpha
 */
export interface Simulation {
  kind: SimulationKind;
  /** Node by {@link podKey}; that of a simulated node or of one that stays. */
  placements: Map<string, string>;
  /** Nodes that Auto Mode would launch. */
  nodes: SimulatedNode[];
  misfits: { pod: Pod; source: string; reasons: PoolReason[] }[];
}

function worldOf(parts: SimulateParts): PlacementWorld {
  return new PlacementWorld({
    nodes: parts.nodes,
    pods: parts.pods,
    namespaces: parts.namespaces,
    persistentVolumes: parts.persistentVolumes,
    persistentVolumeClaims: parts.persistentVolumeClaims,
    storageClasses: parts.storageClasses,
  });
}

/** Largest first, as Karpenter packs; the name decides between equals. */
function largestFirst(a: Pod, b: Pod): number {
  const one = podRequests(a);
  const other = podRequests(b);
  return (
    (other.cpu ?? 0) - (one.cpu ?? 0) ||
    (other.memory ?? 0) - (one.memory ?? 0) ||
    (podKey(a) < podKey(b) ? -1 : 1)
  );
}

/**
 * Moves every pod of the moved sources at once: first onto nodes that stay, then onto nodes that the
 * pools launch. Pods that have to wait for others (affinity, spread) get another turn as long as
 * somebody found a place. Pauses after each pod, for who must let others have a turn.
 */
export function* simulating(
  kind: SimulationKind,
  parts: SimulateParts,
  moved: readonly Source[],
  pools: readonly Pool[],
  context: PoolContext,
): Generator<void, Simulation> {
  const world = worldOf(parts);
  const sourceOf = new Map<string, string>();
  const old = new Set<string>();
  let waiting: Pod[] = [];
  for (const source of moved) {
    for (const { metadata } of source.nodes) {
      const state = world.node(metadata.name);
      if (!state) {
        continue;
      }
      old.add(metadata.name);
      for (const pod of [...state.pods.values()].filter(isMovable)) {
        sourceOf.set(podKey(pod), source.id);
        waiting.push(pod);
        world.unassign(pod);
      }
      if (kind === 'gone') {
        world.removeNode(metadata.name);
      } else {
        world.setNode({
          ...state.node,
          spec: { ...state.node.spec, unschedulable: true },
        });
      }
    }
  }
  // A pod that tolerates the cordon must not count on going back.
  const targets = [...world.nodes()]
    .map(state => state.name)
    .filter(name => !old.has(name));
  const provisioner = new VirtualNodes(pools, context, world);
  const placements = new Map<string, string>();
  const reasons = new Map<string, PoolReason[]>();

  const place = (pod: Pod): boolean => {
    const volume = immovableVolume(pod, world);
    const standing = volume
      ? undefined
      : targets.find(name => {
          const state = world.node(name);
          return state !== undefined && fitsNodeState(pod, state, world);
        });
    let node = standing;
    if (node === undefined) {
      const opened = volume ? { reasons: [volume] } : provisioner.open(pod);
      if ('reasons' in opened) {
        reasons.set(podKey(pod), opened.reasons);
        return false;
      }
      node = opened.node;
      targets.push(node);
    }
    world.assign(pod, node);
    placements.set(podKey(pod), node);
    return true;
  };

  yield;
  waiting.sort(largestFirst);
  for (let before = -1; waiting.length !== before; ) {
    before = waiting.length;
    const left: Pod[] = [];
    for (const pod of waiting) {
      if (!place(pod)) left.push(pod);
      yield;
    }
    waiting = left;
  }
  return {
    kind,
    placements,
    nodes: provisioner.opened,
    misfits: waiting.map(pod => ({
      pod,
      source: sourceOf.get(podKey(pod)) ?? '',
      reasons: reasons.get(podKey(pod)) ?? [],
    })),
  };
}

/**
 * {@link simulating} in one go.
 *
 * @alpha
 */
export function simulate(...input: Parameters<typeof simulating>): Simulation {
  return whole(simulating(...input));
}

/** The reasons against a pod in a few words, the pools named. */
export function formatReasons(reasons: readonly PoolReason[]): string {
  const told = [
    ...new Set(
      reasons.map(({ pool, message }) =>
        pool === undefined ? message : `pool ${pool}: ${message}`,
      ),
    ),
  ];
  return told.length > 4
    ? `${told.slice(0, 4).join('; ')}; and ${told.length - 4} more`
    : told.join('; ');
}
