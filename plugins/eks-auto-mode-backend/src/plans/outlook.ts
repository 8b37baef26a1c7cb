// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  DrainBound,
  PlannedSource,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { nodesBeforeAndAfter, type NodesBeforeAndAfter } from '../costs/basis';
import type { LaunchedNode } from '../nodes/addresses';
import { placingSources } from '../placement/placeSources';
import type { Simulation } from '../placement/simulate';
import { drainBounds } from './drainBound';
import { placementOptions, sourcesOf } from './plan';
import { readPlanParts } from './planParts';

/** What a plan would say of sources and times, without its steps and changes. */
export interface Outlook {
  sources: PlannedSource[];
  bounds: DrainBound[];
  /** Undefined where no plan can be made of what was read. */
  nodes?: NodesBeforeAndAfter;
  /** Auto nodes of the simulation without the old ones; undefined where no plan can be made. */
  launched?: LaunchedNode[];
}

/**
 * The outlook of a cluster, with pauses: a large one takes seconds.
 *
 * @throws where something that a plan stands on was not read.
 */
export function* lookingOut(inventory: Inventory): Generator<void, Outlook> {
  const parts = readPlanParts(inventory);
  const placement = yield* placingSources(parts, placementOptions(parts, {}));
  const bounds: DrainBound[] = [];
  for (const source of placement.moved) {
    bounds.push(...drainBounds(source, parts, () => undefined));
    yield;
  }
  return {
    sources: sourcesOf(placement, parts),
    bounds,
    nodes: nodesBeforeAndAfter(placement),
    launched: launchedBy(placement.gone),
  };
}

function launchedBy({ nodes, placements }: Simulation): LaunchedNode[] {
  const pods = new Map<string, number>();
  for (const node of placements.values())
    pods.set(node, (pods.get(node) ?? 0) + 1);
  return nodes.map(({ name, zone }) => ({ zone, pods: pods.get(name) ?? 0 }));
}
