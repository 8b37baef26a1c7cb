// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Container,
  KubernetesObject,
  Node,
  NodePool,
  NodeSelectorRequirement,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodSpec,
  StorageClass,
  Taint,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/**
 * What becomes of the pod. `nodes`: the scheduler may choose any of them and no other. `pending`: it
 * stays Pending, and no pool helps; `because` is the code of a reason that is given for some node or
 * pool. `launches`: it stays Pending and the pool by that name launches a node for it.
 *
 * @alpha
 */
export type PlacementExpectation =
  | { nodes: string[] }
  | { pending: true; because: string }
  | { launches: string };

/**
 * A small world and a pod, with the answer that the real scheduler and provisioner give. Objects are
 * complete: an API server takes them as they stand (nodes with their status set apart).
 *
 * @alpha
 */
export interface PlacementCase {
  name: string;
  nodes: Node[];
  /** Other than `default`. */
  namespaces: KubernetesObject[];
  persistentVolumes: PersistentVolume[];
  persistentVolumeClaims: PersistentVolumeClaim[];
  storageClasses: StorageClass[];
  /** There already, each on the node that it names. */
  pods: Pod[];
  pools: NodePool[];
  /** To be placed; names no node. */
  pod: Pod;
  expect: PlacementExpectation;
}

/** Zones that every pool of the cases can launch in. @alpha */
export const CASE_ZONES = ['zone-a', 'zone-b', 'zone-c'];

/** A node of 4 CPUs and 8 GiB in zone a, unless told otherwise. */
export function node(
  name: string,
  options: {
    zone?: string;
    labels?: Record<string, string>;
    taints?: Taint[];
    cordoned?: boolean;
    allocatable?: Record<string, string>;
  } = {},
): Node {
  const allocatable = {
    cpu: '4',
    memory: '8Gi',
    'ephemeral-storage': '50Gi',
    pods: '20',
    ...options.allocatable,
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/zone': options.zone ?? 'zone-a',
        ...options.labels,
      },
    },
    spec: {
      ...(options.taints ? { taints: options.taints } : {}),
      ...(options.cordoned ? { unschedulable: true } : {}),
    },
    status: {
      capacity: allocatable,
      allocatable,
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    },
  };
}

export function container(
  requests: Record<string, string> = { cpu: '100m', memory: '64Mi' },
  more: Partial<Container> = {},
): Container {
  return {
    name: 'main',
    image: 'registry.k8s.io/pause:3.10',
    resources: { requests },
    ...more,
  };
}

/** A pod with label `app: <name up to the first dash>` in namespace `default`. */
export function pod(
  name: string,
  spec: Partial<PodSpec> = {},
  metadata: Partial<Pod['metadata']> = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      labels: { app: name.split('-')[0] },
      ...metadata,
    },
    spec: { containers: [container()], ...spec },
  };
}

export const on = (nodeName: string, placed: Pod): Pod => ({
  ...placed,
  spec: { ...placed.spec, nodeName },
});

export const requests = (
  amounts: Record<string, string>,
): Partial<PodSpec> => ({
  containers: [container(amounts)],
});

/** A node affinity of ORed terms, each of ANDed expressions. */
export function nodeAffinity(
  ...terms: NodeSelectorRequirement[][]
): Partial<PodSpec> {
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: terms.map(matchExpressions => ({
            matchExpressions,
          })),
        },
      },
    },
  };
}

/** A pool of Auto Mode; requirements beside architecture and capacity type. */
export function pool(
  name: string,
  options: {
    requirements?: NodeSelectorRequirement[];
    labels?: Record<string, string>;
    taints?: Taint[];
    weight?: number;
    limits?: Record<string, string>;
    architectures?: string[];
    capacity?: string[];
  } = {},
): NodePool {
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name },
    spec: {
      template: {
        ...(options.labels ? { metadata: { labels: options.labels } } : {}),
        spec: {
          nodeClassRef: {
            group: 'eks.amazonaws.com',
            kind: 'NodeClass',
            name: 'default',
          },
          requirements: [
            {
              key: 'kubernetes.io/arch',
              operator: 'In',
              values: options.architectures ?? ['amd64'],
            },
            {
              key: 'karpenter.sh/capacity-type',
              operator: 'In',
              values: options.capacity ?? ['on-demand'],
            },
            ...(options.requirements ?? []),
          ],
          ...(options.taints ? { taints: options.taints } : {}),
          expireAfter: '336h',
        },
      },
      ...(options.limits ? { limits: options.limits } : {}),
      ...(options.weight ? { weight: options.weight } : {}),
      disruption: {
        consolidationPolicy: 'WhenEmptyOrUnderutilized',
        consolidateAfter: '30s',
        budgets: [{ nodes: '0' }],
      },
    },
  };
}

export function namespace(
  name: string,
  labels: Record<string, string> = {},
): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** A claim and, where `volume` is given, the volume that it is bound to. */
export function claim(
  name: string,
  options: {
    storageClass?: string;
    volume?: Partial<PersistentVolume['spec']>;
    labels?: Record<string, string>;
  } = {},
): Pick<PlacementCase, 'persistentVolumeClaims' | 'persistentVolumes'> {
  const volumeName = `pv-${name}`;
  const bound = options.volume !== undefined;
  return {
    persistentVolumeClaims: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name, namespace: 'default' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
          storageClassName: options.storageClass ?? '',
          ...(bound ? { volumeName } : {}),
        },
        status: { phase: bound ? 'Bound' : 'Pending' },
      },
    ],
    persistentVolumes: bound
      ? [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolume',
            metadata: { name: volumeName, labels: options.labels },
            spec: {
              capacity: { storage: '1Gi' },
              accessModes: ['ReadWriteOnce'],
              persistentVolumeReclaimPolicy: 'Retain',
              storageClassName: options.storageClass ?? '',
              claimRef: { namespace: 'default', name },
              ...options.volume,
            },
            status: { phase: 'Bound' },
          },
        ]
      : [],
  };
}

export const mounts = (claimName: string): Partial<PodSpec> => ({
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
});

/** Fills in what a case leaves out. */
export function placementCase(
  name: string,
  given: Partial<Omit<PlacementCase, 'name'>> &
    Pick<PlacementCase, 'pod' | 'expect'>,
): PlacementCase {
  return {
    name,
    nodes: [],
    namespaces: [],
    persistentVolumes: [],
    persistentVolumeClaims: [],
    storageClasses: [],
    pods: [],
    pools: [],
    ...given,
  };
}
