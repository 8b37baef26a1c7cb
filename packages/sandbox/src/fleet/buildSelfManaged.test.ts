// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as asg from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import { startSandbox, type Sandbox } from '../start';
import { clients, refusal } from '../testing/clients';
import { ADMIN } from '../testing/fleet';
import { checkFleet } from './parse';

const zones = ['a', 'b'];
const fleet = checkFleet(
  {
    name: 'systems',
    accounts: [
      {
        id: '111122223333',
        users: [{ name: 'admin', ...ADMIN, policies: ['AdministratorAccess'] }],
        images: [
          { id: 'ami-0c0de', name: 'corporate', region: 'us-east-1' },
          {
            id: 'ami-0900e',
            name: 'gone',
            region: 'us-east-1',
            deregistered: true,
          },
        ],
        roles: [
          { name: 'one-cluster', trust: 'eks' },
          { name: 'one-node', trust: 'ec2' },
          { name: 'fargate', trust: 'fargate' },
        ],
        vpcs: [
          {
            name: 'main',
            region: 'us-east-1',
            cidr: '10.0.0.0/16',
            secondaryCidrs: ['100.64.0.0/16'],
            subnets: zones.map((zone, i) => ({
              name: zone,
              zone,
              cidr: `10.0.${i}.0/24`,
            })),
          },
        ],
        clusters: [
          {
            name: 'one',
            region: 'us-east-1',
            vpc: 'main',
            role: 'one-cluster',
            nodegroups: [
              {
                name: 'windows',
                amiType: 'WINDOWS_CORE_2022_x86_64',
                size: { min: 0, desired: 1, max: 1 },
                taints: [{ key: 'os', value: 'windows', effect: 'NoSchedule' }],
                launchTemplate: { name: 'gone', deleted: true },
              },
            ],
            autoScalingGroups: [
              {
                name: 'old',
                amiType: 'BOTTLEROCKET_x86_64',
                size: { min: 1, desired: 1, max: 1 },
                launchConfiguration: {
                  name: 'of-2021',
                  imageId: 'ami-0b0771e',
                  keyName: 'ops',
                  userData: '#!/bin/bash',
                },
              },
              {
                name: 'mixed',
                mixedInstances: true,
                instanceTypes: ['m5.large', 'm6i.large'],
                size: { min: 0, desired: 0, max: 1 },
              },
              {
                name: 'cheap',
                capacity: 'spot',
                clusterTag: false,
                size: { min: 0, desired: 1, max: 1 },
              },
              {
                name: 'cheap-mixed',
                capacity: 'spot',
                mixedInstances: true,
                size: { min: 0, desired: 0, max: 1 },
              },
            ],
            instances: [
              { name: 'joined', count: 2, instanceType: 'g5.xlarge' },
              {
                name: 'strayed',
                joined: false,
                launchedAt: '2026-01-12T08:00:00Z',
              },
            ],
            fargateProfiles: [
              {
                name: 'apps',
                role: 'fargate',
                selectors: [{ namespace: 'shop' }],
              },
            ],
            kubernetes: {
              system: ['kube-proxy'],
              cni: {},
              namespaces: [
                {
                  name: 'shop',
                  deployments: [
                    { name: 'web', replicas: 2 },
                    {
                      name: 'off',
                      replicas: 1,
                      podAnnotations: {
                        'eks.amazonaws.com/compute-type': 'ec2',
                      },
                    },
                  ],
                },
              ],
            },
          },
        ],
      },
    ],
  },
  'the test',
);

interface SomeNode {
  kind: string;
  metadata: { name: string; labels: Record<string, string> };
  spec: { providerID: string; nodeName?: string };
  status: {
    allocatable: Record<string, string>;
    nodeInfo: { osImage: string };
  };
}

