// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const DISRUPTION_ANNOTATIONS: Record<string, string> = {
  'karpenter.sh/do-not-disrupt': 'true',
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
};

export const disruptionAnnotations = defineCheck({
  code: 'WL-19',
  title: 'No pod asks not to be moved',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'A drain does not heed these annotations; on Auto Mode karpenter.sh/do-not-disrupt keeps its node from being consolidated.',
  remediation:
    'Decide whether the pod may move once, and protect it by a PodDisruptionBudget where it matters.',
  source: 'Karpenter, disruption',
  evaluate: parts =>
    workloadsOf(parts).flatMap(({ subject, template, pods }) => {
      const annotations = {
        ...template.annotations,
        ...Object.assign(
          {},
          ...pods.map(pod => pod.metadata.annotations ?? {}),
        ),
      };
      const found = Object.entries(DISRUPTION_ANNOTATIONS).filter(
        ([key, value]) => annotations[key] === value,
      );
      if (found.length === 0) return [];
      return [
        {
          subject,
          message: 'It asks not to be moved, which a drain does not heed.',
          evidence: listOf(found.map(([key, value]) => `${key}: "${value}"`)),
        },
      ];
    }),
});
