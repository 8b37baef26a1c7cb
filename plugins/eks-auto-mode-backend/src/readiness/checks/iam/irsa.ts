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
  why: 'IAM roles for service accounts work on Auto nodes by the same means: a pod brings a token of its own and needs nothing of its node.',
  remediation:
    'Keep them. See that each role’s trust policy names the cluster’s OIDC provider and the service account (sub), and that the account still has this provider.',
  source: 'EKS User Guide, iam-roles-for-service-accounts',
  notYet:
    'Whether the account has an OIDC provider for the cluster’s issuer, and whether each role’s trust policy names the service account (sub). It takes a call a role, and a migration changes neither: who can take a role today can take it on an Auto node.',
  evaluate: ({ serviceAccounts }) =>
    serviceAccounts.flatMap(account => {
      const role = account.metadata.annotations?.['eks.amazonaws.com/role-arn'];
      if (!role) return [];
      return [
        {
          subject: subjectOf(account),
          message:
            'It names an IAM role, which Auto nodes leave to it as other nodes do. Whether the role trusts this service account was not read.',
          evidence: `eks.amazonaws.com/role-arn ${role}`,
        },
      ];
    }),
});
