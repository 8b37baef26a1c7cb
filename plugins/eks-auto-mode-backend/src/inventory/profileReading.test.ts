// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fakeSessions, named, type Fakes } from './__testUtils__/fakeSession';
import { shopArn, shopAws, shopKubernetes } from './__testUtils__/shop';
import { readInventory } from './readInventory';

// The first to send waits for the clients to be loaded.
jest.setTimeout(20_000);

const definition = (plural: string, group: string) => ({
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    names: { plural, kind: 'X' },
    versions: [{ name: 'v1', served: true, storage: true }],
  },
});
const nodeClass = (name: string, spec: object) => ({
  metadata: { name },
  spec: { ...spec },
});
const arn = (kind: string, name: string) =>
  `arn:aws:iam::123456789012:${kind}/${name}`;

/** What is read of profiles where NodeClasses, and a Karpenter's class, name some. */
async function profiles(aws: Fakes['aws'] = {}) {
  const sessions = fakeSessions({
    aws: {
      ...shopAws(),
      'iam:GetInstanceProfile': ({ InstanceProfileName: name }) => ({
        InstanceProfile: {
          Arn: arn('instance-profile', `eks/${name}`),
          Roles: [{ Arn: arn('role', `${name}-nodes`) }],
        },
      }),
      ...aws,
    },
    kubernetes: {
      ...shopKubernetes(),
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': [
        definition('nodeclasses', 'eks.amazonaws.com'),
        definition('ec2nodeclasses', 'karpenter.k8s.aws'),
      ],
      '/apis/eks.amazonaws.com/v1/nodeclasses': [
        nodeClass('default', { role: 'auto-nodes' }),
        nodeClass('gpu', { instanceProfile: 'gpu' }),
        nodeClass('gpu-large', { instanceProfile: 'gpu' }),
        nodeClass('plain', { instanceProfile: 'standalone' }),
      ],
      '/apis/karpenter.k8s.aws/v1/ec2nodeclasses': [
        nodeClass('old', { instanceProfile: 'karpenter' }),
      ],
    },
  });
  const { parts } = await readInventory(
    sessions,
    { arn: shopArn },
    {},
    new AbortController().signal,
  );
  return parts.instanceProfiles;
}

const standalone = {
  arn: arn('instance-profile', 'eks/standalone'),
  roleArn: arn('role', 'standalone-nodes'),
};
const gpu = {
  arn: arn('instance-profile', 'eks/gpu'),
  roleArn: arn('role', 'gpu-nodes'),
  onlyOfNodeClass: true,
};

describe('instance profiles', () => {
  it('are those of instances outside managed groups, and those that NodeClasses of Auto Mode name', async () => {
    expect(await profiles()).toEqual({
      state: 'read',
      value: [standalone, gpu],
      missing: [],
    });
  });

  it.each([
    ['that is gone', () => named('NoSuchEntityException'), 'failed'],
    ['that nobody may read', () => named('AccessDenied'), 'denied'],
    [
      'without a role',
      () => ({ InstanceProfile: { Arn: gpu.arn, Roles: [] } }),
      'failed',
    ],
  ])('miss one of a NodeClass %s', async (_words, answer, reason) => {
    expect(
      await profiles({
        'iam:GetInstanceProfile': ({ InstanceProfileName: name }) =>
          name === 'gpu'
            ? answer()
            : {
                InstanceProfile: {
                  Arn: standalone.arn,
                  Roles: [{ Arn: standalone.roleArn }],
                },
              },
      }),
    ).toMatchObject({
      state: 'read',
      value: [standalone],
      missing: [{ what: 'gpu', unread: { reason } }],
    });
  });

  it('of NodeClasses are read where nobody knows the instances', async () => {
    expect(
      await profiles({
        'ec2:DescribeInstances': () => named('UnauthorizedOperation'),
      }),
    ).toMatchObject({
      state: 'read',
      value: [gpu, { ...standalone, onlyOfNodeClass: true }],
      missing: [
        {
          what: 'those of instances',
          unread: { reason: 'denied', operation: 'ec2:DescribeInstances' },
        },
      ],
    });
  });
});
