// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const permissionsBoundary = defineCheck({
  code: 'IAM-05',
  title: 'No permissions boundary narrows the cluster role',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['clusterRole'],
  why: 'A boundary cuts off what the policies of Auto Mode allow, for example ec2:RunInstances; nodes would then never come.',
  remediation:
    'Let the boundary allow what the five policies of Auto Mode allow, or take it off the role.',
  source: 'IAM User Guide, access_policies_boundaries',
  evaluate: ({ clusterRole }) => {
    if (!clusterRole.exists || !clusterRole.role.permissionsBoundary) return [];
    const { arn, permissionsBoundary: boundary } = clusterRole.role;
    return [
      {
        subject: { arn },
        message:
          'A permissions boundary on the cluster role may deny what Auto Mode has to do.',
        evidence: `PermissionsBoundary = ${boundary}`,
      },
    ];
  },
});
