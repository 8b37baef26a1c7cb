// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AutoScalingGroupState } from './state';
import { makeInstance } from './instances';
import { releaseVersion } from './releases';
import type { World } from './world';

export interface Place {
  account: string;
  region: string;
}

function spread(subnets: string[], counts: Map<string, number>): string[] {
  return [...subnets].sort(
    (a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0),
  );
}

/** The instances that an Auto Scaling group counts. */
export function alive(group: AutoScalingGroupState) {
  return (group.group.Instances ?? []).filter(
    i => !i.LifecycleState?.startsWith('Terminating'),
  );
}

/** Launches one instance for a group, in its emptiest zone; `undefined` when no subnet has room. */
export function launchForGroup(
  world: World,
  place: Place,
  state: AutoScalingGroupState,
  booted: boolean,
): string | undefined {
  const { group } = state;
  const region = world.region(place.account, place.region);
  const subnets = (group.VPCZoneIdentifier ?? '').split(',').filter(Boolean);
  const counts = new Map<string, number>();
  for (const member of group.Instances ?? []) {
    const subnet = region.instances[member.InstanceId ?? '']?.instance.SubnetId;
    if (subnet) counts.set(subnet, (counts.get(subnet) ?? 0) + 1);
  }
  const launched = (group.Instances ?? []).length;
  const instanceType =
    state.instanceTypes[launched % state.instanceTypes.length];
  const template = group.LaunchTemplate
    ? region.launchTemplates[group.LaunchTemplate.LaunchTemplateId ?? '']
    : undefined;
  const wanted = group.LaunchTemplate?.Version;
  const version = template?.versions.find(
    v =>
      String(v.VersionNumber) === wanted ||
      (wanted === '$Latest' && v === template.versions.at(-1)) ||
      (wanted === '$Default' && v.DefaultVersion),
  );
  const data = version?.LaunchTemplateData;
  const cluster = state.clusterArn
    ? world.cluster(state.clusterArn)
    : undefined;
  const image =
    data?.ImageId ?? state.launchFrom?.imageId ?? 'ami-0a1b2c3d4e5f60718';
  for (const subnetId of spread(subnets, counts)) {
    const made = makeInstance(world, {
      account: place.account,
      region: place.region,
      instanceType,
      subnetId,
      securityGroupIds:
        data?.SecurityGroupIds ??
        data?.NetworkInterfaces?.[0]?.Groups ??
        state.launchFrom?.securityGroupIds ??
        [],
      capacity: state.capacityType,
      instanceProfileArn:
        data?.IamInstanceProfile?.Arn ?? state.launchFrom?.instanceProfileArn,
      imageId: image,
      launchTemplate: undefined,
      tags: {
        ...Object.fromEntries(
          (group.Tags ?? [])
            .filter(t => t.PropagateAtLaunch)
            .map(t => [t.Key ?? '', t.Value ?? '']),
        ),
        'aws:autoscaling:groupName': group.AutoScalingGroupName ?? '',
      },
      clusterArn: state.clusterArn,
      autoScalingGroup: group.AutoScalingGroupName,
      managed: false,
      launchedAt: world.now(),
      state: booted ? 'running' : 'pending',
      node: state.clusterArn
        ? {
            labels: state.nodegroup
              ? {
                  ...state.nodeLabels,
                  'eks.amazonaws.com/nodegroup': state.nodegroup,
                  'eks.amazonaws.com/nodegroup-image': image,
                  'eks.amazonaws.com/capacityType':
                    state.capacityType === 'spot' ? 'SPOT' : 'ON_DEMAND',
                }
              : state.nodeLabels,
            taints: state.nodeTaints,
            origin: state.nodegroup
              ? {
                  type: 'managed-node-group',
                  nodegroup: state.nodegroup,
                  autoScalingGroup: group.AutoScalingGroupName ?? '',
                  amiType: state.amiType ?? 'AL2023_x86_64_STANDARD',
                }
              : {
                  type: 'auto-scaling-group',
                  autoScalingGroup: group.AutoScalingGroupName ?? '',
                  amiType: state.amiType,
                },
          }
        : undefined,
    });
    if (!made) continue;
    const id = made.instance.InstanceId ?? '';
    group.Instances = [
      ...(group.Instances ?? []),
      {
        InstanceId: id,
        InstanceType: instanceType,
        AvailabilityZone: made.instance.Placement?.AvailabilityZone,
        LifecycleState: booted ? 'InService' : 'Pending',
        HealthStatus: 'Healthy',
        ProtectedFromScaleIn: group.NewInstancesProtectedFromScaleIn ?? false,
        LaunchTemplate: group.LaunchTemplate,
      },
    ];
    if (cluster && state.nodegroup && !booted) {
      world.record({
        clusterArn: state.clusterArn,
        object: `ec2:instance/${id}`,
        field: 'state',
        before: undefined,
        after: 'pending',
        by: 'sandbox:auto-scaling',
        via: 'sandbox:launch',
      });
    }
    return id;
  }
  return undefined;
}

export { releaseVersion };
