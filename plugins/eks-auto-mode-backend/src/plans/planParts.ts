// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ConflictError } from '@backstage/errors';
import type {
  Inventory,
  InventoryPart,
  InventoryParts,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { placementParts } from '../placement/placeSources';
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
  const holes = planParts.flatMap(part => holesOf(inventory, part));
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
  const one = <P extends InventoryPart>(part: P): InventoryParts[P] => {
    const state = inventory.parts[part];
    if (state.state === 'unread') {
      throw new ConflictError(`${part} was not read`);
    }
    return state.value;
  };
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

/** Whether all that a plan stands on was read, and wholly. */
export function canPlan(inventory: Inventory): boolean {
  return planParts.every(part => holesOf(inventory, part).length === 0);
}

function holesOf(
  inventory: Inventory,
  part: InventoryPart,
): { what: string; remedy?: string }[] {
  const state = inventory.parts[part];
  const reasons =
    state.state === 'unread'
      ? [{ what: part, unread: state.unread }]
      : state.missing.map(({ what, unread }) => ({
          what: `${part}, ${what}`,
          unread,
        }));
  return reasons.map(({ what, unread }) => ({
    what: `${what}: ${unread.operation}: ${unread.message}`,
    remedy: unread.remedy,
  }));
}
