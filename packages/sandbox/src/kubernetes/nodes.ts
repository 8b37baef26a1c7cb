// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Taint } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { NodeInstance } from '../seam';
import { controller } from './causes';
import {
  KubeObject,
  Node,
  Pod,
  isKind,
  timestamp,
  withCondition,
} from './model';
import { types } from './resources';
import type { Change } from './store';
import type { Controller, World } from './world';

export const AUTO_LABEL = 'eks.amazonaws.com/compute-type';
const UNSCHEDULABLE: Taint = {
  key: 'node.kubernetes.io/unschedulable',
  effect: 'NoSchedule',
};
const NOT_READY: Taint = {
  key: 'node.kubernetes.io/not-ready',
  effect: 'NoSchedule',
};
const READY_AFTER_MS = 4000;

export const isAuto = (node: KubeObject) =>
  node.metadata.labels?.[AUTO_LABEL] === 'auto';

/** What kubelets report of their system, by EKS' AMI type. */
const SYSTEMS: [RegExp, { osImage: string; kernelVersion: string }][] = [
  [
    /^WINDOWS_/,
    {
      osImage: 'Windows Server 2022 Datacenter',
      kernelVersion: '10.0.20348.3091',
    },
  ],
  [
    /^BOTTLEROCKET_/,
    { osImage: 'Bottlerocket OS 1.51.0 (aws-k8s)', kernelVersion: '6.12.46' },
  ],
  [
    /^UBUNTU/,
    { osImage: 'Ubuntu 24.04.3 LTS', kernelVersion: '6.14.0-1015-aws' },
  ],
  [
    /^AL2_/,
    {
      osImage: 'Amazon Linux 2',
      kernelVersion: '5.10.245-241.976.amzn2.x86_64',
    },
  ],
];

function amiTypeOf({ origin }: NodeInstance): string {
  return ('amiType' in origin && origin.amiType) || 'AL2023_x86_64_STANDARD';
}

function systemOf(instance: NodeInstance) {
  if (instance.origin.type === 'auto')
    return {
      osImage: 'Bottlerocket (EKS Auto, Standard)',
      kernelVersion: '6.12.46',
    };
  const known = SYSTEMS.find(([pattern]) => pattern.test(amiTypeOf(instance)));
  return (
    known?.[1] ?? { osImage: 'Amazon Linux 2023', kernelVersion: '6.12.46' }
  );
}

const isWindows = (instance: NodeInstance) =>
  amiTypeOf(instance).startsWith('WINDOWS_');

export function instanceOf(node: Node): string {
  return node.spec.providerID?.split('/').pop() ?? '';
}

export function nodeNameOf(instance: NodeInstance): string {
  return instance.origin.type === 'auto'
    ? instance.instanceId
    : instance.privateDnsName;
}

/** What kubelet keeps for itself and the system, as EKS' images compute it. */
export function allocatableOf(
  instance: Pick<NodeInstance, 'vcpus' | 'memoryMiB'>,
  maxPods: number,
): { cpu: number; memoryMiB: number } {
  const reservedMemory = 255 + 11 * maxPods;
  const steps: [number, number][] = [
    [1, 0.06],
    [1, 0.01],
    [2, 0.005],
  ];
  let left = instance.vcpus;
  let reserved = 0;
  for (const [cores, share] of steps) {
    const taken = Math.min(left, cores);
    reserved += taken * share;
    left -= taken;
  }
  reserved += left * 0.0025;
  // Eviction threshold of 100 Mi besides.
  return {
    cpu: Math.floor((instance.vcpus - reserved) * 1000) / 1000,
    memoryMiB: Math.floor(instance.memoryMiB * 0.97) - reservedMemory - 100,
  };
}

const MAX_PODS: Record<string, number> = {
  nano: 4,
  micro: 4,
  small: 11,
  medium: 17,
  large: 29,
  xlarge: 58,
  '2xlarge': 58,
};

function maxPodsOf(instance: NodeInstance): number {
  if (instance.origin.type === 'auto') return 110;
  return MAX_PODS[instance.instanceType.split('.')[1]] ?? 110;
}

