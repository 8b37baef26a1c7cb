// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PolicyDocument } from '../auth/policyDocument';
import type { World } from './world';

export interface KmsKeyState {
  id: string;
  arn: string;
  description: string;
  createdAt: Date;
  /** AWS makes and manages one for EBS, the first time that somebody asks for it. */
  manager: 'AWS' | 'CUSTOMER';
  state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  policy: PolicyDocument;
}

/** The keys of one account and region. */
export interface KmsState {
  keys: Record<string, KmsKeyState>;
  /** Key id by `alias/…`. */
  aliases: Record<string, string>;
}

/** Worlds that were saved before there were keys have none. */
export function kmsOf(
  world: World,
  account: string,
  regionName: string,
): KmsState {
  const region = world.region(account, regionName);
  region.kms ??= { keys: {}, aliases: {} };
  return region.kms;
}

/** What a key gets whose maker names no policy: the account and its IAM policies decide (KMS Developer Guide, key-policy-default). */
export function defaultKeyPolicy(account: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  };
}

/** Of `aws/ebs`: everybody in the account may use it through EBS (KMS Developer Guide, key-policy-aws-managed). */
export function ebsKeyPolicy(account: string, region: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Id: 'auto-ebs-2',
    Statement: [
      {
        Sid: 'Allow access through EBS for all principals in the account that are authorized to use EBS',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': account,
            'kms:ViaService': `ec2.${region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  };
}
