// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { InventoryParts } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { Placement } from '../placement/placeSources';
import { counted, kindOf, type CostNodes } from './nodeKinds';
import type { OwnerPart } from './ownerParts';
import type { Support } from './support';

/** What a move does with a node that is counted. */
export type Standing = 'moving' | 'kept' | 'auto';

/** Nodes that are in no figure, counted by why. */
export type Uncounted = Record<'fargate' | 'hybrid' | 'disputed', number>;

/** Nodes before and after a move, counted by kind. */
export interface NodesBeforeAndAfter
  extends Record<Standing | 'simulated', CostNodes[]> {
  uncounted: Uncounted;
  /** Of each counted node, by its name. */
  standings: ReadonlyMap<string, Standing>;
}

/** What the cost of a cluster is worked out from; stored with its assessment. */
export interface CostBasis extends Omit<NodesBeforeAndAfter, 'standings'> {
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
export function nodesBeforeAndAfter(placement: Placement): NodesBeforeAndAfter {
  const moved = new Set(placement.moved.map(source => source.id));
  const found = { moving: [], kept: [], auto: [] } as Record<
    Standing,
    ReturnType<typeof kindOf>[]
  >;
  const uncounted: Uncounted = {
    fargate: 0,
    hybrid: 0,
    disputed: placement.disputes.length,
  };
  const standings = new Map<string, Standing>();
  for (const { id, type, nodes } of placement.sources) {
    if (type === 'fargate' || type === 'hybrid') {
      uncounted[type] += nodes.length;
      continue;
    }
    const standing = standingOf(type, moved.has(id));
    for (const node of nodes) {
      found[standing].push(kindOf(node));
      standings.set(node.metadata.name, standing);
    }
  }
  return {
    moving: counted(found.moving),
    kept: counted(found.kept),
    auto: counted(found.auto),
    simulated: counted(
      placement.gone.nodes.map(node => ({
        type: node.instanceType,
        capacity: node.capacityType === 'spot' ? 'spot' : 'on-demand',
      })),
    ),
    uncounted,
    standings,
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
