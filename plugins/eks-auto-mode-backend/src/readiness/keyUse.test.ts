// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import { keyUse } from './keyUse';

const cluster = {
  accountId: '111122223333',
  region: 'us-east-1',
  partition: 'aws',
  roleArn: 'arn:aws:iam::111122223333:role/shop-cluster',
};
const ROOT = { AWS: 'arn:aws:iam::111122223333:root' };
const ROLE = { AWS: cluster.roleArn };
const ALL = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

const allow = (rest: JsonObject): JsonObject => ({
  Effect: 'Allow',
  Action: 'kms:*',
  Resource: '*',
  ...rest,
});
const deny = (rest: JsonObject): JsonObject => ({
  ...allow(rest),
  Effect: 'Deny',
});
const use = (Statement: JsonObject[], allowedByIam: string[] = []) =>
  keyUse(
    {
      arn: 'arn:aws:kms:us-east-1:111122223333:key/1',
      state: 'Enabled',
      customerManaged: true,
      policy: { Version: '2012-10-17', Statement },
      usedBy: [],
      allowedByIam,
    },
    cluster,
  );

/** In words, the statements, and what IAM policies allow. */
type Pass = [words: string, statements: JsonObject[], iam: string[]];
type Fail = [
  words: string,
  statements: JsonObject[],
  lacks: string[],
  denied: boolean,
  iam: string[],
];

const ofTheGuide = [
  allow({
    Principal: ROLE,
    Action: [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncrypt*',
      'kms:GenerateDataKey*',
      'kms:DescribeKey',
    ],
  }),
  allow({
    Principal: ROLE,
    Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
    Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  }),
];

describe('a key lets the cluster role in', () => {
  it.each<Pass>([
    ['by the statements of the User Guide', ofTheGuide, []],
    [
      'by a name in a list',
      [allow({ Principal: { AWS: ['x', ROLE.AWS] } })],
      [],
    ],
    [
      'by all of the account’s, through EBS',
      [
        allow({
          Principal: { AWS: '*' },
          Condition: {
            StringEquals: {
              'kms:CallerAccount': '111122223333',
              'kms:ViaService': 'ec2.us-east-1.amazonaws.com',
            },
          },
        }),
      ],
      [],
    ],
    ['by everybody', [allow({ Principal: '*' })], []],
    [
      'by IAM, where the key leaves it to the account',
      [allow({ Principal: ROOT })],
      ALL,
    ],
    [
      'by IAM, where the account is named by its number',
      [allow({ Principal: { AWS: '111122223333' } })],
      ALL,
    ],
    [
      'by a pattern of services',
      [
        allow({
          Principal: ROLE,
          Condition: {
            StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com' },
          },
        }),
      ],
      [],
    ],
    [
      'by what is not excluded',
      [
        allow({
          Principal: ROLE,
          Action: undefined as never,
          NotAction: 'kms:ScheduleKeyDeletion',
        }),
      ],
      [],
    ],
    [
      'beside a denial of others',
      [
        ...ofTheGuide,
        deny({ Principal: { AWS: 'arn:aws:iam::111122223333:role/other' } }),
      ],
      [],
    ],
    [
      'beside a denial of what comes not through EBS',
      [
        ...ofTheGuide,
        deny({
          Principal: '*',
          Condition: {
            StringNotEquals: {
              'kms:ViaService': 'ec2.us-east-1.amazonaws.com',
            },
          },
        }),
      ],
      [],
    ],
    [
      'beside a denial of all but the role',
      [...ofTheGuide, deny({ NotPrincipal: ROLE })],
      [],
    ],
    [
      'where a condition that cannot be told adds nothing',
      [
        ...ofTheGuide,
        allow({
          Principal: '*',
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
        }),
      ],
      [],
    ],
  ])('%s', (_words, statements, allowedByIam) => {
    expect(use(statements, allowedByIam)).toEqual({ may: 'yes' });
  });
});

