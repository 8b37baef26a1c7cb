// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  FindingDraft,
  KmsKey,
  KmsKeyUser,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isObject } from '../clusters/json';
import { statementsOf } from './iam';
import { keyUse, type KeyCluster } from './keyUse';
import { shellPatch } from './patch';
import { listOf } from './text';

const USE = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
  'kms:DescribeKey',
];
const GRANT = ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'];

/** Of the disks of nodes; the others are of volumes. */
export function isOfNodes({ kind }: KmsKeyUser): boolean {
  return (
    kind === 'ebs-default' ||
    kind === 'node-class' ||
    kind === 'launch-template'
  );
}

const KINDS: Record<Exclude<KmsKeyUser['kind'], 'ebs-default'>, string> = {
  'launch-template': 'launch template',
  'node-class': 'NodeClass',
  'storage-class': 'StorageClass',
  volume: 'volume',
};

function inWords(user: KmsKeyUser): string {
  return user.kind === 'ebs-default'
    ? 'the default key of EBS'
    : `${KINDS[user.kind]} ${user.name}`;
}

/** Whether the cluster role can use the key, with the statements that let it in. */
export function keyFindings(
  key: KmsKey,
  cluster: KeyCluster,
  /** What cannot come without the key: `Auto nodes`. */
  what: string,
): FindingDraft[] {
  if (!key.customerManaged) return [];
  const subject = { arn: key.arn };
  const named = `named by ${listOf(key.usedBy.map(inWords))}`;
  if (key.state !== 'Enabled') {
    return [
      {
        subject,
        message:
          key.state === 'Absent'
            ? `There is no such key: ${what} that need it will not come.`
            : `The key is not enabled: ${what} that need it will not come.`,
        evidence: `${named}; KeyState = ${key.state}`,
      },
    ];
  }
  const use = keyUse(key, cluster);
  switch (use.may) {
    case 'yes':
      return [];
    case 'unknown':
      return [
        {
          subject,
          severity: 'unknown',
          message: `Whether the cluster role may use the key depends on conditions that only a request has; without it ${what} will not come.`,
          evidence: `${named}; conditions: ${listOf(use.conditions)}`,
          remedy:
            'Start a pod on a canary of Auto Mode, and look whether its node and volume come.',
        },
      ];
    default:
      return [
        {
          subject,
          message: `The cluster role may not use the key: ${what} that need it will not come.`,
          evidence: `${named}; ${cluster.roleArn} lacks ${use.lacks.join(
            ', ',
          )}${use.denied ? ', which a statement of the key denies' : ''}`,
          // What a Deny forbids, no further statement allows.
          patch: use.denied
            ? undefined
            : shellPatch('Let the cluster role in by the key’s policy', [
                [
                  'aws',
                  'kms',
                  'put-key-policy',
                  '--region',
                  cluster.region,
                  '--key-id',
                  key.arn,
                  '--policy-name',
                  'default',
                  '--policy',
                  JSON.stringify(withRole(key.policy ?? null, cluster)),
                ],
              ]),
        },
      ];
  }
}

/** The whole document with two statements more, as EKS User Guide, auto-kms writes them; others stay. */
export function withRole(
  policy: JsonValue,
  { roleArn }: Pick<KeyCluster, 'roleArn'>,
): JsonObject {
  const rest: JsonObject = isObject(policy) ? policy : {};
  const own: JsonObject[] = [
    {
      Effect: 'Allow',
      Principal: { AWS: roleArn },
      Action: USE,
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Principal: { AWS: roleArn },
      Action: GRANT,
      Resource: '*',
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
  ];
  return {
    Version: '2012-10-17',
    ...rest,
    Statement: [...statementsOf(policy), ...own],
  };
}