/** Registers nodes as kubelets do, keeps the taints that follow from their state, and lets them go. */
export class Nodes implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const node of this.world.store
      .table<Node>(types.nodes)
      .objects.values()) {
      this.#lookAt(node);
      this.#becomeReady(node.metadata.name);
    }
  }

  onChange({ type, object }: Change): void {
    if (type !== 'DELETED' && isKind(object, 'Node')) this.#lookAt(object);
  }

  join(instance: NodeInstance): void {
    const { store } = this.world;
    const name = nodeNameOf(instance);
    if (store.table(types.nodes).get(name)) return;
    store.create(types.nodes, this.#nodeOf(instance, name), {
      by: `system:node:${name}`,
      via: 'sandbox:kubelet',
    });
    this.#csiNode(instance, name);
    this.#becomeReady(name);
  }

  /** The instance is gone: node and pods vanish, whatever a budget says. */
  vanish(node: Node, by: string): void {
    const { store } = this.world;
    const cause = controller(by);
    for (const pod of store.podsOn(node.metadata.name)) this.#forget(pod, by);
    store.remove(types.nodes, node, cause);
    const csi = store.table(types.csiNodes).get(node.metadata.name);
    if (csi) store.remove(types.csiNodes, csi, cause);
  }

  byInstance(instanceId: string): Node | undefined {
    return [...this.world.store.table<Node>(types.nodes).objects.values()].find(
      n => instanceOf(n) === instanceId,
    );
  }

  cordon(node: Node, by: string): void {
    const current = this.world.store
      .table<Node>(types.nodes)
      .get(node.metadata.name);
    if (!current || current.spec.unschedulable) return;
    this.world.objects.update(
      types.nodes,
      { ...current, spec: { ...current.spec, unschedulable: true } },
      controller(by),
    );
  }

  #forget(pod: Pod, by: string): void {
    this.world.store.remove(types.pods, pod, controller(by));
  }

  #becomeReady(name: string): void {
    const { loop, store } = this.world;
    loop.transition(`node ${name}`, READY_AFTER_MS, () => {
      const node = store.table<Node>(types.nodes).get(name);
      if (
        !node ||
        node.status?.conditions?.some(
          c => c.type === 'Ready' && c.status === 'True',
        )
      )
        return;
      const conditions = withCondition(
        node.status?.conditions,
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
        },
        store.now(),
      );
      store.update(
        types.nodes,
        { ...node, status: { ...node.status, conditions } },
        { by: `system:node:${name}`, via: 'sandbox:kubelet' },
        true,
      );
    });
  }

  /** The node lifecycle controller: taints follow conditions and `unschedulable`. */
  #lookAt(node: Node): void {
    const ready =
      node.status?.conditions?.some(
        c => c.type === 'Ready' && c.status === 'True',
      ) ?? false;
    const others = (node.spec.taints ?? []).filter(
      t => t.key !== UNSCHEDULABLE.key && t.key !== NOT_READY.key,
    );
    const taints = [
      ...others,
      ...(node.spec.unschedulable
        ? [{ ...UNSCHEDULABLE, timeAdded: timestamp(this.world.store.now()) }]
        : []),
      ...(ready ? [] : [NOT_READY]),
    ];
    const standing = (node.spec.taints ?? []).map(t => t.key + t.effect).sort();
    if (
      JSON.stringify(standing) ===
      JSON.stringify(taints.map(t => t.key + t.effect).sort())
    )
      return;
    this.world.loop.enqueue(`node-lifecycle ${node.metadata.name}`, () => {
      const current = this.world.store
        .table<Node>(types.nodes)
        .get(node.metadata.name);
      if (!current) return;
      if (current.metadata.resourceVersion !== node.metadata.resourceVersion) {
        this.#lookAt(current);
        return;
      }
      const { taints: _before, ...spec } = current.spec;
      this.world.store.update(
        types.nodes,
        { ...current, spec: taints.length ? { ...spec, taints } : spec },
        controller('node-lifecycle'),
      );
    });
  }

  #nodeOf(instance: NodeInstance, name: string): Node {
    const { cluster, store } = this.world;
    const auto = instance.origin.type === 'auto';
    const maxPods = maxPodsOf(instance);
    const { cpu, memoryMiB } = allocatableOf(instance, maxPods);
    const [family] = instance.instanceType.split('.');
    const os = isWindows(instance) ? 'windows' : 'linux';
    const now = store.now();
    const common = {
      'beta.kubernetes.io/arch': instance.architecture,
      'beta.kubernetes.io/os': os,
      'beta.kubernetes.io/instance-type': instance.instanceType,
    };
    const labels: Record<string, string> = {
      ...common,
      'failure-domain.beta.kubernetes.io/region': cluster.region,
      'failure-domain.beta.kubernetes.io/zone': instance.availabilityZone,
      'kubernetes.io/arch': instance.architecture,
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': os,
      'node.kubernetes.io/instance-type': instance.instanceType,
      'topology.kubernetes.io/region': cluster.region,
      'topology.kubernetes.io/zone': instance.availabilityZone,
      'topology.ebs.csi.aws.com/zone': instance.availabilityZone,
      'k8s.io/cloud-provider-aws': 'sandbox',
      ...originLabels(instance),
      ...instance.labels,
    };
    if (auto) {
      delete labels['topology.ebs.csi.aws.com/zone'];
      const type = this.world.cloud
        .instanceTypes()
        .find(t => t.type === instance.instanceType);
      Object.assign(labels, {
        [AUTO_LABEL]: 'auto',
        'eks.amazonaws.com/instance-family': family,
        'eks.amazonaws.com/instance-size': instance.instanceType.split('.')[1],
        'eks.amazonaws.com/instance-cpu': String(instance.vcpus),
        'eks.amazonaws.com/instance-memory': String(instance.memoryMiB),
        'karpenter.sh/capacity-type': instance.capacityType,
        'karpenter.sh/registered': 'true',
        'karpenter.sh/initialized': 'true',
        ...(type
          ? {
              'eks.amazonaws.com/instance-category': type.category,
              'eks.amazonaws.com/instance-generation': String(type.generation),
            }
          : {}),
      });
    }
    const amounts = (cores: number, mebibytes: number) => ({
      cpu: cores % 1 === 0 ? String(cores) : `${Math.round(cores * 1000)}m`,
      memory: `${mebibytes}Mi`,
      pods: String(maxPods),
      'ephemeral-storage': '80Gi',
      ...Object.fromEntries(
        Object.entries(instance.devices ?? {}).map(([device, n]) => [
          device,
          String(n),
        ]),
      ),
    });
    const condition = (
      type: string,
      status: 'True' | 'False',
      reason: string,
    ) => ({ type, status, reason, lastTransitionTime: timestamp(now) });
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels,
        annotations: {
          'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
        },
      },
      spec: {
        providerID: `aws:///${instance.availabilityZone}/${instance.instanceId}`,
        taints: [...instance.taints, NOT_READY],
      },
      status: {
        capacity: amounts(
          instance.vcpus,
          Math.floor(instance.memoryMiB * 0.97),
        ),
        allocatable: amounts(cpu, memoryMiB),
        addresses: [
          { type: 'InternalDNS', address: instance.privateDnsName },
          { type: 'Hostname', address: name },
        ],
        conditions: [
          condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
          condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
          condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
          condition('Ready', 'False', 'KubeletNotReady'),
        ],
        nodeInfo: {
          kubeletVersion: `v${cluster.version}.4-eks-sandbox`,
          ...systemOf(instance),
          operatingSystem: os,
          architecture: instance.architecture,
          containerRuntimeVersion: 'containerd://2.1.4',
        },
      },
    };
  }

  #csiNode(instance: NodeInstance, name: string): void {
    const drivers = [
      instance.origin.type === 'auto'
        ? {
            name: 'ebs.csi.eks.amazonaws.com',
            nodeID: instance.instanceId,
            topologyKeys: [
              'eks.amazonaws.com/compute-type',
              'topology.kubernetes.io/zone',
            ],
          }
        : {
            name: 'ebs.csi.aws.com',
            nodeID: instance.instanceId,
            topologyKeys: [
              'kubernetes.io/os',
              'topology.ebs.csi.aws.com/zone',
              'topology.kubernetes.io/zone',
            ],
          },
    ];
    const object = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSINode',
      metadata: { name },
      ...{ spec: { drivers } },
    };
    if (!this.world.store.table(types.csiNodes).get(name))
      this.world.store.create(types.csiNodes, object, controller('kubelet'));
  }
}

function originLabels({
  origin,
  capacityType,
}: NodeInstance): Record<string, string> {
  switch (origin.type) {
    case 'managed-node-group':
      return {
        'eks.amazonaws.com/nodegroup': origin.nodegroup,
        'eks.amazonaws.com/capacityType':
          capacityType === 'spot' ? 'SPOT' : 'ON_DEMAND',
      };
    case 'auto':
      return { 'karpenter.sh/nodepool': origin.nodePool };
    default:
      return {};
  }
}
