// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { budgetsOfPod, nameOf } from '../../budgets';
import { mergePatch } from '../../patch';
import { count, listOf } from '../../text';
import {
  isDaemonSet,
  isReady,
  subjectOf,
  WORKLOAD_PARTS,
  workloadsOf,
} from '../../workloads';

export const unhealthyPods = defineCheck({
  code: 'WL-03',
  title: 'Broken pods can be evicted',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: [...WORKLOAD_PARTS, 'podDisruptionBudgets'],
  why: 'Unless its budget says AlwaysAllow, a pod that is not Ready may not be evicted either while others are missing, and holds its node.',
  remediation:
    'Repair the pods, or set unhealthyPodEvictionPolicy: AlwaysAllow.',
  source: 'Kubernetes, configure-pdb',
  evaluate: parts =>
    workloadsOf(parts).flatMap(workload => {
      if (isDaemonSet(workload)) return [];
      const held = workload.pods
        .filter(pod => !isReady(pod) && !pod.metadata.deletionTimestamp)
        .flatMap(pod =>
          budgetsOfPod(pod, parts.podDisruptionBudgets)
            .filter(
              budget =>
                budget.spec.unhealthyPodEvictionPolicy !== 'AlwaysAllow',
            )
            .map(budget => ({ pod, budget })),
        );
      if (held.length === 0) return [];
      return [
        {
          subject: workload.subject,
          message:
            'Some of its pods are not Ready, and its PodDisruptionBudget may keep them from being evicted.',
          evidence: `${nameOf(held[0].budget)}, unhealthyPodEvictionPolicy ${
            held[0].budget.spec.unhealthyPodEvictionPolicy ??
            'absent (IfHealthyBudget)'
          }; ${count(held.length, 'pod')} not Ready: ${listOf(
            held.map(({ pod }) => pod.metadata.name),
          )}`,
          patch: mergePatch('Let broken pods go', subjectOf(held[0].budget), {
            spec: { unhealthyPodEvictionPolicy: 'AlwaysAllow' },
          }),
        },
      ];
    }),
});
