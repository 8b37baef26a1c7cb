// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { subjectOf } from '../../workloads';

export const irsa = defineCheck({
  code: 'IAM-10',
  title: 'Service accounts with IAM roles',
  severity: 'info',
  resolvedBy: 'owner',
  reads: ['serviceAccounts'],
  why: 'IAM roles for service accounts work on Auto nodes as before.',
  remediation:
    'Keep them; make sure that each role’s trust policy names the service account.',
  source: 'EKS User Guide, iam-roles-for-service-accounts',
  evaluate: ({ serviceAccounts }) =>
    serviceAccounts.flatMap(account => {
      const role = account.metadata.annotations?.['eks.amazonaws.com/role-arn'];
      if (!role) return [];
      return [
        {
          subject: subjectOf(account),
          message: 'It takes an IAM role, which works on Auto nodes as before.',
          evidence: `eks.amazonaws.com/role-arn ${role}`,
        },
      ];
    }),
});
