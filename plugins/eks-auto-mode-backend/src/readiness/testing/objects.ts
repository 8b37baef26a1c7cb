// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Container,
  DaemonSet,
  Deployment,
  Node,
  NodePool,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  PodSpec,
  ReplicaSet,
  StatefulSet,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** A container that no check finds fault with. */
export function aContainer(overrides: Partial<Container> = {}): Container {
  return {
    name: 'app',
    image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/app:1',
    resources: {
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { memory: '128Mi' },
    },
    readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
    ...overrides,
  };
}

/** A pod's spec that no check finds fault with. */
export function aPodSpec(overrides: Partial<PodSpec> = {}): PodSpec {
  return {
    containers: [aContainer()],
    serviceAccountName: 'default',
    terminationGracePeriodSeconds: 30,
    ...overrides,
  };
}

export interface WorkloadOptions {
  namespace?: string;
  replicas?: number;
  spec?: Partial<PodSpec>;
  annotations?: Record<string, string>;
  /** Nodes that the pods stand on, in turn. */
  nodeNames?: string[];
}

export interface DeploymentFixture {
  deployment: Deployment;
  replicaSet: ReplicaSet;
  pods: Pod[];
}

const NODES = [
  'ip-10-0-1-10.ec2.internal',
  'ip-10-0-2-10.ec2.internal',
  'ip-10-0-3-10.ec2.internal',
];

