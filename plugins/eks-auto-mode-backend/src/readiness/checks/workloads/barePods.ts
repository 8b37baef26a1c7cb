// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { shellPatch } from '../../patch';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const barePods = defineCheck({
  code: 'WL-04',
  title: 'Every pod has a controller',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'Nobody brings a pod without a controller back once it is evicted; a run does not touch it, and so cannot drain its node.',
  remediation:
    'Run it under a Deployment, a StatefulSet or a Job, or delete it.',
  source: 'kubectl drain',
  evaluate: parts =>
    workloadsOf(parts)
      .filter(
        ({ subject }) => subject.kind === 'Pod' && subject.apiVersion === 'v1',
      )
      .map(({ subject, pods: [pod] }) => ({
        subject,
        message: 'This pod has no controller: evicted, it would be gone.',
        evidence: `no ownerReference with controller: true; on node ${
          pod?.spec.nodeName ?? 'none'
        }`,
        patch: shellPatch('Delete it, where nobody needs it any more', [
          [
            'kubectl',
            `--namespace=${subject.namespace}`,
            'delete',
            'pod',
            subject.name,
          ],
        ]),
      })),
});
