// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { KubeApi } from '../api/client';
import type { Node, Pod } from '../api/objects';
import { allocatable, shapes } from './sizing';

export interface NodeTaint {
  key: string;
  value?: string;
  effect: 'NoSchedule' | 'NoExecute' | 'PreferNoSchedule';
}

/** An EC2 instance whose kubelet registers. */
export interface Instance {
  instanceId: string;
  instanceType: string;
  availabilityZone: string;
  privateDnsName: string;
  capacityType: 'on-demand' | 'spot';
  vcpus: number;
  memoryMiB: number;
  architecture: 'amd64' | 'arm64';
  labels: Record<string, string>;
  taints: NodeTaint[];
  nodegroup?: string;
  imageId?: string;
}

/** The labels that kubelet and EKS set on a node of a managed group, and no other. */
export function nodeLabels(instance: Instance): Record<string, string> {
  const region = instance.availabilityZone.replace(/[a-z]$/, '');
  return {
    ...instance.labels,
    'kubernetes.io/hostname': instance.privateDnsName,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': instance.architecture,
    'node.kubernetes.io/instance-type': instance.instanceType,
    'topology.kubernetes.io/zone': instance.availabilityZone,
    'topology.kubernetes.io/region': region,
    'beta.kubernetes.io/os': 'linux',
    'beta.kubernetes.io/arch': instance.architecture,
    'beta.kubernetes.io/instance-type': instance.instanceType,
    'failure-domain.beta.kubernetes.io/zone': instance.availabilityZone,
    'failure-domain.beta.kubernetes.io/region': region,
    ...(instance.nodegroup && {
      'eks.amazonaws.com/nodegroup': instance.nodegroup,
      'eks.amazonaws.com/capacityType':
        instance.capacityType === 'spot' ? 'SPOT' : 'ON_DEMAND',
      'eks.amazonaws.com/nodegroup-image':
        instance.imageId ?? 'ami-0123456789abcdef0',
    }),
  };
}

/** The Node object with which the instance's kubelet registers. */
export function nodeOf(instance: Instance): Node {
  const maxPods =
    shapes.find(shape => shape.type === instance.instanceType)?.maxPods ?? 58;
  const room = allocatable({ ...instance, maxPods });
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: instance.privateDnsName,
      labels: nodeLabels(instance),
      annotations: {
        'control-plane.test/os-image': 'Amazon Linux 2023.9.20251110',
      },
    },
    spec: {
      providerID: `aws:///${instance.availabilityZone}/${instance.instanceId}`,
      ...(instance.taints.length > 0 && { taints: instance.taints }),
    },
    status: {
      capacity: {
        cpu: String(instance.vcpus),
        memory: `${Math.floor(instance.memoryMiB * 0.97)}Mi`,
        pods: String(maxPods),
        'ephemeral-storage': '80Gi',
      },
      allocatable: {
        cpu: `${room.milliCpu}m`,
        memory: `${room.memoryMiB}Mi`,
        pods: String(room.pods),
        'ephemeral-storage': '70Gi',
      },
    },
  };
}

export async function joinNode(
  api: KubeApi,
  instance: Instance,
  signal?: AbortSignal,
): Promise<void> {
  await api.ensure('/api/v1/nodes', nodeOf(instance), signal);
}

/**
 * What is left of a terminated instance: nothing. Its Node goes, and every pod on it, at once and whatever their
 * budgets say: that is what EC2 does to a scaled-in instance once EKS' polite minutes are over.
 */
export async function removeNode(
  api: KubeApi,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  await api.remove(`/api/v1/nodes/${name}`, { signal });
  const { items } = await api.list<Pod>(
    '/api/v1/pods',
    { fieldSelector: `spec.nodeName=${name}` },
    signal,
  );
  await Promise.all(
    items.map(pod =>
      api.remove(
        `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`,
        { gracePeriodSeconds: 0, signal },
      ),
    ),
  );
}
