// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const clusterRoleExists = defineCheck({
  code: 'IAM-06',
  title: 'The cluster role is there and can be edited',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', 'clusterRole'],
  why: 'The role of a cluster cannot be exchanged; EKS works in the account only through it, and Auto Mode needs more of it.',
  remediation:
    'Create the role again under the same name and path with a trust policy for eks.amazonaws.com. A service-linked role cannot be edited: such a cluster has to be replaced.',
  source: 'SDK, roleArn; EKS User Guide, auto-cluster-iam-role',
  evaluate: ({ cluster, clusterRole }) => {
    if (!clusterRole.exists) {
      return [
        {
          subject: { arn: clusterRole.arn },
          message: 'The role of the cluster does not exist any more.',
          evidence: `GetRole of ${cluster.roleArn}: NoSuchEntity`,
        },
      ];
    }
    const { arn, path } = clusterRole.role;
    if (!path.startsWith('/aws-service-role/')) return [];
    return [
      {
        subject: { arn },
        message:
          'The role of the cluster is a service-linked role, which nobody can edit.',
        evidence: `Path = ${path}`,
      },
    ];
  },
});