describe('a key keeps the cluster role out', () => {
  it.each<Fail>([
    ['by an empty policy', [], ALL, false, []],
    [
      'by naming others',
      [allow({ Principal: { AWS: 'arn:aws:iam::111122223333:role/other' } })],
      ALL,
      false,
      [],
    ],
    [
      'by naming a service',
      [allow({ Principal: { Service: 'ec2.amazonaws.com' } })],
      ALL,
      false,
      [],
    ],
    [
      'by leaving it to IAM, which allows one thing',
      [allow({ Principal: ROOT })],
      ALL.filter(one => one !== 'kms:DescribeKey'),
      false,
      ['kms:DescribeKey'],
    ],
    [
      'by letting it describe only',
      [allow({ Principal: ROLE, Action: 'kms:Describe*' })],
      ALL.filter(one => one !== 'kms:DescribeKey'),
      false,
      [],
    ],
    [
      'by forgetting grants',
      ofTheGuide.slice(0, 1),
      ['kms:CreateGrant'],
      false,
      [],
    ],
    [
      'by allowing only what is for AWS resources, which is grants',
      [
        allow({
          Principal: ROLE,
          Condition: { Bool: { 'kms:GrantIsForAWSResource': true } },
        }),
      ],
      ALL.slice(1),
      false,
      [],
    ],
    [
      'by another service',
      [
        allow({
          Principal: ROLE,
          Condition: {
            StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
          },
        }),
      ],
      ALL,
      false,
      [],
    ],
    [
      'by another account’s condition',
      [
        allow({
          Principal: '*',
          Condition: { StringEquals: { 'kms:CallerAccount': '999988887777' } },
        }),
      ],
      ALL,
      false,
      [],
    ],
    [
      'by what is excluded',
      [
        allow({
          Principal: ROLE,
          Action: undefined as never,
          NotAction: 'kms:*Grant',
        }),
      ],
      ['kms:CreateGrant'],
      false,
      [],
    ],
    [
      'by a denial that stands first',
      [deny({ Principal: ROLE, Action: 'kms:Decrypt' }), ...ofTheGuide],
      ['kms:Decrypt'],
      true,
      [],
    ],
    [
      'by a denial of the account',
      [...ofTheGuide, deny({ Principal: ROOT })],
      ALL,
      true,
      [],
    ],
    [
      'by a denial of all but others',
      [
        ...ofTheGuide,
        deny({ NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/other' } }),
      ],
      ALL,
      true,
      [],
    ],
  ])('%s', (_words, statements, lacks, denied, allowedByIam) => {
    expect(use(statements, allowedByIam)).toEqual({ may: 'no', lacks, denied });
  });
});

describe('nobody can tell', () => {
  it.each<[string, JsonObject[], string[]]>([
    [
      'where only members of an organisation may',
      [
        allow({
          Principal: '*',
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
        }),
      ],
      ['StringEquals aws:PrincipalOrgID'],
    ],
    [
      'where a denial depends on an address',
      [
        ...ofTheGuide,
        deny({
          Principal: '*',
          Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
        }),
      ],
      ['NotIpAddress aws:SourceIp'],
    ],
    [
      'where an operator is not one that is read here',
      [
        allow({
          Principal: ROLE,
          Condition: {
            'ForAnyValue:StringEquals': { 'aws:PrincipalArn': cluster.roleArn },
          },
        }),
      ],
      ['ForAnyValue:StringEquals aws:PrincipalArn'],
    ],
  ])('%s', (_words, statements, conditions) => {
    expect(use(statements)).toEqual({ may: 'unknown', conditions });
  });

  it('of a policy that is none: it lets nobody in', () => {
    expect(
      keyUse(
        {
          arn: 'arn:aws:kms:us-east-1:111122223333:key/1',
          state: 'Enabled',
          customerManaged: true,
          policy: 'no policy',
          usedBy: [],
          allowedByIam: ALL,
        },
        cluster,
      ),
    ).toEqual({ may: 'no', lacks: ALL, denied: false });
  });
});
