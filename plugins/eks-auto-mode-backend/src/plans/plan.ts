// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  inSequence,
  type DrainBound,
  type Finding,
  type KubernetesSubject,
  type Plan,
  type PlannedSource,
  type PlanOptions,
  type PlanPool,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { JsonObject } from '@backstage/types';
import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { movablePods } from '../placement/movable';
import {
  placingSources,
  type Placement,
  type PlacementOptions,
} from '../placement/placeSources';
import { compiledPool } from '../placement/pools';
import { findSources } from '../placement/sources';
import { whole } from '../placement/whole';
import { nameOfArn } from '../readiness/arns';
import { subjectOf, topControllers } from '../readiness/workloads';
import { basisOf } from './basis';
import { blockedBy } from './blockedBy';
import { digestOf, toJson } from './canonical';
import { costOf } from './cost';
import { dataLost } from './dataLost';
import { drainBounds } from './drainBound';
import { readPlanParts, type PlanParts } from './planParts';
import type { Situation } from './situation';
import { steps as stepsOf } from './steps';

/** What a plan is made of, beside the inventory. */
export interface PlanInput {
  /** Given by who keeps plans. */
  id: string;
  number?: number;
  createdAt: string;
  createdBy: string;
  inventory: Inventory;
  findings: readonly Finding[];
  /** Accepted findings that are in force now. */
  exceptions?: Iterable<{ code: string; subjectKey: string }>;
  options: PlanOptions;
  /** Entity reference of a workload's owner, where it is known. */
  ownerOf?: (subject: KubernetesSubject) => string | undefined;
}

/** The role that Auto nodes have or will have; it cannot be changed once Auto Mode is on. */
function nodeRoleOf(
  parts: Pick<PlanParts, 'cluster' | 'autoNodeRole'>,
  options: PlanOptions,
): Situation['nodeRole'] {
  const { cluster, autoNodeRole } = parts;
  const found = autoNodeRole.exists ? autoNodeRole.role.arn : autoNodeRole.arn;
  const arn = cluster.autoMode.nodeRoleArn ?? options.nodeRoleArn ?? found;
  return { arn, name: nameOfArn(arn) };
}

/** How sources are placed under the options of a plan. */
export function placementOptions(
  parts: Pick<PlanParts, 'cluster' | 'autoNodeRole'>,
  options: PlanOptions,
): PlacementOptions {
  return {
    nodeRoleName: nodeRoleOf(parts, options).name,
    keep: options.keep,
    generalPurpose:
      options.generalPurpose ||
      parts.cluster.autoMode.nodePools.includes('general-purpose'),
  };
}

function poolsOf(placement: Placement): PlanPool[] {
  const planned = new Map(placement.pools.map(pool => [pool.name, pool]));
  return placement.allPools.map(pool => {
    const ours = planned.get(pool.name);
    const nodes: Record<string, number> = {};
    for (const node of placement.gone.nodes) {
      if (node.pool === pool.name) {
        nodes[node.instanceType] = (nodes[node.instanceType] ?? 0) + 1;
      }
    }
    return {
      name: pool.name,
      origin: ours?.exists ? 'existing' : pool.origin,
      sources: ours?.sources ?? [],
      nodePool: objectOf(pool.nodePool),
      ...(ours?.nodeClass ? { nodeClass: objectOf(ours.nodeClass) } : {}),
      zones: pool.zones,
      diskGiB: pool.diskGiB,
      overhead: compiledPool(pool, placement.context).overhead,
      nodes,
      notes: ours?.notes ?? [],
    };
  });
}

function objectOf(value: object): JsonObject {
  const json = toJson(value);
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? json
    : {};
}

/** What becomes of each source. */
export function sourcesOf(
  placement: Placement,
  parts: Pick<PlanParts, 'pods' | 'replicaSets' | 'jobs'>,
): PlannedSource[] {
  const top = topControllers(parts);
  return placement.sources.map(source => {
    const kept = placement.kept.get(source.id) ?? [];
    const tool = source.definers[0]?.tool;
    return {
      id: source.id,
      type: source.type,
      name: source.name,
      nodes: source.nodes.length,
      pods: movablePods(source, parts.pods).length,
      instanceTypes: source.instanceTypes,
      decision: kept.length ? 'keep' : 'move',
      keptBecause: withoutRepeats(
        kept.map(({ reason, pod }) => ({
          reason,
          ...(pod ? { subject: top(pod) } : {}),
        })),
      ),
      pools: placement.pools
        .filter(pool => pool.sources.includes(source.id))
        .map(pool => pool.name),
      ...(tool ? { definedBy: tool } : {}),
    };
  });
}

/** One line a workload, however many of its pods say the same. */
function withoutRepeats<T extends object>(list: T[]): T[] {
  return [...new Map(list.map(one => [JSON.stringify(one), one])).values()];
}

/**
 * The frozen list of steps and of every change they will make. Pure: the same input gives the same
 * plan and the same digest.
 *
 * @throws where something that the plan stands on was not read.
 */
export function plan(input: PlanInput): Plan {
  return whole(planning(input));
}

/** {@link plan} with pauses, for who must let others have a turn: a large cluster takes seconds. */
export function* planning(input: PlanInput): Generator<void, Plan> {
  const { inventory, options } = input;
  const parts = readPlanParts(inventory);
  const nodeRole = nodeRoleOf(parts, options);
  const placement = yield* placingSources(
    parts,
    placementOptions(parts, options),
  );
  const ownerOf = input.ownerOf ?? (() => undefined);
  const bounds: DrainBound[] = [];
  for (const source of placement.moved) {
    bounds.push(...drainBounds(source, parts, ownerOf));
    yield;
  }
  const steps = stepsOf({ parts, options, placement, nodeRole, bounds });
  yield;
  const basis = basisOf(parts, placement.sources);
  const top = topControllers(parts);
  const { prices } = inventory.parts;
  const cost = costOf(
    placement,
    parts.instances,
    prices.state === 'read' ? prices.value : undefined,
  );
  return {
    id: input.id,
    number: input.number ?? 0,
    clusterArn: inventory.clusterArn,
    clusterName: inventory.clusterName,
    digest: digestOf(
      toJson({
        basis,
        options,
        changes: steps.map(step => ({ id: step.id, changes: step.changes })),
      }),
    ),
    createdAt: input.createdAt,
    createdBy: input.createdBy,
    inventoryReadAt: inventory.readAt,
    options,
    basis,
    steps,
    sources: sourcesOf(placement, parts),
    pools: poolsOf(placement),
    misfits: placement.misfits.map(({ pod, source, reason, simulation }) => ({
      pod: subjectOf(pod),
      workload: top(pod),
      source,
      reason,
      simulation,
    })),
    bounds,
    dataLost: dataLost(placement.moved, parts),
    blockedBy: blockedBy(
      input.findings,
      input.exceptions ?? [],
      placement,
      parts,
    ),
    predicted: inSequence(steps),
    ...(cost ? { cost } : {}),
  };
}

/** The basis of the cluster as an inventory shows it: what a plan's own is compared with. */
export function basisNow(inventory: Inventory): Plan['basis'] {
  const parts = readPlanParts(inventory);
  return basisOf(parts, findSources(parts).sources);
}
