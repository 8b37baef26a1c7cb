// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const groupActive = defineCheck({
  code: 'NG-01',
  title: 'Managed node groups are active',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['nodegroups'],
  why: 'EKS refuses to resize a group that it is still changing, and a failed one may lose nodes at any time.',
  remediation: 'Wait until the group is ACTIVE, or repair it.',
  source: 'SDK, NodegroupStatus',
  evaluate: ({ nodegroups }) =>
    nodegroups
      .filter(({ status }) => status !== 'ACTIVE')
      .map(({ arn, name, status }) => ({
        subject: { arn },
        severity:
          status === 'DEGRADED' ? ('warning' as const) : ('blocker' as const),
        message: `The node group ${name} is ${status}.`,
        evidence: `DescribeNodegroup.status = ${status}`,
      })),
});
