// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { allowance, budgetsOf, isObserved, nameOf } from '../../budgets';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const orderedPods = defineCheck({
  code: 'WL-26',
  title: 'No StatefulSet moves one pod at a time',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: [...WORKLOAD_PARTS, 'podDisruptionBudgets'],
  why: 'Ordered pods under a budget that lets one go at a time move one after the other: the drain takes their number times the start of one.',
  remediation:
    'Give the run the time, which the plan computes, or let more than one go.',
  source: 'Kubernetes, statefulset',
  evaluate: parts => {
    const ordered = new Set(
      parts.statefulSets
        .filter(
          ({ spec }) =>
            (spec.podManagementPolicy ?? 'OrderedReady') === 'OrderedReady',
        )
        .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    );
    return workloadsOf(parts).flatMap(workload => {
      const { subject, pods } = workload;
      if (
        subject.kind !== 'StatefulSet' ||
        !ordered.has(`${subject.namespace}/${subject.name}`)
      )
        return [];
      if (pods.length === 0) return [];
      const tight = budgetsOf(
        workload,
        parts.podDisruptionBudgets.filter(isObserved),
      ).find(budget => allowance(budget) === 1);
      if (!tight) return [];
      return [
        {
          subject,
          message: `Its ${pods.length} pods move one after the other.`,
          evidence: `podManagementPolicy OrderedReady; ${nameOf(
            tight,
          )} lets one pod go at a time`,
        },
      ];
    });
  },
});
