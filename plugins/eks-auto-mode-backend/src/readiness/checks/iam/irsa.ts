// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { count, listOf } from '../../text';

export const irsa = defineCheck({
  code: 'IAM-10',
  title: 'Service accounts with IAM roles',
  severity: 'info',
  resolvedBy: 'owner',
  reads: ['cluster', 'serviceAccounts'],
  why: 'IAM roles for service accounts work on Auto nodes as before.',
  remediation:
    'Keep them; make sure that each role’s trust policy names the service account.',
  source: 'EKS User Guide, iam-roles-for-service-accounts',
  evaluate: ({ cluster, serviceAccounts }) => {
    const users = serviceAccounts.filter(
      ({ metadata }) => metadata.annotations?.['eks.amazonaws.com/role-arn'],
    );
    if (users.length === 0) return [];
    return [
      {
        subject: { arn: cluster.arn },
        message: `${count(
          users.length,
          'service account',
        )} with an IAM role keep working on Auto nodes.`,
        evidence: listOf(
          users.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
        ),
      },
    ];
  },
});
