// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const clusterActive = defineCheck({
  code: 'CL-01',
  title: 'The cluster is active',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster'],
  why: 'EKS refuses every change of a cluster that is not ACTIVE.',
  remediation:
    'Wait until the cluster is ACTIVE again, or repair what keeps it from it.',
  source: 'SDK, ClusterStatus; EKS User Guide, auto-enable-existing',
  evaluate: ({ cluster }) =>
    cluster.status === 'ACTIVE'
      ? []
      : [
          {
            subject: { arn: cluster.arn },
            message: `The cluster is ${cluster.status}, so EKS refuses to change it.`,
            evidence: `DescribeCluster.status = ${cluster.status}`,
          },
        ],
});
