// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { FIT_PARTS, fitsOf, wantsAutoNode } from '../../fits';
import { listOf } from '../../text';
import { workloadsOf } from '../../workloads';

export const tooLarge = defineCheck({
  code: 'WL-22',
  title: 'Every pod fits some node',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: FIT_PARTS,
  why: 'A pod that asks for more than the largest node of its pool leaves, or for a device that no pool has, stays Pending.',
  remediation:
    'Ask for less, or ask the platform team for a pool of larger instances or with the device.',
  source: 'inference; EKS User Guide, create-node-pool',
  evaluate: parts => {
    const fits = fitsOf(parts);
    return workloadsOf(parts).flatMap(workload => {
      if (!wantsAutoNode(workload)) return [];
      const fit = fits.withoutOldLabels(workload);
      if (fit.fits) return [];
      const reasons = fit.reasons.filter(reason => reason.code === 'resources');
      if (reasons.length === 0) return [];
      return [
        {
          subject: workload.subject,
          message:
            'Its pods ask for more than any node of the planned pools has.',
          evidence: listOf(
            reasons.map(({ pool, message }) => `pool ${pool}: ${message}`),
          ),
        },
      ];
    });
  },
});
