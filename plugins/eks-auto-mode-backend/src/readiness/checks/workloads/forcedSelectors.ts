// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { COMPUTE_TYPE } from '../../nodes';
import { templatePatch } from '../../patch';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const forcedSelectors = defineCheck({
  code: 'WL-33',
  title: 'No workload is forced onto Auto nodes',
  severity: 'info',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'Auto nodes take pods without being named. A workload that names them cannot run on a kept source, nor anywhere once Auto Mode is switched off; the sample workflow wrote this selector into every Deployment, those of kube-system included.',
  remediation: 'Take the selector out, unless it was meant.',
  source:
    'EKS User Guide, associate-workload; aws-samples/sample-enable-eks-auto-mode-using-github-actions',
  evaluate: parts =>
    workloadsOf(parts)
      .filter(
        ({ template }) => template.spec.nodeSelector?.[COMPUTE_TYPE] === 'auto',
      )
      .map(workload => ({
        subject: workload.subject,
        message: 'Its pods may run on Auto nodes only.',
        evidence: `nodeSelector ${COMPUTE_TYPE}: auto`,
        patch: templatePatch('Let its pods run anywhere', workload, {
          spec: { nodeSelector: { [COMPUTE_TYPE]: null } },
        }),
      })),
});
