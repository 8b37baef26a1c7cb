// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { FIT_PARTS, fitsOf, wantsAutoNode } from '../../fits';
import { listOf } from '../../text';
import { workloadsOf } from '../../workloads';

export const noPool = defineCheck({
  code: 'WL-11',
  title: 'Some pool takes every workload',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: FIT_PARTS,
  why: 'A pod whose selector, affinity or tolerations no pool satisfies stays Pending, so the plan keeps its node group.',
  remediation:
    'Drop or change what no pool satisfies, or ask the platform team for a pool that does.',
  source: 'inference; Kubernetes, assign-pod-node',
  evaluate: parts => {
    const fits = fitsOf(parts);
    return workloadsOf(parts).flatMap(workload => {
      if (!wantsAutoNode(workload)) return [];
      // Labels of node groups and of Karpenter are the matter of WL-09 and WL-10.
      const fit = fits.withoutOldLabels(workload);
      if (fit.fits || fit.reasons.some(reason => reason.code === 'resources'))
        return [];
      return [
        {
          subject: workload.subject,
          message:
            'No planned pool takes its pods; they would stay Pending on Auto Mode.',
          evidence: listOf(
            fit.reasons.map(({ pool, message }) =>
              pool ? `pool ${pool}: ${message}` : message,
            ),
          ),
        },
      ];
    });
  },
});
