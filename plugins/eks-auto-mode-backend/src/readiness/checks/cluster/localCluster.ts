// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const localCluster = defineCheck({
  code: 'CL-08',
  title: 'The cluster runs in an AWS Region',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster'],
  why: 'Auto Mode does not exist for local clusters on Outposts, nor for clusters that are only registered with EKS.',
  remediation:
    'Leave this cluster as it is; move its workloads to a cluster in a Region if they are to run on Auto Mode.',
  source: 'SDK, outpostConfig and connectorConfig; eksctl',
  evaluate: ({ cluster }) => {
    const fields = [
      ...(cluster.outpost ? ['outpostConfig'] : []),
      ...(cluster.connector ? ['connectorConfig'] : []),
    ];
    if (fields.length === 0) return [];
    return [
      {
        subject: { arn: cluster.arn },
        message: cluster.outpost
          ? 'The cluster is a local cluster on an Outpost, where Auto Mode does not exist.'
          : 'The cluster is only registered with EKS, which does not run its control plane.',
        evidence: `DescribeCluster has ${fields.join(' and ')}`,
      },
    ];
  },
});
