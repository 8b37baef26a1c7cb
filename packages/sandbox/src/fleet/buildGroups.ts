// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup,
  LaunchTemplateSpecification,
} from '@aws-sdk/client-auto-scaling';
import type { _InstanceType } from '@aws-sdk/client-ec2';
import type {
  AMITypes,
  Nodegroup,
  NodegroupIssueCode,
} from '@aws-sdk/client-eks';
import { taintToEks } from '../aws/eks/taints';
import { groupMetadata } from '../world/groupMetadata';
import { launchForGroup } from '../world/groups';
import { releaseVersion } from '../world/releases';
import type {
  AutoScalingGroupState,
  LaunchTemplateState,
} from '../world/state';
import type { FleetGroup, FleetLaunchTemplate, FleetNodegroup } from './schema';
import { groupIds, known, roleArn, subnetIds, type Site } from './site';

export function addTemplate(
  site: Site,
  template: FleetLaunchTemplate,
  securityGroups: string[],
  role: string | undefined,
): LaunchTemplateState {
  const { world, account, cluster } = site;
  const region = world.region(account, cluster.region);
  const id = world.hex('lt-');
  const now = world.now();
  const made: LaunchTemplateState = {
    template: {
      LaunchTemplateId: id,
      LaunchTemplateName: template.name,
      CreateTime: now,
      CreatedBy: site.state.creatorArn,
      DefaultVersionNumber: 1,
      LatestVersionNumber: 1,
      Tags: [],
    },
    versions: [
      {
        LaunchTemplateId: id,
        LaunchTemplateName: template.name,
        VersionNumber: 1,
        CreateTime: now,
        CreatedBy: site.state.creatorArn,
        DefaultVersion: true,
        LaunchTemplateData: {
          ImageId: template.imageId,
          ...(template.instanceType
            ? { InstanceType: known<_InstanceType>(template.instanceType) }
            : {}),
          KeyName: template.keyName,
          UserData:
            template.userData &&
            Buffer.from(template.userData).toString('base64'),
          SecurityGroupIds: template.securityGroups
            ? groupIds(site, template.securityGroups)
            : securityGroups,
          MetadataOptions: {
            HttpTokens: template.httpTokens,
            HttpPutResponseHopLimit: template.imdsHopLimit,
            HttpEndpoint: 'enabled',
          },
          BlockDeviceMappings: [
            {
              DeviceName: '/dev/xvda',
              Ebs: {
                VolumeSize: template.diskGiB,
                VolumeType: 'gp3',
                Encrypted: template.encrypted,
                DeleteOnTermination: true,
              },
            },
          ],
          IamInstanceProfile: role
            ? {
                Arn: `arn:aws:iam::${account}:instance-profile/${role
                  .split('/')
                  .at(-1)}`,
              }
            : undefined,
        },
      },
    ],
  };
  region.launchTemplates[id] = made;
  return made;
}

/** How an Auto Scaling group names the template that it launches from. */
export function launchOf({
  template,
}: LaunchTemplateState): LaunchTemplateSpecification {
  return {
    LaunchTemplateId: template.LaunchTemplateId,
    LaunchTemplateName: template.LaunchTemplateName,
    Version: '1',
  };
}

export function addGroup(
  site: Site,
  source: FleetGroup | FleetNodegroup,
  name: string,
  launch: Pick<AutoScalingGroup, 'LaunchTemplate' | 'LaunchConfigurationName'>,
  tags: Record<string, string>,
  nodegroup: { name?: string; amiType: string },
): AutoScalingGroupState {
  const { world, account, cluster } = site;
  const region = world.region(account, cluster.region);
  const subnets = subnetIds(site, source.subnets);
  const state: AutoScalingGroupState = {
    clusterArn: site.state.arn,
    nodegroup: nodegroup.name,
    amiType: nodegroup.amiType,
    nodeLabels: source.labels,
    nodeTaints: source.taints,
    instanceTypes: source.instanceTypes,
    capacityType: source.capacity,
    politeSeconds: nodegroup.name ? 15 * 60 : undefined,
    activities: [],
    group: {
      AutoScalingGroupName: name,
      AutoScalingGroupARN: `arn:aws:autoscaling:${
        cluster.region
      }:${account}:autoScalingGroup:${world.uuid()}:autoScalingGroupName/${name}`,
      MinSize: source.size.min,
      MaxSize: source.size.max,
      DesiredCapacity: source.size.desired,
      DefaultCooldown: 300,
      AvailabilityZones: [
        ...new Set(
          subnets.map(id => region.subnets[id].AvailabilityZone ?? ''),
        ),
      ],
      HealthCheckType: 'EC2',
      HealthCheckGracePeriod: 15,
      CreatedTime: world.now(),
      VPCZoneIdentifier: subnets.join(','),
      ...launch,
      Instances: [],
      LoadBalancerNames: [],
      TargetGroupARNs:
        'targetGroupArns' in source ? source.targetGroupArns : [],
      SuspendedProcesses:
        'suspendedProcesses' in source
          ? source.suspendedProcesses.map(ProcessName => ({
              ProcessName,
              SuspensionReason: 'set by the fleet file',
            }))
          : [],
      EnabledMetrics: [],
      TerminationPolicies: nodegroup.name
        ? ['AllocationStrategy', 'OldestLaunchTemplate', 'OldestInstance']
        : ['Default'],
      NewInstancesProtectedFromScaleIn: false,
      Tags: Object.entries(tags).map(([Key, Value]) => ({
        Key,
        Value,
        ResourceId: name,
        ResourceType: 'auto-scaling-group',
        PropagateAtLaunch: true,
      })),
    },
  };
  region.autoScalingGroups[name] = state;
  for (let i = 0; i < source.size.desired; i++) {
    const id = launchForGroup(
      world,
      { account, region: cluster.region },
      state,
      true,
    );
    if (!id)
      throw new Error(
        `cluster ${cluster.name}: no room in the subnets for group ${name}`,
      );
  }
  return state;
}

