// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { mergePatch, stepOf } from '../change';
import { toJson } from '../canonical';
import { verbs, type Situation } from '../situation';

/** Gives the pools their final disruption budgets: from then on Auto Mode tidies up by itself. */
export function release({ placement, parts }: Situation): PlanStep[] {
  const held = placement.pools.filter(pool => {
    const found = pool.exists
      ? parts.nodePools.find(({ metadata }) => metadata.name === pool.name)
      : pool.nodePool;
    return found?.spec.disruption?.budgets?.some(({ nodes }) => nodes === '0');
  });
  if (held.length === 0) {
    return [];
  }
  return [
    stepOf({
      kind: 'release',
      title: 'Let Auto Mode consolidate and renew the nodes of its pools',
      changes: held.map(pool =>
        mergePatch(
          pool.nodePool,
          { spec: { disruption: { budgets: toJson(pool.finalBudgets) } } },
          {
            spec: {
              disruption: {
                budgets: toJson(pool.nodePool.spec.disruption?.budgets ?? []),
              },
            },
          },
          `Disruption budgets of ${pool.name}: ${pool.finalBudgets
            .map(({ nodes }) => nodes)
            .join(', ')} of its nodes`,
        ),
      ),
      iam: [],
      kubernetes: verbs('karpenter.sh', 'nodepools', 'get', 'patch'),
      undo: { possible: true, how: 'The holding budgets are set again.' },
      predicted: { minSeconds: 2, maxSeconds: 30 },
    }),
  ];
}
