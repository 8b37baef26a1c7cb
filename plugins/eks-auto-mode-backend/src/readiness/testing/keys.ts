// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { KmsKey } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** A key of the account of the healthy cluster, with the policy that KMS writes where nobody else does. */
export function aKey(overrides: Partial<KmsKey> = {}): KmsKey {
  return {
    arn: 'arn:aws:kms:us-east-1:111122223333:key/1',
    state: 'Enabled',
    customerManaged: true,
    policy: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Enable IAM User Permissions',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:root' },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    },
    usedBy: [{ kind: 'ebs-default' }],
    allowedByIam: [],
    ...overrides,
  };
}

/** A policy that lets everybody in on a condition of which nobody here knows whether it holds. */
export const DEPENDS = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: '*',
      Action: 'kms:*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
    },
  ],
};
