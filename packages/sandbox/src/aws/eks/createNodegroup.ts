// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type * as eks from '@aws-sdk/client-eks';
import { ApiError } from '../../wire/apiError';
import { groupMetadata } from '../../world/groupMetadata';
import { instanceType } from '../../world/instanceTypes';
import { releaseVersion, withoutImage } from '../../world/releases';
import { reconcileGroup } from '../../world/scaling';
import { need, recordCall, type Call } from '../call';
import { putEntry } from './entries';
import { findCluster, inUse, invalidParameter, invalidRequest } from './find';
import {
  CREATE_SECONDS,
  SCALE_IN_SECONDS,
  checkSize,
  place,
} from './nodegroupRules';
import { needPassRole, needServiceRole } from './passRole';
import { taintFromEks } from './taints';

export function createNodegroup(
  call: Call,
  input: eks.CreateNodegroupCommandInput,
) {
  const cluster = findCluster(call, input.clusterName);
  const name = need(input.nodegroupName, 'nodegroupName');
  if (!/^[0-9A-Za-z][A-Za-z0-9_-]{0,62}$/.test(name))
    throw invalidParameter('The nodegroupName is not valid');
  const existing = cluster.nodegroups[name];
  const token = input.clientRequestToken;
  if (existing) {
    if (token && cluster.requestTokens[token] === `nodegroup/${name}`)
      return { nodegroup: existing.nodegroup };
    throw inUse(
      `NodeGroup already exists with name ${name} and cluster name ${cluster.cluster.name}`,
      { clusterName: cluster.cluster.name, nodegroupName: name },
    );
  }
  if (cluster.cluster.status !== 'ACTIVE') {
    throw invalidRequest(
      `Cluster '${cluster.cluster.name}' is not in ACTIVE status`,
      { clusterName: cluster.cluster.name },
    );
  }
  if (Object.keys(cluster.nodegroups).length >= 30) {
    throw new ApiError(
      'ResourceLimitExceededException',
      400,
      'Nodegroup limit exceeded: 30 per cluster',
    );
  }
  const role = need(input.nodeRole, 'nodeRole');
  needPassRole(call, role, 'eks.amazonaws.com');
  needServiceRole(call, role, 'ec2.amazonaws.com');
  const size = {
    minSize: 1,
    maxSize: 2,
    desiredSize: 2,
    ...input.scalingConfig,
  };
  checkSize(size);
  const subnets = input.subnets ?? [];
  const unknown = subnets.filter(id => !call.region.subnets[id]);
  if (subnets.length === 0 || unknown.length > 0)
    throw invalidParameter(
      `Subnets are not tagged or do not exist: ${unknown.join(', ')}`,
    );
  const own = input.launchTemplate;
  if (own && own.id && own.name)
    throw invalidParameter(
      'Launch template id and name are mutually exclusive',
    );
  if (own && (input.diskSize !== undefined || input.remoteAccess)) {
    throw invalidParameter(
      'diskSize and remoteAccess cannot be specified with a launch template',
    );
  }
  const template =
    own &&
    Object.values(call.region.launchTemplates).find(t =>
      own.id
        ? t.template.LaunchTemplateId === own.id
        : t.template.LaunchTemplateName === own.name,
    );
  if (own && !template)
    throw invalidRequest(
      `Launch template ${own.id ?? own.name} does not exist`,
    );
  const version = template?.versions.find(
    v =>
      String(v.VersionNumber) ===
      (own?.version ?? String(template.template.DefaultVersionNumber)),
  );
  if (own && !version)
    throw invalidRequest(
      `Launch template version ${own.version} does not exist`,
    );
  const data = version?.LaunchTemplateData;
  if (data?.InstanceType && input.instanceTypes?.length)
    throw invalidParameter(
      'Instance types cannot be specified both in the launch template and in the request',
    );
  const asked = input.instanceTypes?.length
    ? input.instanceTypes
    : ['t3.medium'];
  const types = data?.InstanceType ? [String(data.InstanceType)] : asked;
  const wrong = types.filter(t => !instanceType(t));
  if (wrong.length > 0)
    throw invalidParameter(
      `The following supplied instance types do not exist: [${wrong.join(
        ', ',
      )}]`,
    );
  if (input.version && input.version !== cluster.cluster.version) {
    throw invalidParameter(
      `Requested Nodegroup version ${input.version} is not the cluster's ${cluster.cluster.version}`,
    );
  }
  const refused = withoutImage(
    input.amiType ?? '',
    cluster.cluster.version ?? '',
  );
  if (refused) throw invalidParameter(refused);
  if (Object.keys(input.tags ?? {}).some(k => k.startsWith('aws:')))
    throw invalidParameter('Tag keys may not start with aws:');
  const amiType =
    input.amiType ?? (data?.ImageId ? 'CUSTOM' : 'AL2023_x86_64_STANDARD');
  const { httpTokens, imdsHopLimit } = groupMetadata(amiType);
  const uuid = call.world.uuid();
  const group = `eks-${name}-${uuid}`;
  const templateId = call.world.hex('lt-');
  const templateName = `eks-${uuid}`;
  call.region.launchTemplates[templateId] = {
    template: {
      LaunchTemplateId: templateId,
      LaunchTemplateName: templateName,
      CreateTime: call.world.now(),
      CreatedBy: 'eks',
      DefaultVersionNumber: 1,
      LatestVersionNumber: 1,
      Tags: [],
    },
    versions: [
      {
        LaunchTemplateId: templateId,
        LaunchTemplateName: templateName,
        VersionNumber: 1,
        CreateTime: call.world.now(),
        CreatedBy: 'eks',
        DefaultVersion: true,
        LaunchTemplateData: {
          ...(data ?? {
            MetadataOptions: {
              HttpTokens: httpTokens,
              HttpPutResponseHopLimit: imdsHopLimit,
              HttpEndpoint: 'enabled',
            },
          }),
          SecurityGroupIds: data?.SecurityGroupIds ?? [
            cluster.cluster.resourcesVpcConfig?.clusterSecurityGroupId ?? '',
          ],
          IamInstanceProfile: {
            Arn: `arn:aws:iam::${call.account.id}:instance-profile/${role
              .split('/')
              .at(-1)}`,
          },
        },
      },
    ],
  };
  const spot = input.capacityType === 'SPOT';
  const tags: Record<string, string> = {
    [`kubernetes.io/cluster/${cluster.cluster.name}`]: 'owned',
    'eks:cluster-name': cluster.cluster.name ?? '',
    'eks:nodegroup-name': name,
  };
  call.region.autoScalingGroups[group] = {
    clusterArn: cluster.arn,
    nodegroup: name,
    amiType,
    nodeLabels: input.labels ?? {},
    nodeTaints: (input.taints ?? []).map(taintFromEks),
    instanceTypes: types,
    capacityType: spot ? 'spot' : 'on-demand',
    politeSeconds: SCALE_IN_SECONDS,
    activities: [],
    group: {
      AutoScalingGroupName: group,
      AutoScalingGroupARN: `arn:aws:autoscaling:${cluster.region}:${cluster.accountId}:autoScalingGroup:${uuid}:autoScalingGroupName/${group}`,
      MinSize: size.minSize,
      MaxSize: size.maxSize,
      DesiredCapacity: size.desiredSize,
      DefaultCooldown: 300,
      AvailabilityZones: [
        ...new Set(
          subnets.map(id => call.region.subnets[id].AvailabilityZone ?? ''),
        ),
      ],
      HealthCheckType: 'EC2',
      HealthCheckGracePeriod: 15,
      CreatedTime: call.world.now(),
      VPCZoneIdentifier: subnets.join(','),
      LaunchTemplate: {
        LaunchTemplateId: templateId,
        LaunchTemplateName: templateName,
        Version: '1',
      },
      Instances: [],
      SuspendedProcesses: [],
      TargetGroupARNs: [],
      LoadBalancerNames: [],
      TerminationPolicies: [
        'AllocationStrategy',
        'OldestLaunchTemplate',
        'OldestInstance',
      ],
      NewInstancesProtectedFromScaleIn: false,
      Tags: Object.entries(tags).map(([Key, Value]) => ({
        Key,
        Value,
        ResourceId: group,
        ResourceType: 'auto-scaling-group',
        PropagateAtLaunch: true,
      })),
    },
  };
  const nodegroup: eks.Nodegroup = {
    nodegroupName: name,
    nodegroupArn: `arn:aws:eks:${cluster.region}:${cluster.accountId}:nodegroup/${cluster.cluster.name}/${name}/${uuid}`,
    clusterName: cluster.cluster.name,
    version: cluster.cluster.version,
    releaseVersion:
      input.releaseVersion ??
      (amiType === 'CUSTOM'
        ? data?.ImageId
        : releaseVersion(cluster.cluster.version ?? '')),
    createdAt: call.world.now(),
    modifiedAt: call.world.now(),
    status: 'CREATING',
    capacityType: spot ? 'SPOT' : 'ON_DEMAND',
    scalingConfig: size,
    instanceTypes: data?.InstanceType ? undefined : types,
    subnets,
    remoteAccess: input.remoteAccess,
    amiType,
    nodeRole: role,
    labels: input.labels,
    taints: input.taints,
    resources: { autoScalingGroups: [{ name: group }] },
    diskSize: own ? undefined : input.diskSize ?? 20,
    health: { issues: [] },
    updateConfig: input.updateConfig ?? { maxUnavailable: 1 },
    nodeRepairConfig: input.nodeRepairConfig,
    launchTemplate: template && {
      id: template.template.LaunchTemplateId,
      name: template.template.LaunchTemplateName,
      version: String(version?.VersionNumber),
    },
    tags: input.tags ?? {},
  };
  cluster.nodegroups[name] = {
    nodegroup,
    autoScalingGroup: group,
    generatedTemplateId: templateId,
  };
  if (token) cluster.requestTokens[token] = `nodegroup/${name}`;
  recordCall(call, {
    clusterArn: cluster.arn,
    object: `eks:nodegroup/${cluster.cluster.name}/${name}`,
    field: 'exists',
    before: false,
    after: true,
  });
  if (cluster.cluster.accessConfig?.authenticationMode !== 'CONFIG_MAP') {
    putEntry(
      call.world,
      cluster,
      {
        principalArn: role,
        type: 'EC2_LINUX',
        groups: ['system:nodes'],
        policies: [],
      },
      { by: 'sandbox:eks', via: 'sandbox:create-nodegroup' },
    );
  }
  reconcileGroup(call.world, place(cluster), group);
  call.world.schedule({
    kind: 'nodegroup-active',
    cluster: cluster.cluster.name ?? '',
    nodegroup: name,
    due: call.world.after(CREATE_SECONDS),
    ...place(cluster),
  });
  return { nodegroup };
}
