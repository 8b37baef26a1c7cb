// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LaunchConfiguration } from '@aws-sdk/client-auto-scaling';
import { launchForGroup } from '../world/groups';
import { makeInstance } from '../world/instances';
import { addGroup, addTemplate, launchOf } from './buildGroups';
import type {
  FleetGroup,
  FleetInstance,
  FleetLaunchConfiguration,
} from './schema';
import { groupIds, roleArn, subnetIds, type Site } from './site';

const IMAGE = 'ami-0feedbeef00000001';

function profileArn(site: Site, role: string | undefined): string {
  const arn = roleArn(
    site.world,
    site.account,
    role ?? `${site.cluster.name}-node`,
  );
  return `arn:aws:iam::${site.account}:instance-profile/${arn
    .split('/')
    .at(-1)}`;
}

function addConfiguration(
  site: Site,
  group: FleetGroup,
  given: FleetLaunchConfiguration,
): string {
  const { world, account, cluster } = site;
  const made: LaunchConfiguration = {
    LaunchConfigurationName: given.name,
    LaunchConfigurationARN: `arn:aws:autoscaling:${
      cluster.region
    }:${account}:launchConfiguration:${world.uuid()}:launchConfigurationName/${
      given.name
    }`,
    ImageId: given.imageId,
    InstanceType: group.instanceTypes[0],
    KeyName: given.keyName,
    SecurityGroups: groupIds(site, group.securityGroups),
    ClassicLinkVPCSecurityGroups: [],
    UserData: given.userData && Buffer.from(given.userData).toString('base64'),
    KernelId: '',
    RamdiskId: '',
    SpotPrice: given.spotPrice,
    IamInstanceProfile: profileArn(site, group.role),
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: {
          VolumeSize: given.diskGiB,
          VolumeType: 'gp2',
          DeleteOnTermination: true,
        },
      },
    ],
    InstanceMonitoring: { Enabled: true },
    EbsOptimized: false,
    CreatedTime: world.now(),
  };
  world.region(account, cluster.region).launchConfigurations[given.name] = made;
  return given.name;
}

/** A group of somebody's own, whose nodes join by user data and aws-auth. */
export function addSelfManaged(site: Site, group: FleetGroup): void {
  const { world, account, cluster } = site;
  const configuration = group.launchConfiguration;
  const template = configuration
    ? undefined
    : addTemplate(
        site,
        group.launchTemplate ?? {
          name: `${cluster.name}-${group.name}`,
          diskGiB: 20,
          encrypted: false,
          imdsHopLimit: 2,
          httpTokens: 'required',
          deleted: false,
          imageId: IMAGE,
        },
        groupIds(site, group.securityGroups),
        roleArn(world, account, group.role ?? `${cluster.name}-node`),
      );
  const [version] = template?.versions ?? [];
  // With a mixed instances policy that one says what is Spot, and AWS refuses both.
  if (
    version?.LaunchTemplateData &&
    group.capacity === 'spot' &&
    !group.mixedInstances
  )
    version.LaunchTemplateData.InstanceMarketOptions = { MarketType: 'spot' };
  const state = addGroup(
    site,
    { ...group, size: { ...group.size, desired: 0 } },
    group.name,
    configuration
      ? {
          LaunchConfigurationName: addConfiguration(site, group, configuration),
        }
      : { LaunchTemplate: template && launchOf(template) },
    {
      ...(group.clusterTag
        ? { [`kubernetes.io/cluster/${cluster.name}`]: 'owned' }
        : {}),
      Name: `${cluster.name}-${group.name}`,
      ...group.tags,
    },
    { amiType: group.amiType },
  );
  state.group.DesiredCapacity = group.size.desired;
  if (configuration) {
    const { ImageId, IamInstanceProfile, SecurityGroups } = world.region(
      account,
      cluster.region,
    ).launchConfigurations[configuration.name];
    state.launchFrom = {
      imageId: ImageId ?? IMAGE,
      instanceProfileArn: IamInstanceProfile,
      securityGroupIds: SecurityGroups ?? [],
    };
  }
  if (group.mixedInstances && template) {
    state.group.MixedInstancesPolicy = {
      LaunchTemplate: {
        LaunchTemplateSpecification: launchOf(template),
        Overrides: group.instanceTypes.map(InstanceType => ({ InstanceType })),
      },
      InstancesDistribution: {
        OnDemandAllocationStrategy: 'prioritized',
        OnDemandBaseCapacity: 0,
        OnDemandPercentageAboveBaseCapacity:
          group.capacity === 'spot' ? 0 : 100,
        SpotAllocationStrategy: 'price-capacity-optimized',
      },
    };
  }
  for (let i = 0; i < group.size.desired; i++) {
    if (
      !launchForGroup(world, { account, region: cluster.region }, state, true)
    )
      throw new Error(
        `cluster ${cluster.name}: no room in the subnets for group ${group.name}`,
      );
  }
  // With a mixed instances policy a group has no launch template of its own.
  if (state.group.MixedInstancesPolicy) state.group.LaunchTemplate = undefined;
  if (template && group.launchTemplate?.deleted)
    delete world.region(account, cluster.region).launchTemplates[
      template.template.LaunchTemplateId ?? ''
    ];
}

/** Instances that belong to no group: somebody's own, or a Karpenter's. */
export function addInstances(site: Site, single: FleetInstance): void {
  const { world, account, cluster, state } = site;
  const subnets = subnetIds(site, single.subnet ? [single.subnet] : undefined);
  for (let i = 0; i < single.count; i++) {
    makeInstance(world, {
      account,
      region: cluster.region,
      instanceType: single.instanceType,
      subnetId: subnets[i % subnets.length],
      securityGroupIds: [site.clusterGroupId],
      capacity: single.capacity,
      imageId: IMAGE,
      instanceProfileArn: profileArn(site, single.role),
      tags: {
        Name: single.name,
        [`kubernetes.io/cluster/${cluster.name}`]: 'owned',
        ...single.tags,
      },
      node: single.joined
        ? {
            labels: single.labels,
            taints: single.taints,
            origin: { type: 'standalone', amiType: single.amiType },
          }
        : undefined,
      clusterArn: state.arn,
      managed: false,
      launchedAt: single.launchedAt ? new Date(single.launchedAt) : world.now(),
      state: 'running',
    });
  }
}
