// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Instance, Tag } from '@aws-sdk/client-ec2';
import type { NodeInstance } from '../seam';
import { giveAddresses, nextAddress, takeAddresses } from './addresses';
import { instanceType } from './instanceTypes';
import type { InstanceState } from './state';
import type { World } from './world';

/** Addresses that the CNI holds for a node: an ENI's worth for a node of a group, a /28 prefix for an Auto node. */
export const GROUP_NODE_ADDRESSES = 10;
export const AUTO_NODE_ADDRESSES = 16;

export interface InstanceOrder {
  account: string;
  region: string;
  instanceType: string;
  subnetId: string;
  securityGroupIds: string[];
  capacity: 'on-demand' | 'spot';
  instanceProfileArn?: string;
  imageId: string;
  launchTemplate?: { id: string; name: string; version: string };
  tags: Record<string, string>;
  node?: Pick<NodeInstance, 'labels' | 'taints' | 'origin'>;
  clusterArn?: string;
  autoScalingGroup?: string;
  managed: boolean;
  launchedAt: Date;
  state: 'pending' | 'running';
}

export function ec2Tags(tags: Record<string, string>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Labels that every kubelet on EC2 registers with. */
function kubeletLabels(order: InstanceOrder, zone: string, hostname: string) {
  const architecture =
    instanceType(order.instanceType)?.architecture ?? 'amd64';
  const origin = order.node?.origin;
  const os =
    origin && 'amiType' in origin && origin.amiType?.startsWith('WINDOWS')
      ? 'windows'
      : 'linux';
  return {
    'kubernetes.io/hostname': hostname,
    'kubernetes.io/os': os,
    'kubernetes.io/arch': architecture,
    'beta.kubernetes.io/os': os,
    'beta.kubernetes.io/arch': architecture,
    'node.kubernetes.io/instance-type': order.instanceType,
    'beta.kubernetes.io/instance-type': order.instanceType,
    'topology.kubernetes.io/region': order.region,
    'topology.kubernetes.io/zone': zone,
    'failure-domain.beta.kubernetes.io/region': order.region,
    'failure-domain.beta.kubernetes.io/zone': zone,
  };
}

/** Makes an instance, takes its addresses; `undefined` when the subnet has none left. */
export function makeInstance(
  world: World,
  order: InstanceOrder,
): InstanceState | undefined {
  const region = world.region(order.account, order.region);
  const subnet = region.subnets[order.subnetId];
  const type = instanceType(order.instanceType);
  if (!subnet || !type) return undefined;
  const addresses = order.managed ? AUTO_NODE_ADDRESSES : GROUP_NODE_ADDRESSES;
  if (!takeAddresses(subnet, addresses)) return undefined;
  const id = world.hex('i-');
  const address = nextAddress(region, subnet);
  const zone = subnet.AvailabilityZone ?? '';
  const suffix =
    order.region === 'us-east-1'
      ? 'ec2.internal'
      : `${order.region}.compute.internal`;
  const dns = `ip-${address.replaceAll('.', '-')}.${suffix}`;
  const volumeId = world.hex('vol-');
  const instance: Instance = {
    InstanceId: id,
    ImageId: order.imageId,
    InstanceType: undefined,
    State:
      order.state === 'running'
        ? { Code: 16, Name: 'running' }
        : { Code: 0, Name: 'pending' },
    PrivateIpAddress: address,
    PrivateDnsName: dns,
    SubnetId: order.subnetId,
    VpcId: subnet.VpcId,
    Placement: { AvailabilityZone: zone, Tenancy: 'default' },
    Architecture: type.architecture === 'arm64' ? 'arm64' : 'x86_64',
    LaunchTime: order.launchedAt,
    SecurityGroups: order.securityGroupIds.map(GroupId => ({
      GroupId,
      GroupName: region.securityGroups[GroupId]?.GroupName,
    })),
    InstanceLifecycle: order.capacity === 'spot' ? 'spot' : undefined,
    IamInstanceProfile: order.instanceProfileArn
      ? { Arn: order.instanceProfileArn, Id: 'AIPASANDBOX' }
      : undefined,
    MetadataOptions: {
      HttpTokens: 'required',
      HttpPutResponseHopLimit: order.managed ? 1 : 2,
      HttpEndpoint: 'enabled',
      State: 'applied',
    },
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: {
          VolumeId: volumeId,
          Status: 'attached',
          DeleteOnTermination: true,
        },
      },
    ],
    Operator: order.managed
      ? { Managed: true, Principal: 'eks.amazonaws.com', HiddenByDefault: true }
      : { Managed: false },
    Tags: ec2Tags(order.tags),
  };
  Object.assign(instance, { InstanceType: order.instanceType });
  const hostname = order.managed ? id : dns;
  const state: InstanceState = {
    instance,
    clusterArn: order.clusterArn,
    autoScalingGroup: order.autoScalingGroup,
    managed: order.managed,
    node: order.node && {
      instanceId: id,
      instanceType: order.instanceType,
      availabilityZone: zone,
      subnetId: order.subnetId,
      privateDnsName: dns,
      capacityType: order.capacity,
      vcpus: type.vcpus,
      memoryMiB: type.memoryMiB,
      architecture: type.architecture,
      devices: type.devices,
      labels: { ...kubeletLabels(order, zone, hostname), ...order.node.labels },
      taints: order.node.taints,
      origin: order.node.origin,
    },
  };
  region.instances[id] = state;
  region.volumes[volumeId] = {
    VolumeId: volumeId,
    Size: 20,
    VolumeType: 'gp3',
    Encrypted: region.ebsEncryptionByDefault,
    KmsKeyId: region.ebsEncryptionByDefault
      ? region.ebsDefaultKmsKeyId
      : undefined,
    AvailabilityZone: zone,
    State: 'in-use',
    CreateTime: order.launchedAt,
    Operator: instance.Operator,
    Attachments: [
      {
        InstanceId: id,
        VolumeId: volumeId,
        Device: '/dev/xvda',
        State: 'attached',
        DeleteOnTermination: true,
      },
    ],
    Tags: ec2Tags(order.tags),
  };
  return state;
}

/** The instance's addresses and its root volume go with it. */
export function releaseInstance(
  world: World,
  account: string,
  regionName: string,
  id: string,
): void {
  const region = world.region(account, regionName);
  const state = region.instances[id];
  if (!state) return;
  const addresses = state.managed ? AUTO_NODE_ADDRESSES : GROUP_NODE_ADDRESSES;
  giveAddresses(region.subnets[state.instance.SubnetId ?? ''], addresses);
  for (const mapping of state.instance.BlockDeviceMappings ?? []) {
    const volumeId = mapping.Ebs?.VolumeId;
    if (volumeId) delete region.volumes[volumeId];
  }
}
