// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as ec2 from '@aws-sdk/client-ec2';
import { ApiError } from '../../wire/apiError';
import {
  instanceType,
  instanceTypes,
  type InstanceTypeData,
} from '../../world/instanceTypes';
import { need, type Call, type Handlers } from '../call';
import { byIds, cutPage, filtered, type Fields } from './filters';

const INSTANCE: Fields<ec2.Instance> = {
  'instance-id': i => [i.InstanceId],
  'instance-state-name': i => [i.State?.Name],
  'instance-state-code': i => [String(i.State?.Code)],
  'instance-type': i => [i.InstanceType],
  'vpc-id': i => [i.VpcId],
  'subnet-id': i => [i.SubnetId],
  'availability-zone': i => [i.Placement?.AvailabilityZone],
  'private-dns-name': i => [i.PrivateDnsName],
  'private-ip-address': i => [i.PrivateIpAddress],
  'image-id': i => [i.ImageId],
  'instance.group-id': i => (i.SecurityGroups ?? []).map(g => g.GroupId),
  'operator.managed': i => [String(i.Operator?.Managed ?? false)],
  'operator.principal': i => [i.Operator?.Principal],
  'instance-lifecycle': i => [i.InstanceLifecycle],
};
const VOLUME: Fields<ec2.Volume> = {
  'volume-id': v => [v.VolumeId],
  'attachment.instance-id': v => (v.Attachments ?? []).map(a => a.InstanceId),
  'availability-zone': v => [v.AvailabilityZone],
  status: v => [v.State],
  encrypted: v => [String(v.Encrypted)],
  'volume-type': v => [v.VolumeType],
  'operator.managed': v => [String(v.Operator?.Managed ?? false)],
};
const SNAPSHOT: Fields<ec2.Snapshot> = {
  'snapshot-id': s => [s.SnapshotId],
  'volume-id': s => [s.VolumeId],
  status: s => [s.State],
  'owner-id': s => [s.OwnerId],
};
const TYPE: Fields<ec2.InstanceTypeInfo & { Tags?: ec2.Tag[] }> = {
  'instance-type': t => [t.InstanceType],
  'current-generation': t => [String(t.CurrentGeneration)],
  'processor-info.supported-architecture': t =>
    t.ProcessorInfo?.SupportedArchitectures ?? [],
  'vcpu-info.default-vcpus': t => [String(t.VCpuInfo?.DefaultVCpus)],
};

/**
 * What Auto Mode made stays out of lists unless asked for by id, by `IncludeManagedResources` or by a filter on its
 * operator (EKS User Guide, automode-learn-instances; EC2 User Guide, amazon-ec2-managed-instances).
 */
function visible<T extends { Operator?: ec2.OperatorResponse }>(
  items: T[],
  ids: string[] | undefined,
  input: { IncludeManagedResources?: boolean; Filters?: ec2.Filter[] },
): T[] {
  const asked =
    input.IncludeManagedResources === true ||
    ids?.length ||
    input.Filters?.some(f => f.Name?.startsWith('operator.'));
  return asked
    ? items
    : items.filter(i => !i.Operator?.HiddenByDefault && !i.Operator?.Managed);
}

function typeInfo(data: InstanceTypeData): ec2.InstanceTypeInfo {
  const info: ec2.InstanceTypeInfo = {
    CurrentGeneration: data.family !== 't2',
    FreeTierEligible: false,
    SupportedUsageClasses: ['on-demand', 'spot'],
    SupportedRootDeviceTypes: ['ebs'],
    SupportedVirtualizationTypes: ['hvm'],
    BareMetal: false,
    Hypervisor: 'nitro',
    ProcessorInfo: {
      SupportedArchitectures: [
        data.architecture === 'arm64' ? 'arm64' : 'x86_64',
      ],
      SustainedClockSpeedInGhz: 3.1,
    },
    VCpuInfo: {
      DefaultVCpus: data.vcpus,
      DefaultCores: Math.max(1, data.vcpus / 2),
      DefaultThreadsPerCore: data.architecture === 'arm64' ? 1 : 2,
    },
    MemoryInfo: { SizeInMiB: data.memoryMiB },
    InstanceStorageSupported: false,
    EbsInfo: {
      EbsOptimizedSupport: 'default',
      EncryptionSupport: 'supported',
      NvmeSupport: 'required',
    },
    NetworkInfo: {
      NetworkPerformance: 'Up to 10 Gigabit',
      MaximumNetworkInterfaces: data.vcpus <= 2 ? 3 : 4,
      Ipv4AddressesPerInterface: data.vcpus <= 2 ? 10 : 15,
      Ipv6Supported: true,
      EnaSupport: 'required',
    },
    ...(data.devices?.['nvidia.com/gpu']
      ? {
          GpuInfo: {
            Gpus: [
              {
                Name: 'A10G',
                Manufacturer: 'NVIDIA',
                Count: data.devices['nvidia.com/gpu'],
                MemoryInfo: { SizeInMiB: 24576 },
              },
            ],
          },
        }
      : {}),
    ...(data.devices?.['aws.amazon.com/neuron']
      ? {
          NeuronInfo: {
            NeuronDevices: [
              {
                Name: 'Inferentia2',
                Count: data.devices['aws.amazon.com/neuron'],
              },
            ],
          },
        }
      : {}),
    BurstablePerformanceSupported: data.burstable,
    DedicatedHostsSupported: !data.burstable,
    AutoRecoverySupported: true,
  };
  return Object.assign(info, { InstanceType: data.type });
}

