// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fakeSessions, named, type Fakes } from './__testUtils__/fakeSession';
import { shopArn, shopAws, shopKubernetes } from './__testUtils__/shop';
import { readInventory } from './readInventory';

const script = (...lines: string[]) =>
  Buffer.from(['#!/bin/bash', ...lines].join('\n')).toString('base64');

/** Two groups of somebody's own beside the shop's managed ones. */
const ownGroups = (): Fakes['aws'] => {
  const aws = shopAws();
  const group = (name: string, from: object) => ({
    AutoScalingGroupName: name,
    AutoScalingGroupARN: `arn:${name}`,
    Tags: [{ Key: 'kubernetes.io/cluster/shop', Value: 'owned' }],
    ...from,
  });
  return {
    ...aws,
    'autoscaling:DescribeAutoScalingGroups': () => ({
      AutoScalingGroups: [
        group('by-template', {
          LaunchTemplate: { LaunchTemplateId: 'lt-own', Version: '$Latest' },
        }),
        group('by-parameter', {
          LaunchTemplate: { LaunchTemplateId: 'lt-ssm', Version: '1' },
        }),
        group('by-configuration', { LaunchConfigurationName: 'of-2021' }),
        group('mixed', {
          MixedInstancesPolicy: {
            LaunchTemplate: {
              LaunchTemplateSpecification: {
                LaunchTemplateId: 'lt-own',
                Version: '$Latest',
              },
              Overrides: [
                { InstanceType: 'm5.large' },
                { InstanceType: 'm6i.large' },
              ],
            },
            InstancesDistribution: { OnDemandBaseCapacity: 1 },
          },
        }),
      ],
    }),
    'ec2:DescribeLaunchTemplateVersions': ({ LaunchTemplateId, Versions }) => ({
      LaunchTemplateVersions: [
        {
          LaunchTemplateId,
          VersionNumber: Versions[0] === '$Latest' ? 7 : Number(Versions[0]),
          LaunchTemplateData: {
            ImageId:
              LaunchTemplateId === 'lt-ssm'
                ? 'resolve:ssm:/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id'
                : 'ami-0own',
            ...(LaunchTemplateId === 'lt-own'
              ? { InstanceMarketOptions: { MarketType: 'capacity-block' } }
              : {}),
          },
        },
      ],
    }),
    'autoscaling:DescribeLaunchConfigurations': ({
      LaunchConfigurationNames: [name],
    }) => ({
      LaunchConfigurations: [
        {
          LaunchConfigurationName: name,
          ImageId: 'ami-0aws',
          InstanceType: 'm5.large',
          KeyName: 'ops',
          UserData: script(
            'export DB_PASSWORD=marker-user-data',
            '/etc/eks/bootstrap.sh shop',
          ),
          IamInstanceProfile: 'workers',
          SpotPrice: '0.05',
          SecurityGroups: ['sg-1', 'sg-1'],
          BlockDeviceMappings: [
            {
              DeviceName: '/dev/xvda',
              Ebs: { VolumeSize: 100, VolumeType: 'gp2' },
            },
            { DeviceName: '/dev/xvdb', NoDevice: true },
          ],
          KernelId: '',
        },
      ],
    }),
    'ec2:DescribeImages': ({ ImageIds: [id] }) => ({
      Images: [
        id === 'ami-0aws'
          ? {
              ImageId: id,
              Name: 'amazon-eks-node',
              OwnerId: '602401143452',
              ImageOwnerAlias: 'amazon',
              CreationDate: '2026-08-15T00:00:00.000Z',
            }
          : { ImageId: id, Name: 'corporate', OwnerId: '123456789012' },
      ],
    }),
  };
};

async function pictured(changes: Partial<Fakes> = {}) {
  const sessions = fakeSessions({
    aws: { ...ownGroups(), ...changes.aws },
    kubernetes: { ...shopKubernetes(), ...changes.kubernetes },
  });
  const { parts } = await readInventory(
    sessions,
    { arn: shopArn },
    { now: () => new Date('2026-11-21T10:00:00Z') },
    new AbortController().signal,
  );
  return { parts, calls: sessions.calls };
}

describe('what groups launch from', () => {
  it('is a launch template or a launch configuration, in its own words', async () => {
    const { parts } = await pictured();
    expect(parts.launchTemplates).toMatchObject({
      state: 'read',
      missing: [],
      value: expect.arrayContaining([
        expect.objectContaining({
          id: 'lt-own',
          version: '7',
          alias: '$Latest',
          marketType: 'capacity-block',
        }),
        {
          id: '',
          name: 'of-2021',
          version: '',
          configuration: true,
          imageId: 'ami-0aws',
          instanceType: 'm5.large',
          keyName: 'ops',
          userData:
            '#!/bin/bash\nexport DB_PASSWORD=***\n/etc/eks/bootstrap.sh shop',
          securityGroupIds: ['sg-1'],
          instanceProfile: 'workers',
          marketType: 'spot',
          blockDevices: [
            { device: '/dev/xvda', volumeSize: 100, volumeType: 'gp2' },
          ],
        },
      ]),
    });
    expect(JSON.stringify(parts)).not.toContain('marker-');
    expect(parts.autoScalingGroups).toMatchObject({
      value: expect.arrayContaining([
        expect.objectContaining({
          name: 'mixed',
          instanceTypes: ['m5.large', 'm6i.large'],
          // What AWS takes for unsaid.
          onDemand: { base: 1, percentAbove: 100 },
        }),
      ]),
    });
  });

  it('asks for no launch configuration and no image where nobody names one', async () => {
    const { calls, parts } = await pictured({ aws: shopAws() });
    expect(parts.machineImages).toEqual({
      state: 'read',
      value: [],
      missing: [],
    });
    expect(
      calls.filter(call => /LaunchConfigurations|DescribeImages/.test(call)),
    ).toEqual([]);
  });

  it.each([
    [
      'that was deleted',
      () => ({ LaunchConfigurations: [] }),
      { reason: 'failed', message: expect.stringContaining('of-2021') },
    ],
    [
      'that nobody may read',
      () => named('AccessDenied', 'User: x is not authorized'),
      { reason: 'denied' },
    ],
  ])('misses a launch configuration %s', async (_words, answer, unread) => {
    const { parts } = await pictured({
      aws: { 'autoscaling:DescribeLaunchConfigurations': answer },
    });
    expect(parts.launchTemplates).toMatchObject({
      state: 'read',
      missing: [
        {
          what: 'of-2021',
          unread: {
            operation: 'autoscaling:DescribeLaunchConfigurations',
            ...unread,
          },
        },
      ],
    });
  });
});

