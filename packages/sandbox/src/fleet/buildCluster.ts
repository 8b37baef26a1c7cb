// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import type { _InstanceType, VolumeType } from '@aws-sdk/client-ec2';
import type {
  AMITypes,
  AddonIssueCode,
  ClusterIssueCode,
  Nodegroup,
  NodegroupIssueCode,
} from '@aws-sdk/client-eks';
import { normalRules } from '../aws/ec2/securityGroups';
import { settled } from '../world/lagging';
import { ec2Tags, makeInstance } from '../world/instances';
import { launchForGroup } from '../world/groups';
import { releaseVersion } from '../world/releases';
import type {
  AutoScalingGroupState,
  ClusterState,
  LaunchTemplateState,
} from '../world/state';
import type { World } from '../world/world';
import {
  addSecurityGroup,
  fillSecurityGroup,
  type BuiltVpc,
} from './buildNetwork';
import { accessPolicyArn, entryUsername } from '../aws/eks/accessPolicies';
import type {
  FleetCluster,
  FleetGroup,
  FleetLaunchTemplate,
  FleetNodegroup,
} from './schema';
import { taintToEks } from '../aws/eks/taints';

interface Site {
  world: World;
  account: string;
  cluster: FleetCluster;
  state: ClusterState;
  vpc: BuiltVpc;
  clusterGroupId: string;
  groupIds: Map<string, string>;
}

function roleArn(world: World, account: string, name: string): string {
  if (name.startsWith('arn:')) return name;
  const role = world.account(account).iam.roles[name]?.now;
  return role?.arn ?? `arn:aws:iam::${account}:role/${name}`;
}

function subnetIds(
  site: Pick<Site, 'vpc' | 'cluster'>,
  names: string[] | undefined,
): string[] {
  const wanted = names ?? site.cluster.subnets;
  if (!wanted) return site.vpc.subnets.filter(s => !s.public).map(s => s.id);
  return wanted.map(name => {
    const found = site.vpc.subnets.find(s => s.name === name);
    if (!found)
      throw new Error(
        `cluster ${site.cluster.name}: the VPC has no subnet ${name}`,
      );
    return found.id;
  });
}

function known<T extends string>(value: string): T {
  // Fleet files may name what the SDK's enumeration does not know yet; AWS' enumerations are open as well.
  return value as T;
}

function groupIds(site: Site, names: string[] | undefined): string[] {
  if (!names) return [site.clusterGroupId];
  return names.map(name => {
    if (name === 'cluster') return site.clusterGroupId;
    const id = site.groupIds.get(name);
    if (!id)
      throw new Error(
        `cluster ${site.cluster.name}: no security group ${name}`,
      );
    return id;
  });
}

