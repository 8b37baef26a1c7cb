// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const secretsEncryption = defineCheck({
  code: 'CL-13',
  title: 'Secrets are encrypted with a key of your own',
  severity: 'info',
  resolvedBy: 'platform',
  reads: ['cluster'],
  why: 'Since Kubernetes 1.28 EKS encrypts everything with a key of AWS; a key of your own is optional and cannot be taken back.',
  remediation: 'Decide whether you need one; a migration does not.',
  source: 'EKS User Guide, envelope-encryption',
  evaluate: ({ cluster }) =>
    cluster.encryption.some(({ resources }) => resources.includes('secrets'))
      ? []
      : [
          {
            subject: { arn: cluster.arn },
            message:
              'Secrets are encrypted with a key of AWS, not with one of your own.',
            evidence:
              'DescribeCluster.encryptionConfig has no provider for secrets',
          },
        ],
});
