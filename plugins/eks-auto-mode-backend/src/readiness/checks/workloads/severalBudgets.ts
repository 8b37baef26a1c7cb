// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { keepTightest, nameOf, selects } from '../../budgets';
import { listOf } from '../../text';
import {
  isDaemonSet,
  podLabelsOf,
  WORKLOAD_PARTS,
  workloadsOf,
} from '../../workloads';

export const severalBudgets = defineCheck({
  code: 'WL-02',
  title: 'No pod has two budgets',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: [...WORKLOAD_PARTS, 'podDisruptionBudgets'],
  why: 'The API server answers 500 to the eviction of a pod that several PodDisruptionBudgets select: it can never be drained.',
  remediation: 'Merge them into one, or narrow a selector.',
  source: 'Kubernetes, api-eviction',
  evaluate: parts =>
    workloadsOf(parts).flatMap(workload => {
      if (isDaemonSet(workload)) return [];
      const several = podLabelsOf(workload)
        .map(labels =>
          parts.podDisruptionBudgets.filter(budget =>
            selects(budget, workload.subject.namespace, labels),
          ),
        )
        .filter(budgets => budgets.length > 1);
      if (several.length === 0) return [];
      const budgets = [...new Set(several.flat())];
      return [
        {
          subject: workload.subject,
          message: `${listOf(
            budgets.map(nameOf),
          )} select the same pod, which can then never be evicted.`,
          evidence: listOf(budgets.map(nameOf)),
          patch: keepTightest(
            budgets,
            workloadsOf(parts).filter(other => other !== workload),
          ),
        },
      ];
    }),
});