function addTemplate(
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
            HttpTokens: 'required',
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

function addGroup(
  site: Site,
  source: FleetGroup | FleetNodegroup,
  name: string,
  template: LaunchTemplateState,
  tags: Record<string, string>,
  nodegroup?: { name: string; amiType: string },
): AutoScalingGroupState {
  const { world, account, cluster } = site;
  const region = world.region(account, cluster.region);
  const subnets = subnetIds(site, source.subnets);
  const state: AutoScalingGroupState = {
    clusterArn: site.state.arn,
    nodegroup: nodegroup?.name,
    amiType: nodegroup?.amiType,
    nodeLabels: source.labels,
    nodeTaints: source.taints,
    instanceTypes: source.instanceTypes,
    capacityType: source.capacity,
    politeSeconds: nodegroup ? 15 * 60 : undefined,
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
      LaunchTemplate: {
        LaunchTemplateId: template.template.LaunchTemplateId,
        LaunchTemplateName: template.template.LaunchTemplateName,
        Version: '1',
      },
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
      TerminationPolicies: nodegroup
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

function addNodegroup(site: Site, source: FleetNodegroup): void {
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
          imdsHopLimit: 2,
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
    generated,
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
  };
}

function addEntry(
  site: Site,
  principalArn: string,
  type: string,
  groups: string[],
  username?: string,
  policies: { name: string; namespaces?: string[] }[] = [],
): void {
  const { state, account, cluster, world } = site;
  if (state.accessEntries[principalArn]) return;
  state.accessEntries[principalArn] = settled({
    entry: {
      clusterName: cluster.name,
      principalArn,
      kubernetesGroups: groups,
      accessEntryArn: `arn:aws:eks:${cluster.region}:${account}:access-entry/${
        cluster.name
      }/role/${account}/${principalArn.split('/').at(-1)}/${world.uuid()}`,
      createdAt: world.now(),
      modifiedAt: world.now(),
      tags: {},
      username: username ?? entryUsername(principalArn, type),
      type,
    },
    policies: policies.map(p => ({
      policyArn: accessPolicyArn(p.name),
      accessScope: p.namespaces
        ? { type: 'namespace', namespaces: p.namespaces }
        : { type: 'cluster', namespaces: [] },
      associatedAt: world.now(),
      modifiedAt: world.now(),
    })),
  });
}

export function buildCluster(
  world: World,
  account: string,
  cluster: FleetCluster,
  vpc: BuiltVpc,
): ClusterState {
  const region = world.region(account, cluster.region);
  const arn = `arn:aws:eks:${cluster.region}:${account}:cluster/${cluster.name}`;
  const id = createHash('sha256')
    .update(arn)
    .digest('hex')
    .toUpperCase()
    .slice(0, 32);
  const clusterGroup = addSecurityGroup(world, account, cluster.region, {
    name: `eks-cluster-sg-${cluster.name}-${id.slice(0, 8)}`,
    description:
      'EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.',
    vpcId: vpc.id,
    tags: {
      Name: `eks-cluster-sg-${cluster.name}-${id.slice(0, 8)}`,
      [`kubernetes.io/cluster/${cluster.name}`]: 'owned',
      'aws:eks:cluster-name': cluster.name,
    },
  });
  const clusterGroupId = clusterGroup.GroupId ?? '';
  clusterGroup.IpPermissions = normalRules([
    {
      IpProtocol: '-1',
      UserIdGroupPairs: [{ GroupId: clusterGroupId, UserId: account }],
    },
  ]);
  const auto = cluster.autoMode;
  const logging = cluster.logging;
  const off = (
    ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] as const
  ).filter(t => !logging.includes(t));
  const state: ClusterState = {
    arn,
    accountId: account,
    region: cluster.region,
    creatorArn: roleArn(world, account, cluster.creator ?? 'cluster-creator'),
    kubernetes: cluster.kubernetes,
    external: cluster.apiServer,
    nodegroups: {},
    addons: {},
    accessEntries: {},
    fargateProfiles: {},
    podIdentityAssociations: {},
    insights: {},
    updates: [],
    requestTokens: {},
    cluster: {
      name: cluster.name,
      arn,
      createdAt: world.now(),
      version: cluster.version,
      endpoint:
        cluster.apiServer?.endpoint ??
        `https://${id}.gr7.${cluster.region}.eks.amazonaws.com`,
      roleArn: roleArn(world, account, cluster.role),
      resourcesVpcConfig: {
        subnetIds: subnetIds({ vpc, cluster }, undefined),
        securityGroupIds: [],
        clusterSecurityGroupId: clusterGroupId,
        vpcId: vpc.id,
        endpointPublicAccess: cluster.endpointPublic,
        endpointPrivateAccess: cluster.endpointPrivate,
        publicAccessCidrs: cluster.publicAccessCidrs,
      },
      kubernetesNetworkConfig: {
        serviceIpv4Cidr: cluster.serviceCidr,
        ipFamily: 'ipv4',
        ...(auto ? { elasticLoadBalancing: { enabled: true } } : {}),
      },
      logging: {
        clusterLogging: [
          ...(logging.length > 0 ? [{ types: logging, enabled: true }] : []),
          ...(off.length > 0 ? [{ types: [...off], enabled: false }] : []),
        ],
      },
      identity: {
        oidc: {
          issuer: `https://oidc.eks.${cluster.region}.amazonaws.com/id/${id}`,
        },
      },
      status: cluster.status,
      certificateAuthority: {
        data: cluster.apiServer?.certificateAuthorityData,
      },
      platformVersion: cluster.platformVersion,
      tags: cluster.tags,
      encryptionConfig: cluster.secretsKey
        ? [{ resources: ['secrets'], provider: { keyArn: cluster.secretsKey } }]
        : undefined,
      health: {
        issues: cluster.health.map(h => ({
          ...h,
          code: known<ClusterIssueCode>(h.code),
        })),
      },
      accessConfig: {
        authenticationMode: cluster.authenticationMode,
        bootstrapClusterCreatorAdminPermissions: undefined,
      },
      upgradePolicy: { supportType: cluster.supportType },
      deletionProtection: cluster.deletionProtection,
      ...(auto
        ? {
            computeConfig: {
              enabled: true,
              nodePools: auto.nodePools,
              nodeRoleArn: auto.nodeRole
                ? roleArn(world, account, auto.nodeRole)
                : undefined,
            },
            storageConfig: { blockStorage: { enabled: true } },
          }
        : {}),
    },
  };
  region.clusters[cluster.name] = state;
  const site: Site = {
    world,
    account,
    cluster,
    state,
    vpc,
    clusterGroupId,
    groupIds: new Map(),
  };
  for (const group of cluster.securityGroups) {
    const made = addSecurityGroup(world, account, cluster.region, {
      ...group,
      vpcId: vpc.id,
      tags: group.tags,
    });
    site.groupIds.set(group.name, made.GroupId ?? '');
  }
  for (const group of cluster.securityGroups) {
    const id2 = site.groupIds.get(group.name) ?? '';
    fillSecurityGroup(
      region.securityGroups[id2],
      group,
      name => groupIds(site, [name])[0],
    );
  }
  if (cluster.oidcProvider) {
    const url =
      state.cluster.identity?.oidc?.issuer?.replace('https://', '') ?? '';
    world.account(account).iam.oidcProviders[
      `arn:aws:iam::${account}:oidc-provider/${url}`
    ] = {
      url,
      clientIds: ['sts.amazonaws.com'],
      thumbprints: ['9e99a48a9960b14926bb7f3b02e22da2b0ab7280'],
      createdAt: world.now(),
    };
  }
  for (const addon of cluster.addons) {
    state.addons[addon.name] = {
      addonName: addon.name,
      clusterName: cluster.name,
      status: addon.status,
      addonVersion: addon.version,
      health: {
        issues: addon.health.map(h => ({
          ...h,
          code: known<AddonIssueCode>(h.code),
        })),
      },
      addonArn: `arn:aws:eks:${cluster.region}:${account}:addon/${
        cluster.name
      }/${addon.name}/${world.uuid()}`,
      createdAt: world.now(),
      modifiedAt: world.now(),
      serviceAccountRoleArn: addon.role && roleArn(world, account, addon.role),
      configurationValues: addon.configurationValues,
      tags: {},
    };
  }
  for (const entry of cluster.accessEntries) {
    addEntry(
      site,
      roleArn(world, account, entry.principal),
      entry.type,
      entry.groups,
      entry.username,
      entry.policies,
    );
  }
  for (const nodegroup of cluster.nodegroups) {
    addNodegroup(site, nodegroup);
    // EKS makes the entry of a managed group's role itself (EKS User Guide, access-entries).
    if (cluster.authenticationMode !== 'CONFIG_MAP') {
      addEntry(
        site,
        roleArn(world, account, nodegroup.role ?? `${cluster.name}-node`),
        'EC2_LINUX',
        ['system:nodes'],
      );
    }
  }
  for (const group of cluster.autoScalingGroups) {
    const role = roleArn(world, account, group.role ?? `${cluster.name}-node`);
    const template = addTemplate(
      site,
      group.launchTemplate ?? {
        name: `${cluster.name}-${group.name}`,
        diskGiB: 20,
        encrypted: false,
        imdsHopLimit: 2,
        imageId: 'ami-0feedbeef00000001',
      },
      groupIds(site, group.securityGroups),
      role,
    );
    addGroup(site, group, group.name, template, {
      [`kubernetes.io/cluster/${cluster.name}`]: 'owned',
      Name: `${cluster.name}-${group.name}`,
      ...group.tags,
    });
  }
  for (const single of cluster.instances) {
    const subnet = subnetIds(
      site,
      single.subnet ? [single.subnet] : undefined,
    )[0];
    makeInstance(world, {
      account,
      region: cluster.region,
      instanceType: single.instanceType,
      subnetId: subnet,
      securityGroupIds: [clusterGroupId],
      capacity: 'on-demand',
      imageId: 'ami-0feedbeef00000001',
      tags: {
        Name: single.name,
        [`kubernetes.io/cluster/${cluster.name}`]: 'owned',
        ...single.tags,
      },
      node: {
        labels: single.labels,
        taints: single.taints,
        origin: { type: 'standalone' },
      },
      clusterArn: arn,
      managed: false,
      launchedAt: world.now(),
      state: 'running',
    });
  }
  for (const volume of cluster.volumes) {
    region.volumes[volume.id] = {
      VolumeId: volume.id,
      Size: volume.sizeGiB,
      VolumeType: known<VolumeType>(volume.type),
      Encrypted: volume.encrypted,
      KmsKeyId: volume.kmsKey,
      AvailabilityZone: `${cluster.region}${volume.zone}`,
      State: 'in-use',
      CreateTime: world.now(),
      Operator: { Managed: false },
      Attachments: [],
      Tags: ec2Tags({
        [`kubernetes.io/cluster/${cluster.name}`]: 'owned',
        ...volume.tags,
      }),
    };
  }
  for (const profile of cluster.fargateProfiles) {
    state.fargateProfiles[profile.name] = {
      fargateProfileName: profile.name,
      fargateProfileArn: `arn:aws:eks:${
        cluster.region
      }:${account}:fargateprofile/${cluster.name}/${
        profile.name
      }/${world.uuid()}`,
      clusterName: cluster.name,
      createdAt: world.now(),
      podExecutionRoleArn: roleArn(world, account, profile.role),
      subnets: subnetIds(site, undefined),
      selectors: profile.selectors,
      status: 'ACTIVE',
      tags: {},
    };
  }
  for (const identity of cluster.podIdentities) {
    const associationId = world.hex('a-', 17);
    const associationArn = `arn:aws:eks:${cluster.region}:${account}:podidentityassociation/${cluster.name}/${associationId}`;
    state.podIdentityAssociations[associationId] = {
      clusterName: cluster.name,
      namespace: identity.namespace,
      serviceAccount: identity.serviceAccount,
      roleArn: roleArn(world, account, identity.role),
      associationArn,
      associationId,
      tags: {},
      createdAt: world.now(),
      modifiedAt: world.now(),
    };
  }
  for (const insight of cluster.insights) {
    const insightId = world.uuid();
    state.insights[insightId] = {
      id: insightId,
      name: insight.name,
      category: insight.category,
      kubernetesVersion: insight.kubernetesVersion ?? cluster.version,
      lastRefreshTime: world.now(),
      lastTransitionTime: world.now(),
      description: insight.description,
      insightStatus: { status: insight.status, reason: insight.reason },
      recommendation: insight.recommendation,
      additionalInfo: {},
      resources: [],
    };
  }
  if (auto?.nodeRole && auto.nodePools.length > 0) {
    addEntry(
      site,
      roleArn(world, account, auto.nodeRole),
      'EC2',
      [],
      undefined,
      [{ name: 'AmazonEKSAutoNodePolicy' }],
    );
  }
  return state;
}
