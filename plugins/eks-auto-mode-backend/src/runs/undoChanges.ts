// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

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