/** A Deployment with its ReplicaSet and its Ready pods. */
export function aDeployment(
  name: string,
  options: WorkloadOptions = {},
): DeploymentFixture {
  const { namespace = 'shop', replicas = 3 } = options;
  const labels = { app: name };
  const template = {
    metadata: { labels, annotations: options.annotations },
    spec: aPodSpec(options.spec),
  };
  const selector = { matchLabels: labels };
  const deployment: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace,
      uid: `deployment-${name}`,
      generation: 1,
      labels,
    },
    spec: { replicas, selector, template },
    status: {
      replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      observedGeneration: 1,
    },
  };
  const replicaSet: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-5d4f`,
      namespace,
      uid: `replicaset-${name}`,
      labels,
      ownerReferences: [owner('Deployment', name, `deployment-${name}`)],
    },
    spec: { replicas, selector, template },
    status: { replicas, readyReplicas: replicas },
  };
  return {
    deployment,
    replicaSet,
    pods: podsOf(
      replicaSet.metadata.name,
      owner('ReplicaSet', replicaSet.metadata.name, `replicaset-${name}`),
      namespace,
      labels,
      replicas,
      options,
    ),
  };
}

/** A StatefulSet with its Ready pods. */
export function aStatefulSet(
  name: string,
  options: WorkloadOptions & {
    statefulSet?: Partial<StatefulSet['spec']>;
  } = {},
): { statefulSet: StatefulSet; pods: Pod[] } {
  const { namespace = 'shop', replicas = 3 } = options;
  const labels = { app: name };
  return {
    statefulSet: {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: {
        name,
        namespace,
        uid: `statefulset-${name}`,
        generation: 1,
        labels,
      },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        serviceName: name,
        podManagementPolicy: 'Parallel',
        template: {
          metadata: { labels, annotations: options.annotations },
          spec: aPodSpec(options.spec),
        },
        ...options.statefulSet,
      },
      status: { replicas, readyReplicas: replicas, observedGeneration: 1 },
    },
    pods: podsOf(
      name,
      owner('StatefulSet', name, `statefulset-${name}`),
      namespace,
      labels,
      replicas,
      options,
    ),
  };
}

/** A DaemonSet with a Ready pod on each node. */
export function aDaemonSet(
  name: string,
  options: WorkloadOptions = {},
): { daemonSet: DaemonSet; pods: Pod[] } {
  const { namespace = 'shop', nodeNames = NODES } = options;
  const labels = { app: name };
  return {
    daemonSet: {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {
        name,
        namespace,
        uid: `daemonset-${name}`,
        generation: 1,
        labels,
      },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels, annotations: options.annotations },
          spec: aPodSpec(options.spec),
        },
      },
      status: {
        desiredNumberScheduled: nodeNames.length,
        numberReady: nodeNames.length,
        observedGeneration: 1,
      },
    },
    pods: podsOf(
      name,
      owner('DaemonSet', name, `daemonset-${name}`),
      namespace,
      labels,
      nodeNames.length,
      options,
    ),
  };
}

/** A Running and Ready pod that nobody controls. */
export function aPod(name: string, overrides: Partial<Pod> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', uid: `pod-${name}` },
    spec: { ...aPodSpec(), nodeName: NODES[0] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
    },
    ...overrides,
  };
}

/** A budget that selects `app: <app>` of a namespace and allows what its status says. */
export function aBudget(
  app: string,
  overrides: {
    name?: string;
    namespace?: string;
    spec?: Partial<PodDisruptionBudget['spec']>;
    status?: Partial<NonNullable<PodDisruptionBudget['status']>>;
  } = {},
): PodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {
      name: overrides.name ?? app,
      namespace: overrides.namespace ?? 'shop',
      generation: 1,
    },
    spec: {
      selector: { matchLabels: { app } },
      ...(overrides.spec ?? { maxUnavailable: 1 }),
      unhealthyPodEvictionPolicy:
        overrides.spec?.unhealthyPodEvictionPolicy ?? 'AlwaysAllow',
    },
    status: {
      observedGeneration: 1,
      disruptionsAllowed: 1,
      currentHealthy: 3,
      desiredHealthy: 2,
      expectedPods: 3,
      ...overrides.status,
    },
  };
}

/** A node of the managed group `general` in zone `us-east-1<zone>`. */
export function aNode(
  name: string,
  zone = 'a',
  overrides: {
    labels?: Record<string, string>;
    spec?: Partial<Node['spec']>;
    status?: Partial<NonNullable<Node['status']>>;
    instanceId?: string;
  } = {},
): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: `node-${name}`,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'beta.kubernetes.io/arch': 'amd64',
        'node.kubernetes.io/instance-type': 'm6i.large',
        'beta.kubernetes.io/instance-type': 'm6i.large',
        'topology.kubernetes.io/region': 'us-east-1',
        'topology.kubernetes.io/zone': `us-east-1${zone}`,
        'eks.amazonaws.com/nodegroup': 'general',
        'eks.amazonaws.com/capacityType': 'ON_DEMAND',
        ...overrides.labels,
      },
    },
    spec: {
      providerID: `aws:///us-east-1${zone}/${
        overrides.instanceId ?? `i-0${zone}`
      }`,
      ...overrides.spec,
    },
    status: {
      capacity: { cpu: '2', memory: '8Gi', pods: '29' },
      allocatable: { cpu: '1930m', memory: '7Gi', pods: '29' },
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: {
        kubeletVersion: 'v1.35.2-eks-1a2b3c4',
        osImage: 'Amazon Linux 2023',
        operatingSystem: 'linux',
        architecture: 'amd64',
        containerRuntimeVersion: 'containerd://2.1.4',
      },
      ...overrides.status,
    },
  };
}

/** A bound volume with its claim. */
export function aVolume(
  claim: string,
  overrides: {
    namespace?: string;
    volume?: Partial<PersistentVolume['spec']>;
    claim?: Partial<PersistentVolumeClaim['spec']>;
    annotations?: Record<string, string>;
  } = {},
): { volume: PersistentVolume; claim: PersistentVolumeClaim } {
  const { namespace = 'shop' } = overrides;
  return {
    volume: {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `pvc-${claim}` },
      spec: {
        capacity: { storage: '10Gi' },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { namespace, name: claim },
        ...overrides.volume,
      },
      status: { phase: 'Bound' },
    },
    claim: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: claim, namespace, annotations: overrides.annotations },
      spec: {
        volumeName: `pvc-${claim}`,
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '10Gi' } },
        ...overrides.claim,
      },
      status: { phase: 'Bound' },
    },
  };
}

function podsOf(
  prefix: string,
  controller: ReturnType<typeof owner>,
  namespace: string,
  labels: Record<string, string>,
  replicas: number,
  { spec, annotations, nodeNames = NODES }: WorkloadOptions,
): Pod[] {
  return Array.from({ length: replicas }, (_, index) =>
    aPod(`${prefix}-${index}`, {
      metadata: {
        name: `${prefix}-${index}`,
        namespace,
        uid: `pod-${namespace}-${prefix}-${index}`,
        labels,
        annotations,
        ownerReferences: [controller],
      },
      spec: {
        ...aPodSpec(spec),
        nodeName: nodeNames[index % nodeNames.length],
      },
    }),
  );
}

function owner(kind: string, name: string, uid: string) {
  return { apiVersion: 'apps/v1', kind, name, uid, controller: true };
}

/** A pool of Auto Mode that launches anything, on the class `default`. */
export function anAutoPool(
  name: string,
  overrides: {
    labels?: Record<string, string>;
    spec?: Partial<NodePool['spec']['template']['spec']>;
  } = {},
): NodePool {
  const { labels, spec } = overrides;
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name },
    spec: {
      template: {
        ...(labels ? { metadata: { labels } } : {}),
        spec: {
          nodeClassRef: {
            group: 'eks.amazonaws.com',
            kind: 'NodeClass',
            name: 'default',
          },
          requirements: [],
          ...spec,
        },
      },
    },
  };
}