describe('images of groups', () => {
  it('say who owns them; one by a public parameter of EKS is AWS’', async () => {
    const { parts, calls } = await pictured();
    expect(parts.machineImages).toEqual({
      state: 'read',
      missing: [],
      value: [
        {
          id: 'ami-0aws',
          name: 'amazon-eks-node',
          owner: 'amazon',
          createdAt: '2026-08-15T00:00:00.000Z',
        },
        { id: 'ami-0own', name: 'corporate', owner: '123456789012' },
        {
          id: expect.stringContaining('resolve:ssm:'),
          name: expect.stringMatching(/^\/aws\/service\/eks\//),
          owner: 'amazon',
        },
      ],
    });
    expect(calls.filter(call => call === 'ec2:DescribeImages')).toHaveLength(2);
  });

  it.each([
    [
      'is gone',
      named(
        'InvalidAMIID.NotFound',
        "The image id '[ami-0own]' does not exist",
      ),
      'failed',
    ],
    ['nobody may see', named('UnauthorizedOperation'), 'denied'],
  ])('miss one that %s', async (_words, error, reason) => {
    const { parts } = await pictured({
      aws: {
        'ec2:DescribeImages': input =>
          input.ImageIds[0] === 'ami-0own'
            ? error
            : { Images: [{ ImageId: 'ami-0aws', ImageOwnerAlias: 'amazon' }] },
      },
    });
    expect(parts.machineImages).toMatchObject({
      state: 'read',
      missing: [
        {
          what: 'ami-0own',
          unread: { operation: 'ec2:DescribeImages', reason },
        },
      ],
    });
  });

  it('are unknown where the groups are', async () => {
    const { parts } = await pictured({
      aws: {
        'autoscaling:DescribeAutoScalingGroups': () =>
          named('AccessDenied', 'User: x is not authorized'),
      },
    });
    expect(parts.machineImages).toMatchObject({
      state: 'unread',
      unread: { reason: 'denied' },
    });
  });
});

describe('pools of a Karpenter before 0.32', () => {
  const definition = (plural: string, group: string, versions: string[]) => ({
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { plural, kind: 'X' },
      versions: versions.map((name, at) => ({
        name,
        served: true,
        storage: at === 0,
      })),
    },
  });
  const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

  it('are read with their templates, whatever else is served beside them', async () => {
    const { parts } = await pictured({
      kubernetes: {
        [crds]: [
          definition('nodepools', 'karpenter.sh', [
            'v1',
            'v1beta1',
            'v1alpha5',
          ]),
          definition('provisioners', 'karpenter.sh', ['v1alpha5']),
          definition('awsnodetemplates', 'karpenter.k8s.aws', ['v1alpha1']),
        ],
        '/apis/karpenter.sh/v1/nodepools': [],
        '/apis/karpenter.sh/v1alpha5/provisioners': [
          {
            metadata: { name: 'default' },
            spec: { providerRef: { name: 'default' }, limits: {} },
          },
        ],
        '/apis/karpenter.k8s.aws/v1alpha1/awsnodetemplates': [
          {
            metadata: { name: 'default' },
            spec: { amiFamily: 'AL2', userData: 'marker-user-data' },
          },
        ],
      },
    });
    expect(parts.nodePools).toMatchObject({ state: 'read', value: [] });
    expect(parts.provisioners).toEqual({
      state: 'read',
      missing: [],
      value: [
        {
          apiVersion: 'karpenter.sh/v1alpha5',
          kind: 'Provisioner',
          metadata: { name: 'default' },
          spec: { providerRef: { name: 'default' } },
        },
        {
          apiVersion: 'karpenter.k8s.aws/v1alpha1',
          kind: 'AWSNodeTemplate',
          metadata: { name: 'default' },
          spec: { amiFamily: 'AL2' },
        },
      ],
    });
  });

  it('are none where their definitions are not there, and nobody asks', async () => {
    const { parts, calls } = await pictured();
    expect(parts.provisioners).toMatchObject({ state: 'read', value: [] });
    expect(calls.filter(call => call.includes('provisioners'))).toEqual([]);
  });

  it('are missing where the API does not answer for them', async () => {
    const { parts } = await pictured({
      kubernetes: {
        [crds]: [definition('provisioners', 'karpenter.sh', ['v1alpha5'])],
        '/apis/karpenter.sh/v1alpha5/provisioners': new Error('broken'),
      },
    });
    expect(parts.provisioners).toMatchObject({
      state: 'read',
      missing: [{ what: 'list karpenter.sh/v1alpha5/provisioners' }],
    });
  });
});
