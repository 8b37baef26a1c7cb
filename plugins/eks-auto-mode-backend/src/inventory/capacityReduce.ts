// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup as SdkGroup,
  BlockDeviceMapping,
  LaunchConfiguration,
} from '@aws-sdk/client-auto-scaling';
import type {
  Image,
  Instance as SdkInstance,
  InstanceTypeInfo,
  LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import type {
  AutoScalingGroup,
  Instance,
  InstanceType,
  LaunchTemplate,
  MachineImage,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { withoutSecrets } from './mask';
import { tagsOf } from './networkReduce';
import { compact, iso } from './reading';

export function reduceInstance(instance: SdkInstance): Instance {
  const tags = tagsOf(instance.Tags);
  return compact({
    id: instance.InstanceId ?? '',
    type: instance.InstanceType ?? '',
    state: instance.State?.Name ?? 'unknown',
    lifecycle: instance.InstanceLifecycle,
    imageId: instance.ImageId,
    subnetId: instance.SubnetId,
    availabilityZone: instance.Placement?.AvailabilityZone,
    privateDnsName: instance.PrivateDnsName,
    securityGroupIds: (instance.SecurityGroups ?? []).flatMap(
      group => group.GroupId ?? [],
    ),
    instanceProfileArn: instance.IamInstanceProfile?.Arn,
    keyName: instance.KeyName,
    tags,
    // EC2 itself says whose an Auto Mode instance is; the tag is for what answers without `Operator`.
    managedByAuto:
      instance.Operator?.Managed === true || 'eks:eks-cluster-name' in tags,
    tenancy: instance.Placement?.Tenancy,
    outpostArn: instance.OutpostArn,
    launchedAt: iso(instance.LaunchTime),
  });
}

export function reduceInstanceType(info: InstanceTypeInfo): InstanceType {
  return compact({
    type: info.InstanceType ?? '',
    vcpus: info.VCpuInfo?.DefaultVCpus ?? 0,
    memoryMiB: info.MemoryInfo?.SizeInMiB ?? 0,
    architectures: info.ProcessorInfo?.SupportedArchitectures ?? [],
    gpus: (info.GpuInfo?.Gpus ?? []).reduce(
      (sum, gpu) => sum + (gpu.Count ?? 0),
      0,
    ),
    maxInterfaces: info.NetworkInfo?.MaximumNetworkInterfaces,
    ipv4PerInterface: info.NetworkInfo?.Ipv4AddressesPerInterface,
  });
}

/** User data as text: secrets are masked before anything keeps it. */
function scriptOf(encoded: string | undefined): string | undefined {
  return encoded
    ? withoutSecrets(Buffer.from(encoded, 'base64').toString('utf8'))
    : undefined;
}

const blockDevice = ({
  DeviceName,
  Ebs,
}: Partial<Pick<BlockDeviceMapping, 'DeviceName' | 'Ebs'>>) =>
  compact({
    device: DeviceName ?? '',
    volumeSize: Ebs?.VolumeSize,
    volumeType: Ebs?.VolumeType,
    encrypted: Ebs?.Encrypted,
  });

/** @param asked - the version in the words of the group. */
export function reduceLaunchTemplate(
  version: LaunchTemplateVersion,
  asked: string,
): LaunchTemplate {
  const data = version.LaunchTemplateData;
  return compact({
    id: version.LaunchTemplateId ?? '',
    name: version.LaunchTemplateName,
    version: String(version.VersionNumber ?? ''),
    alias: asked.startsWith('$') ? asked : undefined,
    imageId: data?.ImageId,
    instanceType: data?.InstanceType,
    keyName: data?.KeyName,
    userData: scriptOf(data?.UserData),
    httpTokens: data?.MetadataOptions?.HttpTokens,
    httpPutResponseHopLimit: data?.MetadataOptions?.HttpPutResponseHopLimit,
    securityGroupIds: [
      ...new Set([
        ...(data?.SecurityGroupIds ?? []),
        ...(data?.NetworkInterfaces ?? []).flatMap(
          network => network.Groups ?? [],
        ),
      ]),
    ],
    instanceProfile:
      data?.IamInstanceProfile?.Arn ?? data?.IamInstanceProfile?.Name,
    marketType: data?.InstanceMarketOptions?.MarketType,
    tenancy: data?.Placement?.Tenancy,
    blockDevices: (data?.BlockDeviceMappings ?? []).map(device => ({
      ...blockDevice(device),
      ...(device.Ebs?.KmsKeyId ? { kmsKeyId: device.Ebs.KmsKeyId } : {}),
    })),
  });
}

export function reduceLaunchConfiguration(
  configuration: LaunchConfiguration,
): LaunchTemplate {
  const { MetadataOptions: metadata } = configuration;
  return compact({
    id: '',
    name: configuration.LaunchConfigurationName ?? '',
    version: '',
    configuration: true,
    imageId: configuration.ImageId || undefined,
    instanceType: configuration.InstanceType || undefined,
    keyName: configuration.KeyName || undefined,
    userData: scriptOf(configuration.UserData),
    httpTokens: metadata?.HttpTokens,
    httpPutResponseHopLimit: metadata?.HttpPutResponseHopLimit,
    securityGroupIds: [...new Set(configuration.SecurityGroups ?? [])],
    instanceProfile: configuration.IamInstanceProfile || undefined,
    marketType: configuration.SpotPrice ? 'spot' : undefined,
    tenancy: configuration.PlacementTenancy || undefined,
    blockDevices: (configuration.BlockDeviceMappings ?? [])
      .filter(device => !device.NoDevice)
      .map(blockDevice),
  });
}

export function reduceImage(image: Image): MachineImage {
  return compact({
    id: image.ImageId ?? '',
    name: image.Name,
    owner: image.ImageOwnerAlias ?? image.OwnerId ?? '',
    createdAt: image.CreationDate,
  });
}

export function reduceAutoScalingGroup(
  group: SdkGroup,
  extras: {
    lifecycleHooks: string[];
    scalingPolicies: string[];
    scheduledActions: string[];
    notifications: string[];
  },
): AutoScalingGroup {
  const template =
    group.LaunchTemplate ??
    group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  const distribution = group.MixedInstancesPolicy?.InstancesDistribution;
  return compact({
    name: group.AutoScalingGroupName ?? '',
    arn: group.AutoScalingGroupARN ?? '',
    min: group.MinSize ?? 0,
    max: group.MaxSize ?? 0,
    desired: group.DesiredCapacity ?? 0,
    instances: (group.Instances ?? []).map(instance =>
      compact({
        id: instance.InstanceId ?? '',
        lifecycleState: instance.LifecycleState ?? 'Unknown',
        protectedFromScaleIn: instance.ProtectedFromScaleIn ?? false,
        availabilityZone: instance.AvailabilityZone,
      }),
    ),
    suspendedProcesses: (group.SuspendedProcesses ?? []).flatMap(
      process => process.ProcessName ?? [],
    ),
    targetGroupArns: [
      ...(group.TargetGroupARNs ?? []),
      ...(group.TrafficSources ?? [])
        .filter(source => source.Type === 'elbv2')
        .flatMap(source => source.Identifier ?? []),
    ].filter((arn, index, all) => all.indexOf(arn) === index),
    loadBalancerNames: group.LoadBalancerNames ?? [],
    tags: Object.fromEntries(
      (group.Tags ?? []).map(tag => [tag.Key ?? '', tag.Value ?? '']),
    ),
    launchTemplate:
      template &&
      compact({
        id: template.LaunchTemplateId,
        name: template.LaunchTemplateName,
        version: template.Version,
      }),
    launchConfiguration: group.LaunchConfigurationName,
    mixedInstances: group.MixedInstancesPolicy !== undefined,
    onDemand: distribution && {
      base: distribution.OnDemandBaseCapacity ?? 0,
      percentAbove: distribution.OnDemandPercentageAboveBaseCapacity ?? 100,
    },
    instanceTypes:
      group.MixedInstancesPolicy?.LaunchTemplate?.Overrides?.flatMap(
        one => one.InstanceType ?? [],
      ),
    subnetIds: (group.VPCZoneIdentifier ?? '')
      .split(',')
      .map(id => id.trim())
      .filter(Boolean),
    ...extras,
  });
}

/** Whether tags say that something belongs to a cluster. */
export function isTaggedFor(
  tags: Record<string, string>,
  clusterName: string,
): boolean {
  return (
    `kubernetes.io/cluster/${clusterName}` in tags ||
    `k8s.io/cluster-autoscaler/${clusterName}` in tags ||
    tags['eks:cluster-name'] === clusterName ||
    tags['eks:eks-cluster-name'] === clusterName ||
    tags['aws:eks:cluster-name'] === clusterName
  );
}

/** `i-…` of a node's `aws:///eu-central-1a/i-…`. */
export function instanceIdOf(
  providerId: string | undefined,
): string | undefined {
  return /\/(i-[0-9a-f]+)$/.exec(providerId ?? '')?.[1];
}

/** Standard families, whose on-demand vCPUs quota L-1216C47A counts. */
export function countsForStandardQuota(instance: Instance): boolean {
  return (
    /^[acdhimrtz]\d/.test(instance.type) &&
    (instance.lifecycle === undefined || instance.lifecycle === 'on-demand') &&
    (instance.state === 'running' || instance.state === 'pending')
  );
}