export function addNodegroup(site: Site, source: FleetNodegroup): void {
  const { world, account, cluster, state } = site;
  const role = roleArn(world, account, source.role ?? `${cluster.name}-node`);
  const own =
    source.launchTemplate &&
    addTemplate(
      site,
      source.launchTemplate,
      groupIds(site, source.securityGroups),
      undefined,
    );
  const generated = addTemplate(
    site,
    source.launchTemplate
      ? { ...source.launchTemplate, name: `eks-${world.uuid()}` }
      : {
          name: `eks-${world.uuid()}`,
          diskGiB: source.diskSize,
          encrypted: false,
          ...groupMetadata(source.amiType),
          deleted: false,
        },
    groupIds(site, source.securityGroups),
    role,
  );
  const uuid = world.uuid();
  const name = `eks-${source.name}-${uuid}`;
  const version = source.version ?? cluster.version;
  addGroup(
    site,
    source,
    name,
    { LaunchTemplate: launchOf(generated) },
    {
      [`kubernetes.io/cluster/${cluster.name}`]: 'owned',
      'eks:cluster-name': cluster.name,
      'eks:nodegroup-name': source.name,
      [`k8s.io/cluster-autoscaler/${cluster.name}`]: 'owned',
      'k8s.io/cluster-autoscaler/enabled': 'true',
      ...source.tags,
    },
    { name: source.name, amiType: source.amiType },
  );
  const nodegroup: Nodegroup = {
    nodegroupName: source.name,
    nodegroupArn: `arn:aws:eks:${cluster.region}:${account}:nodegroup/${cluster.name}/${source.name}/${uuid}`,
    clusterName: cluster.name,
    version,
    releaseVersion:
      source.releaseVersion ??
      (source.amiType === 'CUSTOM'
        ? source.launchTemplate?.imageId
        : releaseVersion(version)),
    createdAt: world.now(),
    modifiedAt: world.now(),
    status: source.health.length > 0 ? 'DEGRADED' : 'ACTIVE',
    capacityType: source.capacity === 'spot' ? 'SPOT' : 'ON_DEMAND',
    scalingConfig: {
      minSize: source.size.min,
      maxSize: source.size.max,
      desiredSize: source.size.desired,
    },
    instanceTypes: source.launchTemplate?.instanceType
      ? undefined
      : source.instanceTypes,
    subnets: subnetIds(site, source.subnets),
    remoteAccess: source.sshKey ? { ec2SshKey: source.sshKey } : undefined,
    amiType: known<AMITypes>(source.amiType),
    nodeRole: role,
    labels: source.labels,
    taints: source.taints.map(taintToEks),
    resources: { autoScalingGroups: [{ name }] },
    diskSize: source.launchTemplate ? undefined : source.diskSize,
    health: {
      issues: source.health.map(h => ({
        ...h,
        code: known<NodegroupIssueCode>(h.code),
      })),
    },
    updateConfig: { maxUnavailable: source.maxUnavailable },
    launchTemplate: own && {
      id: own.template.LaunchTemplateId,
      name: own.template.LaunchTemplateName,
      version: '1',
    },
    tags: source.tags,
  };
  state.nodegroups[source.name] = {
    nodegroup,
    autoScalingGroup: name,
    generatedTemplateId: generated.template.LaunchTemplateId,
  }; // Its instances were launched while it stood.
  if (own && source.launchTemplate?.deleted)
    delete world.region(account, cluster.region).launchTemplates[
      own.template.LaunchTemplateId ?? ''
    ];
}
