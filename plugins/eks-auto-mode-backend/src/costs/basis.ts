// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Instance,
  InventoryParts,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { instanceIdOf } from '../placement/membership';
import type { Placement } from '../placement/placeSources';
import { counted, kindOf, type CostNodes, type NodeKind } from './nodeKinds';
import type { OwnerPart } from './ownerParts';
import type { Support } from './support';

/** What a move does with a node that is counted. */
export type Standing = 'moving' | 'kept' | 'auto';

/** Nodes that are in no figure, counted by why. */
export type Uncounted = Record<'fargate' | 'hybrid' | 'disputed', number>;

/** A node that is counted, and as what. */
export interface CountedNode {
  standing: Standing;
  kind: NodeKind;
}

/** Nodes before and after a move, counted by kind. */
export interface NodesBeforeAndAfter
  extends Record<Standing | 'simulated', CostNodes[]> {
  uncounted: Uncounted;
  /** Today's, by name. */
  nodes: ReadonlyMap<string, CountedNode>;
}

/** What the cost of a cluster is worked out from; stored with its assessment. */
export interface CostBasis extends Omit<NodesBeforeAndAfter, 'nodes'> {
  /** ISO 8601. */
  readAt: string;
  support: Support;
  /** Auto Mode is switched on. */
  autoMode?: boolean;
  /** Of the types that are counted. */
  prices: InventoryParts['prices'];
  /** None where the pods were not read. */
  ownerParts: OwnerPart[];
}

/** Counts the nodes that a placement moves, keeps and launches, and those that no figure can hold. */
export function nodesBeforeAndAfter(
  placement: Placement,
  instances: readonly Instance[],
): NodesBeforeAndAfter {
  const byId = new Map(instances.map(one => [one.id, one]));
  const moved = new Set(placement.moved.map(source => source.id));
  const uncounted: Uncounted = {
    fargate: 0,
    hybrid: 0,
    disputed: placement.disputes.length,
  };
  const counts = new Map<string, CountedNode>();
  for (const { id, type, nodes } of placement.sources) {
    if (type === 'fargate' || type === 'hybrid') {
      uncounted[type] += nodes.length;
      continue;
    }
    const standing = standingOf(type, moved.has(id));
    for (const node of nodes)
      counts.set(node.metadata.name, {
        standing,
        kind: kindOf(node, byId.get(instanceIdOf(node) ?? '')),
      });
  }
  const of = (standing: Standing) =>
    counted(
      [...counts.values()].flatMap(one =>
        one.standing === standing ? one.kind : [],
      ),
    );
  return {
    moving: of('moving'),
    kept: of('kept'),
    auto: of('auto'),
    simulated: counted(
      placement.gone.nodes.map(node => ({
        type: node.instanceType,
        capacity: node.capacityType === 'spot' ? 'spot' : 'on-demand',
      })),
    ),
    uncounted,
    nodes: counts,
  };
}

function standingOf(
  type: Placement['sources'][number]['type'],
  moves: boolean,
): Standing {
  if (moves) return 'moving';
  return type === 'auto' ? 'auto' : 'kept';
}

/** Of a region's list the prices that the figures of a cluster need. */
export function pricesOf(
  { moving, kept, auto, simulated }: NodesBeforeAndAfter,
  list: InventoryParts['prices'],
): InventoryParts['prices'] {
  const types = new Set(
    [moving, kept, auto, simulated].flat().map(({ type }) => type),
  );
  return list.filter(({ type }) => types.has(type));
}
