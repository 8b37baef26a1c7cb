// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonValue } from '@backstage/types';
import type {
  Change,
  Plan,
  PlanStep,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/**
 * What an undo does beside the inverse of what was done: Auto nodes are emptied before the pools
 * that made them go. Derived from the plan, so that the digest that was approved covers it.
 */
export function undoChanges(plan: Plan, step: PlanStep): Change[] {
  if (step.kind !== 'node-pools' && step.kind !== 'enable') return [];
  const pods = plan.sources.reduce((sum, source) => sum + source.pods, 0);
  const nodes = plan.sources.reduce((sum, source) => sum + source.nodes, 0);
  const scope = {
    pool: '*',
    filter:
      step.kind === 'node-pools'
        ? 'nodes of the pools that this run made'
        : 'all nodes of Auto Mode',
  };
  const closing = step.changes.flatMap((change): Change[] =>
    change.type === 'exact' &&
    change.api === 'kubernetes:create' &&
    change.target.startsWith('karpenter.sh/v1/NodePool/')
      ? [
          {
            type: 'exact',
            id: `${step.id}/undo/close/${change.target}`,
            api: 'kubernetes:patch',
            target: change.target,
            summary: 'Close the pool: no new node',
            before: null,
            after: { limits: { cpu: '0' } },
            request: { spec: { limits: { cpu: '0' } } },
          },
        ]
      : [],
  );
  return [
    ...closing,
    ...entryDeletion(step),
    {
      type: 'scoped',
      id: `${step.id}/undo/cordon`,
      api: 'kubernetes:cordon',
      scope,
      maximum: 4 * nodes + 100,
      summary: 'Cordon the Auto nodes',
    },
    {
      type: 'scoped',
      id: `${step.id}/undo/evict`,
      api: 'kubernetes:evict',
      scope,
      maximum: 4 * pods + 200,
      summary: 'Evict the pods of the Auto nodes under their budgets',
    },
  ];
}

/**
 * EKS makes an access entry for the node role when Auto Mode is switched on, and leaves it behind
 * when it is switched off. Where there was none before, it goes with what made it come.
 */
function entryDeletion(step: PlanStep): Change[] {
  return step.changes.flatMap((change): Change[] => {
    const principalArn = nodeRoleOf(change);
    if (change.type !== 'exact' || principalArn === undefined) return [];
    const { request } = change;
    const clusterName =
      typeof request === 'object' && request !== null && !Array.isArray(request)
        ? request.name
        : undefined;
    return [
      {
        type: 'exact',
        id: `${step.id}/undo/entry`,
        api: 'eks:DeleteAccessEntry',
        target: principalArn,
        summary: 'Delete the access entry that EKS made for the Auto nodes',
        before: null,
        after: null,
        request: { clusterName: String(clusterName), principalArn },
      },
    ];
  });
}

/** The node role that a change hands to Auto Mode, if it is one that does. */
export function nodeRoleOf(change: Change): string | undefined {
  if (change.type !== 'exact' || change.api !== 'eks:UpdateClusterConfig')
    return undefined;
  let value: JsonValue | undefined = change.request;
  for (const key of ['computeConfig', 'nodeRoleArn']) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return undefined;
    value = value[key];
  }
  return typeof value === 'string' ? value : undefined;
}
