// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  budgetsOf,
  isObserved,
  letOneGo,
  nameOf,
  neverAllows,
} from '../../budgets';
import {
  isDaemonSet,
  subjectOf,
  WORKLOAD_PARTS,
  workloadsOf,
} from '../../workloads';

export const budgetNeverAllows = defineCheck({
  code: 'WL-01',
  title: 'Every budget lets a pod go',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: [...WORKLOAD_PARTS, 'podDisruptionBudgets'],
  why: 'A drain evicts only what the PodDisruptionBudget allows: one that never allows anything keeps its node for ever.',
  remediation:
    'Run one replica more, or let one pod be unavailable, at least while pods move.',
  source: 'Kubernetes, disruptions',
  evaluate: parts => {
    const workloads = workloadsOf(parts).filter(one => !isDaemonSet(one));
    const observed = parts.podDisruptionBudgets.filter(isObserved);
    const blocked = workloads.flatMap((workload): FindingDraft[] =>
      workload.pods.length === 0
        ? []
        : budgetsOf(workload, observed).flatMap(budget => {
            const why =
              (budget.status?.expectedPods ?? 0) > 0 && neverAllows(budget);
            if (!why) return [];
            return [
              {
                subject: workload.subject,
                message:
                  'Its PodDisruptionBudget never lets a pod go, so its node could not be drained.',
                evidence: `${nameOf(budget)}: ${why}`,
                patch: letOneGo(budget),
              },
            ];
          }),
    );
    const idle = observed
      .filter(
        budget =>
          (budget.status?.expectedPods ?? 0) === 0 &&
          !workloads.some(workload => budgetsOf(workload, [budget]).length > 0),
      )
      .map(
        (budget): FindingDraft => ({
          subject: subjectOf(budget),
          severity: 'warning',
          message:
            'This PodDisruptionBudget selects no pod: what it was meant for is not protected.',
          evidence: `${nameOf(budget)}: expectedPods 0`,
          remedy: 'Correct its selector, or delete it.',
        }),
      );
    return [...blocked, ...idle];
  },
});
