// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import {
  fakeSessions,
  named,
  type AwsAnswers,
  type KubernetesObjects,
} from './__testUtils__/fakeSession';
import { shopArn, shopAws, shopKubernetes } from './__testUtils__/shop';
import { readInventory } from './readInventory';

const ARN = 'arn:aws:kms:eu-central-1:123456789012:key/1';
const ROLE = 'arn:aws:iam::123456789012:role/path/shop-cluster';
const POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' },
  ],
};

const answers: AwsAnswers = {
  'kms:DescribeKey': () => ({
    KeyMetadata: {
      KeyId: '1',
      Arn: ARN,
      KeyManager: 'CUSTOMER',
      KeyState: 'Enabled',
    },
  }),
  'kms:GetKeyPolicy': () => ({ Policy: JSON.stringify(POLICY) }),
  'iam:SimulatePrincipalPolicy': ({ ActionNames }: JsonObject) => ({
    EvaluationResults: (ActionNames as string[]).map(action => ({
      EvalActionName: action,
      EvalDecision: action === 'kms:DescribeKey' ? 'allowed' : 'implicitDeny',
    })),
  }),
};
const defaultKey = (KmsKeyId: string): AwsAnswers => ({
  'ec2:GetEbsDefaultKmsKeyId': () => ({ KmsKeyId }),
});
const classes = (
  ...keys: [provisioner: string, parameters: Record<string, string>][]
): KubernetesObjects => ({
  '/apis/storage.k8s.io/v1/storageclasses': keys.map(
    ([provisioner, parameters], index) => ({
      metadata: { name: `class-${index}` },
      provisioner,
      parameters,
    }),
  ),
});

async function read(aws: AwsAnswers, kubernetes: KubernetesObjects = {}) {
  const sessions = fakeSessions({
    aws: { ...shopAws(), ...answers, ...aws },
    kubernetes: { ...shopKubernetes(), ...kubernetes },
  });
  const { parts } = await readInventory(
    sessions,
    { arn: shopArn },
    {},
    new AbortController().signal,
  );
  if (parts.kmsKeys.state === 'unread')
    throw new Error(JSON.stringify(parts.kmsKeys.unread));
  return {
    keys: parts.kmsKeys.value,
    missing: parts.kmsKeys.missing,
    kms: sessions.calls.filter(call => call.startsWith('kms:')),
  };
}

describe('the keys of disks', () => {
  it('are not asked for where everything is encrypted with AWS’ own key', async () => {
    expect(await read({}, classes(['ebs.csi.aws.com', {}]))).toEqual({
      keys: [],
      missing: [],
      kms: [],
    });
  });

  it('are read with their policy and with what IAM allows the cluster role', async () => {
    const simulated: JsonObject[] = [];
    const { keys, missing } = await read({
      ...defaultKey(ARN),
      'iam:SimulatePrincipalPolicy': input => {
        simulated.push(input);
        return answers['iam:SimulatePrincipalPolicy'](input);
      },
    });
    expect(missing).toEqual([]);
    expect(keys).toEqual([
      {
        arn: ARN,
        state: 'Enabled',
        customerManaged: true,
        policy: POLICY,
        usedBy: [{ kind: 'ebs-default' }],
        allowedByIam: ['kms:DescribeKey'],
      },
    ]);
    expect(simulated).toEqual([
      expect.objectContaining({
        PolicySourceArn: ROLE,
        ResourceArns: [ARN],
      }),
    ]);
  });

  it('are one key under an id, an ARN and an alias, with everybody who names it', async () => {
    const { keys, kms } = await read(
      defaultKey(ARN),
      classes(
        ['ebs.csi.aws.com', { kmsKeyId: 'alias/mine' }],
        ['ebs.csi.eks.amazonaws.com', { kmskeyid: '1' }],
        ['kubernetes.io/aws-ebs', { kmsKeyId: ARN }],
        ['csi.flying-carpets.example', { kmsKeyId: 'alias/carpets' }],
      ),
    );
    expect(keys).toHaveLength(1);
    expect(keys[0].usedBy).toHaveLength(4);
    expect(keys[0].usedBy).toEqual(
      expect.arrayContaining([
        { kind: 'ebs-default' },
        { kind: 'storage-class', name: 'class-0' },
        { kind: 'storage-class', name: 'class-1' },
        { kind: 'storage-class', name: 'class-2' },
      ]),
    );
    expect(kms.filter(call => call === 'kms:DescribeKey')).toHaveLength(3);
  });

  it('have no policy to read where AWS manages them', async () => {
    const { keys, kms } = await read({
      ...defaultKey(ARN),
      'kms:DescribeKey': () => ({
        KeyMetadata: { Arn: ARN, KeyManager: 'AWS', KeyState: 'Enabled' },
      }),
    });
    expect(keys).toEqual([
      expect.objectContaining({ customerManaged: false, allowedByIam: [] }),
    ]);
    expect(kms).toEqual(['kms:DescribeKey']);
  });

  it('are absent, which is a fact, where the account has no such key', async () => {
    const { keys, missing } = await read(
      { 'kms:DescribeKey': () => named('NotFoundException') },
      classes(['ebs.csi.aws.com', { kmsKeyId: 'alias/gone' }]),
    );
    expect(missing).toEqual([]);
    expect(keys).toEqual([
      expect.objectContaining({
        arn: 'arn:aws:kms:eu-central-1:123456789012:alias/gone',
        state: 'Absent',
      }),
    ]);
  });

  it('of another account are unknown, and nobody asks for them', async () => {
    const foreign = 'arn:aws:kms:eu-central-1:999988887777:key/2';
    const { keys, missing, kms } = await read(
      defaultKey(ARN),
      classes(['ebs.csi.aws.com', { kmsKeyId: foreign }]),
    );
    expect(keys.map(({ arn }) => arn)).toEqual([ARN]);
    expect(missing).toEqual([
      {
        what: foreign,
        unread: expect.objectContaining({
          reason: 'denied',
          operation: 'kms:GetKeyPolicy',
          message: expect.stringContaining('account 999988887777'),
          remedy: expect.stringContaining(ROLE),
        }),
      },
    ]);
    expect(kms).toEqual(['kms:DescribeKey', 'kms:GetKeyPolicy']);
  });

  it.each<[string, AwsAnswers]>([
    ['described', { 'kms:DescribeKey': () => named('AccessDeniedException') }],
    [
      'asked for its policy',
      { 'kms:GetKeyPolicy': () => named('AccessDeniedException') },
    ],
    [
      'held against IAM',
      { 'iam:SimulatePrincipalPolicy': () => named('AccessDenied') },
    ],
  ])('are unknown where one may not be %s', async (_words, denied) => {
    const { keys, missing } = await read({ ...defaultKey(ARN), ...denied });
    expect(keys).toEqual([]);
    expect(missing).toEqual([
      {
        what: ARN,
        unread: expect.objectContaining({
          reason: 'denied',
          remedy: expect.stringContaining('deploy/ holds the whole policy'),
        }),
      },
    ]);
  });

  it('are read as far as those who name them were', async () => {
    const { keys, missing } = await read(defaultKey(ARN), {
      '/apis/storage.k8s.io/v1/storageclasses': named('broken'),
    });
    expect(keys).toHaveLength(1);
    expect(missing.map(({ what }) => what)).toEqual(['keys of StorageClasses']);
  });
});
