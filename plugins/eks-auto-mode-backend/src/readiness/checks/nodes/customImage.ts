// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { launchTemplateOf } from '../../launchTemplates';

export const customImage = defineCheck({
  code: 'NG-04',
  title: 'No node group runs an image of its own',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['nodegroups', 'launchTemplates'],
  why: 'Auto nodes run the image of AWS only: what your image adds is not there.',
  remediation:
    'Bring what the image adds as a DaemonSet, then accept this finding with the reason; or keep the group.',
  source: 'EKS User Guide, auto-migrate-reference (draft)',
  evaluate: ({ nodegroups, launchTemplates }) =>
    nodegroups.flatMap(group => {
      const imageId = launchTemplateOf(group, launchTemplates)?.imageId;
      if (group.amiType !== 'CUSTOM' && !imageId) return [];
      return [
        {
          subject: { arn: group.arn },
          message: `The node group ${group.name} runs an image of its own, which Auto nodes cannot.`,
          evidence: `amiType = ${group.amiType ?? 'absent'}${
            imageId ? `, launch template imageId = ${imageId}` : ''
          }`,
        },
      ];
    }),
});
