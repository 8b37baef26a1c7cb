// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ConflictError } from '@backstage/errors';
import type {
  Inventory,
  InventoryPart,
  InventoryParts,
  Unread,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { placementParts, type PlacementParts } from '../placement/placeSources';
import { listOf } from '../readiness/text';

/** What a plan cannot be made without. */
export const planParts = [
  ...placementParts,
  'addons',
  'accessEntries',
  'clusterRole',
  'autoNodeRole',
  'securityGroups',
  'vpc',
  'deployments',
  'replicaSets',
  'statefulSets',
  'jobs',
  'podDisruptionBudgets',
] as const;

export type PlanParts = Pick<InventoryParts, (typeof planParts)[number]>;

/** A closed API leaves two dozen parts unread, all for one reason. */
const MOST_NAMED = 3;

/**
 * The parts of an inventory that a plan stands on.
 *
 * @throws where one was not read, or not wholly: a plan over what nobody saw would be a guess.
 */
export function readPlanParts(inventory: Inventory): PlanParts {
  const holes = holesInPlan(inventory);
  if (holes.length) {
    const remedies = new Set(holes.flatMap(hole => hole.remedy ?? []));
    throw new ConflictError(
      `No plan for ${
        inventory.clusterName
      }: what it stands on could not be read. ${listOf(
        holes.map(hole => hole.what),
        MOST_NAMED,
      )}. ${[...remedies]
        .map(remedy => `What to do: ${remedy.replace(/\.$/, '')}. `)
        .join('')}Nothing was changed`,
    );
  }
  const one = taken(inventory);
  return {
    ...placed(one),
    addons: one('addons'),
    accessEntries: one('accessEntries'),
    clusterRole: one('clusterRole'),
    autoNodeRole: one('autoNodeRole'),
    securityGroups: one('securityGroups'),
    vpc: one('vpc'),
    deployments: one('deployments'),
    replicaSets: one('replicaSets'),
    statefulSets: one('statefulSets'),
    jobs: one('jobs'),
    podDisruptionBudgets: one('podDisruptionBudgets'),
  };
}

/** What tells sources, and what becomes of them. */
export type KnownParts = PlacementParts &
  Pick<PlanParts, 'autoNodeRole' | 'replicaSets' | 'jobs'>;

/**
 * As much of an inventory as tells what becomes of sources, though no plan can be made of it; undefined
 * where a part was not read without which nobody can say.
 */
export function readKnownParts(inventory: Inventory): KnownParts | undefined {
  const { parts } = inventory;
  if (placementParts.some(part => parts[part].state === 'unread'))
    return undefined;
  const { autoNodeRole, replicaSets, jobs } = parts;
  return {
    ...placed(taken(inventory)),
    // A pool's class names the role; where the pods go does not depend on it.
    autoNodeRole:
      autoNodeRole.state === 'read'
        ? autoNodeRole.value
        : { exists: false, arn: '' },
    // Whose a pod is: without them it is the pod's own.
    replicaSets: replicaSets.state === 'read' ? replicaSets.value : [],
    jobs: jobs.state === 'read' ? jobs.value : [],
  };
}

type Taken = <P extends InventoryPart>(part: P) => InventoryParts[P];

function taken(inventory: Inventory): Taken {
  return <P extends InventoryPart>(part: P): InventoryParts[P] => {
    const state = inventory.parts[part];
    if (state.state === 'unread') {
      throw new ConflictError(`${part} was not read`);
    }
    return state.value;
  };
}

function placed(one: Taken): PlacementParts {
  return {
    cluster: one('cluster'),
    nodegroups: one('nodegroups'),
    autoScalingGroups: one('autoScalingGroups'),
    fargateProfiles: one('fargateProfiles'),
    instances: one('instances'),
    instanceTypes: one('instanceTypes'),
    launchTemplates: one('launchTemplates'),
    subnets: one('subnets'),
    nodes: one('nodes'),
    pods: one('pods'),
    namespaces: one('namespaces'),
    persistentVolumes: one('persistentVolumes'),
    persistentVolumeClaims: one('persistentVolumeClaims'),
    storageClasses: one('storageClasses'),
    serviceAccounts: one('serviceAccounts'),
    securityGroupPolicies: one('securityGroupPolicies'),
    nodePools: one('nodePools'),
    nodeClasses: one('nodeClasses'),
    daemonSets: one('daemonSets'),
  };
}

/** What stands in the way of a plan: what was not read, or not wholly. None: one can be made. */
export function holesInPlan(inventory: Inventory): Hole[] {
  return planParts.flatMap(part => holesOf(inventory, part));
}

/** Something that a plan stands on and that was not read. */
export interface Hole {
  part: InventoryPart;
  /** Which of the part, where the rest of it was read. */
  child?: string;
  what: string;
  remedy?: string;
}

function holesOf(inventory: Inventory, part: InventoryPart): Hole[] {
  const state = inventory.parts[part];
  const reasons: { child?: string; unread: Unread }[] =
    state.state === 'unread'
      ? [{ unread: state.unread }]
      : state.missing.map(({ what, unread }) => ({ child: what, unread }));
  return reasons.map(({ child, unread }) => ({
    part,
    ...(child === undefined ? {} : { child }),
    what: `${child === undefined ? part : `${part}, ${child}`}: ${
      unread.operation
    }: ${unread.message}`,
    ...(unread.remedy ? { remedy: unread.remedy } : {}),
  }));
}