function template(
  call: Call,
  id: string | undefined,
  name: string | undefined,
) {
  const all = Object.values(call.region.launchTemplates);
  const found = all.find(t =>
    id
      ? t.template.LaunchTemplateId === id
      : t.template.LaunchTemplateName === name,
  );
  if (!found) {
    throw id
      ? new ApiError(
          'InvalidLaunchTemplateId.NotFound',
          400,
          `The specified launch template, with template ID ${id}, does not exist.`,
        )
      : new ApiError(
          'InvalidLaunchTemplateName.NotFoundException',
          400,
          `The specified launch template, with template name ${name}, does not exist.`,
        );
  }
  return found;
}

export const computeHandlers: Handlers<typeof ec2> = {
  DescribeInstances(call, input) {
    const all = byIds(
      call.region.instances,
      input.InstanceIds,
      'InvalidInstanceID.NotFound',
      'instance',
    ).map(s => s.instance);
    const shown = filtered(
      visible(all, input.InstanceIds, input),
      input.Filters,
      INSTANCE,
    );
    const cut = cutPage(call, shown, input, { ids: input.InstanceIds });
    return {
      Reservations: cut.items.map(instance => ({
        ReservationId: `r-${instance.InstanceId?.slice(2)}`,
        OwnerId: call.account.id,
        Groups: [],
        Instances: [instance],
      })),
      NextToken: cut.NextToken,
    };
  },

  DescribeInstanceStatus(call, input) {
    const all = byIds(
      call.region.instances,
      input.InstanceIds,
      'InvalidInstanceID.NotFound',
      'instance',
    )
      .map(s => s.instance)
      .filter(i => input.IncludeAllInstances || i.State?.Name === 'running');
    const cut = cutPage(call, visible(all, input.InstanceIds, input), input, {
      ids: input.InstanceIds,
    });
    return {
      InstanceStatuses: cut.items.map(i => ({
        InstanceId: i.InstanceId,
        InstanceState: i.State,
        AvailabilityZone: i.Placement?.AvailabilityZone,
        InstanceStatus: { Status: 'ok' as const },
        SystemStatus: { Status: 'ok' as const },
        Operator: i.Operator,
      })),
      NextToken: cut.NextToken,
    };
  },

  DescribeInstanceTypes(call, input) {
    if ((input.InstanceTypes?.length ?? 0) > 100) {
      throw new ApiError(
        'InvalidParameterValue',
        400,
        'At most 100 instance types may be asked for',
      );
    }
    const all = input.InstanceTypes?.length
      ? input.InstanceTypes.map(name => {
          const data = instanceType(name);
          if (!data)
            throw new ApiError(
              'InvalidInstanceType',
              400,
              `The following supplied instance types do not exist: [${name}]`,
            );
          return data;
        })
      : instanceTypes();
    const cut = cutPage(
      call,
      filtered(all.map(typeInfo), input.Filters, TYPE),
      input,
      { ids: input.InstanceTypes, most: 100 },
    );
    return { InstanceTypes: cut.items, NextToken: cut.NextToken };
  },

  DescribeInstanceTypeOfferings(call, input) {
    const zones = [
      ...new Set(
        Object.values(call.region.subnets).map(s => s.AvailabilityZone),
      ),
    ].sort();
    const places =
      input.LocationType === 'availability-zone' ? zones : [call.regionName];
    const wanted = input.Filters?.find(f => f.Name === 'instance-type')?.Values;
    const all: ec2.InstanceTypeOffering[] = places.flatMap(Location =>
      instanceTypes()
        .filter(t => !wanted || wanted.includes(t.type))
        .map(t => {
          const offering: ec2.InstanceTypeOffering = {
            LocationType: input.LocationType ?? 'region',
            Location,
          };
          // Types are data here; the SDK's enumeration of them is open as well.
          return Object.assign(offering, { InstanceType: t.type });
        }),
    );
    const cut = cutPage(call, all, input);
    return { InstanceTypeOfferings: cut.items, NextToken: cut.NextToken };
  },

  DescribeVolumes(call, input) {
    const all = byIds(
      call.region.volumes,
      input.VolumeIds,
      'InvalidVolume.NotFound',
      'volume',
    );
    const shown = filtered(
      visible(all, input.VolumeIds, input),
      input.Filters,
      VOLUME,
    );
    const cut = cutPage(call, shown, input, { ids: input.VolumeIds });
    return { Volumes: cut.items, NextToken: cut.NextToken };
  },

  DescribeSnapshots(call, input) {
    const all = byIds(
      call.region.snapshots,
      input.SnapshotIds,
      'InvalidSnapshot.NotFound',
      'snapshot',
    );
    const cut = cutPage(call, filtered(all, input.Filters, SNAPSHOT), input, {
      ids: input.SnapshotIds,
    });
    return { Snapshots: cut.items, NextToken: cut.NextToken };
  },

  DescribeLaunchTemplates(call, input) {
    const all =
      input.LaunchTemplateIds?.length || input.LaunchTemplateNames?.length
        ? [
            ...(input.LaunchTemplateIds ?? []).map(id =>
              template(call, id, undefined),
            ),
            ...(input.LaunchTemplateNames ?? []).map(name =>
              template(call, undefined, name),
            ),
          ]
        : Object.values(call.region.launchTemplates);
    const shown = filtered(
      all.map(t => t.template),
      input.Filters,
      {
        'launch-template-name': t => [t.LaunchTemplateName],
      },
    );
    const cut = cutPage(call, shown, input, { most: 200, least: 1 });
    return { LaunchTemplates: cut.items, NextToken: cut.NextToken };
  },

  DescribeLaunchTemplateVersions(call, input) {
    const asked = input.LaunchTemplateId || input.LaunchTemplateName;
    const all = asked
      ? template(call, input.LaunchTemplateId, input.LaunchTemplateName)
          .versions
      : Object.values(call.region.launchTemplates).flatMap(t => t.versions);
    const wanted = input.Versions;
    const shown = wanted?.length
      ? wanted.map(v => {
          const found = all.find(
            x =>
              String(x.VersionNumber) === v ||
              (v === '$Latest' && x === all.at(-1)) ||
              (v === '$Default' && x.DefaultVersion),
          );
          if (!found)
            throw new ApiError(
              'InvalidLaunchTemplateId.VersionNotFound',
              400,
              `Could not find the specified version ${v} for the launch template`,
            );
          return found;
        })
      : all;
    const cut = cutPage(call, shown, input, { most: 200, least: 1 });
    return { LaunchTemplateVersions: cut.items, NextToken: cut.NextToken };
  },

  GetEbsEncryptionByDefault: call => ({
    EbsEncryptionByDefault: call.region.ebsEncryptionByDefault,
  }),

  GetEbsDefaultKmsKeyId: call => ({
    KmsKeyId: call.region.ebsDefaultKmsKeyId ?? 'alias/aws/ebs',
  }),

  DescribeSpotPriceHistory(call, input) {
    const zones = [
      ...new Set(
        Object.values(call.region.subnets).map(s => s.AvailabilityZone),
      ),
    ].sort();
    const types = input.InstanceTypes?.length
      ? input.InstanceTypes
      : instanceTypes().map(t => t.type);
    const all: ec2.SpotPrice[] = zones.flatMap(AvailabilityZone =>
      types.flatMap(name => {
        const data = instanceType(name);
        if (!data) return [];
        const price: ec2.SpotPrice = {
          AvailabilityZone,
          ProductDescription: 'Linux/UNIX',
          SpotPrice: (data.onDemandUsd * 0.35).toFixed(6),
          Timestamp: new Date('2026-11-20T00:00:00Z'),
        };
        return [Object.assign(price, { InstanceType: name })];
      }),
    );
    const cut = cutPage(call, all, input, { least: 1 });
    return { SpotPriceHistory: cut.items, NextToken: cut.NextToken };
  },

  CreateSnapshot(call, input) {
    const volume = call.region.volumes[need(input.VolumeId, 'VolumeId')];
    if (!volume)
      throw new ApiError(
        'InvalidVolume.NotFound',
        400,
        `The volume '${input.VolumeId}' does not exist.`,
      );
    const id = call.world.hex('snap-');
    const snapshot: ec2.Snapshot = {
      SnapshotId: id,
      VolumeId: volume.VolumeId,
      VolumeSize: volume.Size,
      State: 'completed',
      Progress: '100%',
      StartTime: call.world.now(),
      OwnerId: call.account.id,
      Encrypted: volume.Encrypted,
      Description: input.Description,
      Tags: input.TagSpecifications?.flatMap(t => t.Tags ?? []) ?? [],
    };
    call.region.snapshots[id] = snapshot;
    call.world.record({
      object: `ec2:snapshot/${id}`,
      field: 'exists',
      before: false,
      after: true,
      by: call.principal.arn,
      via: 'ec2:CreateSnapshot',
    });
    return { ...snapshot, State: 'pending', Progress: undefined };
  },
};
