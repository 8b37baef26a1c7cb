// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { autoInstanceType, instanceTypesWith } from './instanceTypes';
import { keptParts, whyKept, type KeptReason } from './kept';
import { compiledPool, type Pool, type PoolContext } from './pools';
import {
  formatReasons,
  simulateParts,
  simulating,
  type Simulation,
  type SimulationKind,
} from './simulate';
import { findSources, sourceParts, type Dispute, type Source } from './sources';
import { poolsNow } from './poolsNow';
import { translateSources, type PlannedPool } from './translate';
import { translateParts } from './translateParts';
import { whole } from './whole';

/** @alpha */
export type PlacementPart =
  | (typeof sourceParts)[number]
  | (typeof translateParts)[number]
  | (typeof simulateParts)[number]
  | (typeof keptParts)[number];

/** Every part that placing sources reads. @alpha */
export const placementParts: readonly PlacementPart[] = [
  ...new Set<PlacementPart>([
    ...sourceParts,
    ...translateParts,
    ...simulateParts,
    ...keptParts,
  ]),
];

/** @alpha */
export type PlacementParts = Pick<InventoryParts, PlacementPart>;

/** @alpha */
export interface PlacementOptions {
  nodeRoleName: string;
  /** Sources to leave alone, by id. */
  keep?: readonly string[];
  /** Whether the cluster will have the pool `general-purpose`. */
  generalPurpose?: boolean;
}

/**
 * A pod for which no planned pool and no node that stays has a place.
 *
 * @alpha
 */
export interface PlacementMisfit {
  pod: Pod;
  source: string;
  reason: string;
  simulation: SimulationKind;
}

/**
 * Every source with its pools, or why it stays.
 *
 * @alpha
 */
export interface Placement {
  sources: Source[];
  disputes: Dispute[];
  moved: Source[];
  kept: Map<string, KeptReason[]>;
  pools: PlannedPool[];
  /** The planned pools and those that are there or come with Auto Mode. */
  allPools: Pool[];
  context: PoolContext;
  /** Over the sources that move. */
  cordoned: Simulation;
  gone: Simulation;
  /** What made sources be kept. */
  misfits: PlacementMisfit[];
}

/** Half as much again as the simulations launch, or what the sources could grow to: the larger. */
const HEADROOM = 1.5;

/** The pool with a limit that its own sources' pods cannot hit. */
function withRoom(
  pool: PlannedPool,
  simulations: readonly Simulation[],
): PlannedPool {
  const launched = simulations.map(({ nodes }) =>
    nodes
      .filter(node => node.pool === pool.name)
      .reduce(
        (sum, node) => sum + (autoInstanceType(node.instanceType)?.vcpus ?? 0),
        0,
      ),
  );
  const wanted = Math.ceil(HEADROOM * Math.max(...launched));
  const { spec } = pool.nodePool;
  return wanted > Number(spec.limits?.cpu ?? 0)
    ? {
        ...pool,
        nodePool: {
          ...pool.nodePool,
          spec: { ...spec, limits: { ...spec.limits, cpu: String(wanted) } },
        },
      }
    : pool;
}

/**
 * Decides which sources move and into which pools.
 *
 * A source with a pod that finds no place in one of the two simulations is kept, and all is
 * simulated again without it, until everybody has a place: what stays schedulable may take others
 * in, and what stays takes its own room.
 *
 * @alpha
 */
export function placeSources(
  parts: PlacementParts,
  options: PlacementOptions,
): Placement {
  return whole(placingSources(parts, options));
}

/** {@link placeSources} with pauses, for who must let others have a turn. */
export function* placingSources(
  parts: PlacementParts,
  options: PlacementOptions,
): Generator<void, Placement> {
  const { sources, disputes } = findSources(parts);
  yield;
  const kept = whyKept(sources, parts, options.keep ?? []);
  yield;
  const misfits: PlacementMisfit[] = [];
  const existing = poolsNow(
    parts,
    options.generalPurpose ? ['system', 'general-purpose'] : ['system'],
  );
  const context: PoolContext = {
    daemonSets: parts.daemonSets,
    instanceTypes: instanceTypesWith(parts.instanceTypes),
  };
  for (;;) {
    const moved = sources.filter(source => !kept.get(source.id)?.length);
    const pools = translateSources(moved, parts, options);
    const names = new Set(pools.map(pool => pool.name));
    // One that an earlier run made stands for itself, not twice.
    const allPools = [
      ...pools,
      ...existing.filter(pool => !names.has(pool.name)),
    ];
    yield;
    for (const pool of allPools) {
      compiledPool(pool, context);
      yield;
    }
    const simulation = (kind: SimulationKind) =>
      simulating(kind, parts, moved, allPools, context);
    const cordoned = yield* simulation('cordoned');
    const gone = yield* simulation('gone');
    const lost = [cordoned, gone].flatMap(({ kind, misfits: without }) =>
      without.map(
        ({ pod, source, reasons }): PlacementMisfit => ({
          pod,
          source,
          reason: formatReasons(reasons),
          simulation: kind,
        }),
      ),
    );
    if (lost.length === 0) {
      const roomy = new Map(
        pools.map(pool => [pool.name, withRoom(pool, [cordoned, gone])]),
      );
      return {
        sources,
        disputes,
        moved,
        kept,
        pools: [...roomy.values()],
        allPools: allPools.map(pool => roomy.get(pool.name) ?? pool),
        context,
        cordoned,
        gone,
        misfits,
      };
    }
    misfits.push(...lost);
    for (const { source, pod, reason } of lost) {
      const known = kept.get(source) ?? [];
      if (!known.some(one => one.pod === pod)) {
        kept.set(source, [
          ...known,
          { reason: `it has no place on Auto Mode: ${reason}`, pod },
        ]);
      }
    }
  }
}
