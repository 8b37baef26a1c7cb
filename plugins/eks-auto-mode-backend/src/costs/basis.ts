// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { Placement } from '../placement/placeSources';
import { podRequests, toResources } from '../placement/resources';
import type { CostNodes } from './worth';

/** Nodes before and after a move, counted by type. */
export interface NodesBeforeAndAfter {
  moving: CostNodes[];
  simulated: CostNodes[];
  kept: CostNodes[];
  auto: CostNodes[];
}

/** An owner's part of what the nodes cost, 0 to 1; without an owner: what nobody asked for. */
export interface OwnerShare {
  owner?: string;
  share: number;
}

/** What the cost of a cluster is worked out from; stored with its assessment. */
export interface CostBasis extends NodesBeforeAndAfter {
  /** ISO 8601. */
  readAt: string;
  support: 'standard' | 'extended';
  /** Auto Mode is switched on. */
  autoMode?: boolean;
  prices: InventoryParts['prices'];
  shares: OwnerShare[];
}

/** Counts the nodes that a placement moves, keeps and launches. */
export function nodesBeforeAndAfter(placement: Placement): NodesBeforeAndAfter {
  const moved = new Set(placement.moved.map(source => source.id));
  const of = (which: (source: Placement['sources'][number]) => boolean) =>
    counted(
      placement.sources
        .filter(source => source.type !== 'fargate' && which(source))
        .flatMap(source => source.nodes.map(kindOf)),
    );
  return {
    moving: of(source => moved.has(source.id)),
    kept: of(source => !moved.has(source.id) && source.type !== 'auto'),
    auto: of(source => source.type === 'auto'),
    simulated: counted(
      placement.gone.nodes.map(node => ({
        type: node.instanceType,
        capacity: node.capacityType === 'spot' ? 'spot' : 'on-demand',
      })),
    ),
  };
}

type Kind = Omit<CostNodes, 'count'>;

function kindOf(node: Node): Kind {
  const labels = node.metadata.labels ?? {};
  const capacity =
    labels['karpenter.sh/capacity-type'] ??
    labels['eks.amazonaws.com/capacityType'] ??
    '';
  return {
    type: labels['node.kubernetes.io/instance-type'] ?? 'unknown',
    capacity:
      capacity.toLocaleLowerCase('en-US') === 'spot' ? 'spot' : 'on-demand',
  };
}

function counted(kinds: readonly Kind[]): CostNodes[] {
  const counts = new Map<string, CostNodes>();
  for (const kind of kinds) {
    const key = `${kind.type} ${kind.capacity}`;
    const before = counts.get(key);
    if (before) before.count += 1;
    else counts.set(key, { ...kind, count: 1 });
  }
  return [...counts.values()].sort(
    (a, b) =>
      a.type.localeCompare(b.type) || a.capacity.localeCompare(b.capacity),
  );
}

/**
 * How the nodes' cost falls to owners, with pauses: of each node a pod's part is the larger of the
 * shares of processor and memory that it asks for. What nobody asked for falls to nobody.
 */
export function* ownerShares(
  nodes: readonly Node[],
  pods: readonly Pod[],
  priceOf: (type: string) => number,
  ownerOf: (pod: Pod) => string | undefined,
): Generator<void, OwnerShare[]> {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    const { nodeName } = pod.spec;
    if (!nodeName || ['Succeeded', 'Failed'].includes(pod.status?.phase ?? ''))
      continue;
    byNode.set(nodeName, [...(byNode.get(nodeName) ?? []), pod]);
  }
  const parts = new Map<string | undefined, number>();
  const add = (owner: string | undefined, amount: number) =>
    parts.set(owner, (parts.get(owner) ?? 0) + amount);
  let total = 0;
  for (const node of nodes) {
    const price = priceOf(kindOf(node).type);
    total += price;
    const shares: [string | undefined, number][] = [];
    for (const pod of byNode.get(node.metadata.name) ?? []) {
      shares.push([ownerOf(pod), shareOf(pod, node)]);
      yield;
    }
    // Requests of both kinds may add up to more than one node.
    const asked = shares.reduce((sum, [, share]) => sum + share, 0);
    const scale = asked > 1 ? 1 / asked : 1;
    for (const [owner, share] of shares) add(owner, price * share * scale);
    add(undefined, price * Math.max(0, 1 - asked));
  }
  return [...parts]
    .filter(([, amount]) => amount > 0 && total > 0)
    .map(([owner, amount]) => ({ owner, share: amount / total }))
    .sort((a, b) => b.share - a.share);
}

function shareOf(pod: Pod, node: Node): number {
  const has = toResources(node.status?.allocatable);
  const asks = podRequests(pod);
  return Math.max(
    ...['cpu', 'memory'].map(name =>
      has[name] > 0 ? Math.min(1, (asks[name] ?? 0) / has[name]) : 0,
    ),
  );
}