describe('sources beside managed groups', () => {
  let sandbox: Sandbox;
  const region = () => sandbox.world.region('111122223333', 'us-east-1');
  const objects = (kind: string) =>
    [...sandbox.world.apis.values()]
      .flatMap(api => api.objects?.() ?? [])
      .filter((one): one is SomeNode => (one as SomeNode).kind === kind);
  const nodes = () => objects('Node');
  beforeAll(async () => {
    sandbox = await startSandbox({ fleet, pace: 0.001, log: () => {} });
  });
  afterAll(() => sandbox.close());

  it('launches from a launch configuration', () => {
    const { group } = region().autoScalingGroups.old;
    expect(group.LaunchTemplate).toBeUndefined();
    expect(group.LaunchConfigurationName).toBe('of-2021');
    const id = group.Instances?.[0].InstanceId ?? '';
    expect(region().instances[id].instance).toMatchObject({
      ImageId: 'ami-0b0771e',
      IamInstanceProfile: {
        Arn: 'arn:aws:iam::111122223333:instance-profile/one-node',
      },
    });
    expect(
      nodes().find(node => node.spec.providerID.endsWith(id))?.status.nodeInfo,
    ).toMatchObject({ osImage: expect.stringContaining('Bottlerocket') });
  });

  it('asks for Spot by its launch template, or by its mixed instances policy, never by both', () => {
    const { autoScalingGroups, launchTemplates, instances } = region();
    const marketOf = (id = '') =>
      launchTemplates[id].versions[0].LaunchTemplateData?.InstanceMarketOptions;
    const { group } = autoScalingGroups.cheap;
    expect(group.Tags?.map(tag => tag.Key)).not.toContain(
      'kubernetes.io/cluster/one',
    );
    expect(marketOf(group.LaunchTemplate?.LaunchTemplateId)).toEqual({
      MarketType: 'spot',
    });
    const id = group.Instances?.[0].InstanceId ?? '';
    expect(instances[id].instance.InstanceLifecycle).toBe('spot');
    const { LaunchTemplate: launch, InstancesDistribution: distribution } =
      autoScalingGroups['cheap-mixed'].group.MixedInstancesPolicy ?? {};
    expect(distribution?.OnDemandPercentageAboveBaseCapacity).toBe(0);
    expect(
      marketOf(launch?.LaunchTemplateSpecification?.LaunchTemplateId),
    ).toBeUndefined();
  });

  it('describes launch configurations by name, and leaves out what is not there', async () => {
    const { autoScaling } = clients(sandbox.url, ADMIN);
    const { LaunchConfigurations: found } = await autoScaling.send(
      new asg.DescribeLaunchConfigurationsCommand({
        LaunchConfigurationNames: ['of-2021', 'never-was'],
      }),
    );
    expect(found).toMatchObject([
      {
        LaunchConfigurationName: 'of-2021',
        ImageId: 'ami-0b0771e',
        KeyName: 'ops',
        UserData: Buffer.from('#!/bin/bash').toString('base64'),
        CreatedTime: expect.any(Date),
      },
    ]);
    expect(found?.[0].MetadataOptions).toBeUndefined();
  });

  it('knows whose the images are that groups name', async () => {
    const { ec2: client } = clients(sandbox.url, ADMIN);
    const images = async (input: ec2.DescribeImagesCommandInput) =>
      (await client.send(new ec2.DescribeImagesCommand(input))).Images?.map(
        one => [one.Name, one.ImageOwnerAlias ?? one.OwnerId],
      );
    expect(
      await images({
        ImageIds: ['ami-0b0771e', 'ami-0c0de'],
        IncludeDeprecated: true,
      }),
    ).toEqual([
      [expect.stringContaining('bottlerocket'), 'amazon'],
      ['corporate', '111122223333'],
    ]);
    expect(await images({ Owners: ['self'] })).toEqual([
      ['corporate', '111122223333'],
    ]);
    expect(
      await images({ Filters: [{ Name: 'name', Values: ['bottlerocket-*'] }] }),
    ).toHaveLength(1);
    for (const [id, code] of [
      ['ami-0900e', 'InvalidAMIID.Unavailable'],
      ['ami-0dead', 'InvalidAMIID.NotFound'],
      ['resolve:ssm:/x', 'InvalidAMIID.Malformed'],
    ]) {
      expect([id, await refusal(images({ ImageIds: [id] }))]).toEqual([
        id,
        code,
      ]);
    }
  });

  it('keeps a mixed policy instead of a template of the group', () => {
    const { group } = region().autoScalingGroups.mixed;
    expect(group).toMatchObject({ Instances: [], DesiredCapacity: 0 });
    expect(group.LaunchTemplate).toBeUndefined();
    expect(
      group.MixedInstancesPolicy?.LaunchTemplate?.Overrides?.map(
        one => one.InstanceType,
      ),
    ).toEqual(['m5.large', 'm6i.large']);
  });

  it('lets nodes of Windows join, whose launch template was deleted since', () => {
    expect(
      Object.values(region().launchTemplates).map(
        one => one.template.LaunchTemplateName,
      ),
    ).not.toContain('gone');
    expect(
      nodes().filter(
        node => node.metadata.labels['kubernetes.io/os'] === 'windows',
      ),
    ).toHaveLength(1);
  });

  it('shows instances that did not join to EC2 only, and devices of those that did', () => {
    const instances = Object.values(region().instances).map(
      ({ instance }) => instance,
    );
    const nameOf = ({ Tags }: ec2.Instance) =>
      Tags?.find(tag => tag.Key === 'Name')?.Value;
    const names = instances.map(nameOf);
    expect(
      instances.find(one => nameOf(one) === 'strayed')?.LaunchTime,
    ).toEqual(new Date('2026-01-12T08:00:00Z'));
    expect(names.filter(name => name === 'joined')).toHaveLength(2);
    expect(names).toContain('strayed');
    expect(
      nodes().filter(node => node.status.allocatable['nvidia.com/gpu'] === '1'),
    ).toHaveLength(2);
    // Windows, Bottlerocket, the one on Spot, the two that joined, and two of Fargate.
    expect(nodes()).toHaveLength(7);
  });

  it('gives each pod that a Fargate profile selects a node of its own', () => {
    const fargate = nodes().filter(node =>
      node.metadata.name.startsWith('fargate-'),
    );
    expect(
      fargate.map(
        node => node.metadata.labels['eks.amazonaws.com/fargate-profile'],
      ),
    ).toEqual(['apps', 'apps']);
    expect(
      objects('Pod').filter(pod => pod.spec.nodeName?.startsWith('fargate-')),
    ).toHaveLength(2);
  });

  it('knows the CIDRs that were added to the VPC', () => {
    expect(
      Object.values(region().vpcs)[0].vpc.CidrBlockAssociationSet?.map(
        one => one.CidrBlock,
      ),
    ).toEqual(['10.0.0.0/16', '100.64.0.0/16']);
  });
});
