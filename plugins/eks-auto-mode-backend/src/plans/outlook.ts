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
import type { Source } from '../placement/sources';
import { drainBounds } from './drainBound';
import { launchedBy } from './launched';
import { placementOptions, sourcesOf } from './plan';
import {
  holesInPlan,
  readKnownParts,
  readPlanParts,
  type Hole,
} from './planParts';

const MOST_NAMED = 3;

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
 * Where no plan can be made (a launch template was deleted since, roles cannot be read), sources are
 * shown all the same, with what stands in the way. Only where a part was not read that says what
 * sources there are or what their pods need, nobody can say what becomes of them: the page lists the
 * part as unread, and the picture of the nodes shows what they are.
 */
export function* lookingOut(inventory: Inventory): Generator<void, Outlook> {
  const holes = holesInPlan(inventory);
  if (holes.length > 0) return yield* withoutPlan(inventory, holes);
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
    nodes: nodesBeforeAndAfter(placement, parts.instances),
    launched: launchedBy(placement, parts),
  };
}

function* withoutPlan(
  inventory: Inventory,
  holes: readonly Hole[],
): Generator<void, Outlook> {
  const parts = readKnownParts(inventory);
  if (!parts) return { sources: [], bounds: [] };
  const placement = yield* placingSources(parts, placementOptions(parts, {}));
  const found = new Map(placement.sources.map(one => [one.id, one]));
  return {
    sources: sourcesOf(placement, parts).map(source => ({
      ...source,
      inTheWay: inTheWay(holes, found.get(source.id)),
    })),
    bounds: [],
  };
}

/** A source's own template first: its nodes cannot even be replaced today. */
function inTheWay(holes: readonly Hole[], source: Source | undefined) {
  const wanted =
    source?.nodegroup?.launchTemplate ?? source?.groups[0]?.launchTemplate;
  const name = wanted?.id ?? wanted?.name;
  const isOwn = ({ part, child }: Hole) =>
    part === 'launchTemplates' &&
    name !== undefined &&
    child?.startsWith(`${name}:`) === true;
  const words = [
    ...holes
      .filter(isOwn)
      .map(({ what }) => `its own launch template could not be read: ${what}`),
    ...holes
      .filter(hole => !isOwn(hole))
      .map(({ what }) => `no plan can be made: ${what}`),
  ];
  const rest = words.length - MOST_NAMED;
  return [
    ...words.slice(0, MOST_NAMED),
    ...(rest > 0 ? [`and ${rest} more that could not be read`] : []),
  ];
}
