// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { KubernetesSection } from '../fleet';
import type { KubeObject } from '../model';

export interface ClusterFacts {
  name: string;
  region: string;
  version: string;
  serviceCidr: string;
}

type Component = KubernetesSection['system'][number];

/** EKS' own repository of add-on images. */
const IMAGES = '602401143452.dkr.ecr.us-east-1.amazonaws.com/eks';

/** Versions that run when no EKS add-on says otherwise. */
const VERSIONS = {
  coredns: 'v1.11.4-eksbuild.14',
  'vpc-cni': 'v1.20.1-eksbuild.1',
  'kube-proxy': 'v1.33.3-eksbuild.4',
  'aws-ebs-csi-driver': 'v1.48.0-eksbuild.1',
  'eks-pod-identity-agent': 'v1.3.8-eksbuild.2',
  'metrics-server': 'v0.8.0-eksbuild.2',
};

export type AddonVersions = Partial<Record<string, string>>;

/** Which add-on owns which workloads of kube-system, and which image of theirs carries its version. */
export const addonWorkloads: Record<
  string,
  { kind: 'Deployment' | 'DaemonSet'; name: string }[]
> = {
  coredns: [{ kind: 'Deployment', name: 'coredns' }],
  'vpc-cni': [{ kind: 'DaemonSet', name: 'aws-node' }],
  'kube-proxy': [{ kind: 'DaemonSet', name: 'kube-proxy' }],
  'aws-ebs-csi-driver': [
    { kind: 'Deployment', name: 'ebs-csi-controller' },
    { kind: 'DaemonSet', name: 'ebs-csi-node' },
  ],
  'eks-pod-identity-agent': [
    { kind: 'DaemonSet', name: 'eks-pod-identity-agent' },
  ],
  'metrics-server': [{ kind: 'Deployment', name: 'metrics-server' }],
};

/** First versions whose DaemonSets stay off Auto nodes by themselves (EKS User Guide, auto-enable-existing). */
const FLOORS: Record<string, number[]> = {
  'vpc-cni': [1, 19, 0, 1],
  'aws-ebs-csi-driver': [1, 37, 0, 1],
  'eks-pod-identity-agent': [1, 3, 4, 1],
};
const KUBE_PROXY_FLOORS: Record<number, number[]> = {
  26: [1, 26, 15, 19],
  27: [1, 27, 16, 14],
  28: [1, 28, 15, 4],
  29: [1, 29, 10, 3],
  30: [1, 30, 6, 3],
  31: [1, 31, 2, 3],
};

export function keepsOffAutoNodes(addon: string, version: string): boolean {
  const match = /^v(\d+)\.(\d+)\.(\d+)-eksbuild\.(\d+)$/.exec(version);
  if (!match) return false;
  const parts = match.slice(1).map(Number);
  const floor =
    addon === 'kube-proxy' ? KUBE_PROXY_FLOORS[parts[1]] : FLOORS[addon];
  if (!floor) return addon !== 'kube-proxy' || parts[1] >= 32;
  const differing = parts.findIndex((part, index) => part !== floor[index]);
  return differing === -1 || parts[differing] > floor[differing];
}

/** Where a DaemonSet of an add-on may run: on Linux, off Fargate, and off Auto nodes from its floor on. */
export function daemonAffinity(addon: string, version: string): object {
  const values = keepsOffAutoNodes(addon, version)
    ? ['fargate', 'auto', 'hybrid']
    : ['fargate'];
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          {
            matchExpressions: [
              { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
              {
                key: 'kubernetes.io/arch',
                operator: 'In',
                values: ['amd64', 'arm64'],
              },
              {
                key: 'eks.amazonaws.com/compute-type',
                operator: 'NotIn',
                values,
              },
            ],
          },
        ],
      },
    },
  };
}

const everywhere = [{ operator: 'Exists' }];

interface Part {
  addon: string;
  name: string;
  containers: {
    name: string;
    image: string;
    cpu?: string;
    memory?: string;
    env?: Record<string, string>;
  }[];
  labels: Record<string, string>;
  hostNetwork?: boolean;
  priority: string;
}

function podTemplate(part: Part, version: string, rest: object): object {
  return {
    metadata: { labels: part.labels },
    spec: {
      containers: part.containers.map(({ name, image, cpu, memory, env }) => ({
        name,
        image: `${IMAGES}/${image}:${version}`,
        ...(cpu || memory
          ? {
              resources: {
                requests: {
                  ...(cpu ? { cpu } : {}),
                  ...(memory ? { memory } : {}),
                },
              },
            }
          : {}),
        ...(env
          ? {
              env: Object.entries(env).map(([key, value]) => ({
                name: key,
                value,
              })),
            }
          : {}),
        readinessProbe: { exec: { command: ['/ready'] } },
      })),
      serviceAccountName: part.name,
      priorityClassName: part.priority,
      ...(part.hostNetwork ? { hostNetwork: true } : {}),
      ...rest,
    },
  };
}

function meta(part: Part) {
  return {
    name: part.name,
    namespace: 'kube-system',
    labels: {
      ...part.labels,
      'app.kubernetes.io/managed-by': 'eks',
      'eks.amazonaws.com/component': part.name,
    },
  };
}

function daemonSet(part: Part, version: string): KubeObject {
  const spec = {
    selector: { matchLabels: part.labels },
    template: podTemplate(part, version, {
      tolerations: everywhere,
      affinity: daemonAffinity(part.addon, version),
    }),
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: meta(part),
    ...{ spec },
  };
}

function deployment(
  part: Part,
  version: string,
  replicas: number,
): KubeObject[] {
  const spread = {
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: part.labels },
      },
    ],
    tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }],
  };
  const spec = {
    replicas,
    selector: { matchLabels: part.labels },
    template: podTemplate(part, version, spread),
  };
  const budget = { maxUnavailable: 1, selector: { matchLabels: part.labels } };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta(part),
      ...{ spec },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: meta(part),
      ...{ spec: budget },
    },
  ];
}

const NODE = 'system-node-critical';
const CLUSTER = 'system-cluster-critical';

function componentObjects(
  component: Component,
  versions: AddonVersions,
  cluster: ClusterFacts,
  cni: Record<string, string>,
): KubeObject[] {
  const versionOf = (addon: keyof typeof VERSIONS) =>
    versions[addon] ??
    (addon === 'kube-proxy'
      ? VERSIONS[addon].replace(/^v1\.33/, `v${cluster.version}`)
      : VERSIONS[addon]);
  switch (component) {
    case 'coredns': {
      const part = {
        addon: 'coredns',
        name: 'coredns',
        priority: CLUSTER,
        labels: { 'k8s-app': 'kube-dns' },
        containers: [
          { name: 'coredns', image: 'coredns', cpu: '100m', memory: '70Mi' },
        ],
      };
      const service = {
        clusterIP: `${cluster.serviceCidr
          .split('.')
          .slice(0, 2)
          .join('.')}.0.10`,
        selector: part.labels,
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP' },
          { name: 'dns-tcp', port: 53, protocol: 'TCP' },
        ],
      };
      const corefile =
        '.:53 {\n    errors\n    health {\n        lameduck 5s\n    }\n    ready\n    kubernetes cluster.local in-addr.arpa ip6.arpa {\n        pods insecure\n        fallthrough in-addr.arpa ip6.arpa\n    }\n    prometheus :9153\n    forward . /etc/resolv.conf\n    cache 30\n    loop\n    reload\n    loadbalance\n}\n';
      return [
        ...deployment(part, versionOf('coredns'), 2),
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: {
            name: 'kube-dns',
            namespace: 'kube-system',
            labels: part.labels,
          },
          ...{ spec: service },
        },
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'coredns', namespace: 'kube-system' },
          ...{ data: { Corefile: corefile } },
        },
      ];
    }
    case 'vpc-cni':
      return [
        daemonSet(
          {
            addon: 'vpc-cni',
            name: 'aws-node',
            priority: NODE,
            hostNetwork: true,
            labels: { 'k8s-app': 'aws-node' },
            containers: [
              {
                name: 'aws-node',
                image: 'amazon-k8s-cni',
                cpu: '25m',
                env: {
                  AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'false',
                  AWS_VPC_K8S_CNI_EXTERNALSNAT: 'false',
                  ENABLE_POD_ENI: 'false',
                  ENABLE_PREFIX_DELEGATION: 'false',
                  WARM_ENI_TARGET: '1',
                  ...cni,
                },
              },
              {
                name: 'aws-eks-nodeagent',
                image: 'aws-network-policy-agent',
                cpu: '25m',
              },
            ],
          },
          versionOf('vpc-cni'),
        ),
      ];
    case 'kube-proxy':
      return [
        daemonSet(
          {
            addon: 'kube-proxy',
            name: 'kube-proxy',
            priority: NODE,
            hostNetwork: true,
            labels: { 'k8s-app': 'kube-proxy' },
            containers: [
              { name: 'kube-proxy', image: 'kube-proxy', cpu: '100m' },
            ],
          },
          versionOf('kube-proxy'),
        ),
      ];
    case 'pod-identity-agent':
      return [
        daemonSet(
          {
            addon: 'eks-pod-identity-agent',
            name: 'eks-pod-identity-agent',
            priority: NODE,
            hostNetwork: true,
            labels: { 'app.kubernetes.io/name': 'eks-pod-identity-agent' },
            containers: [
              {
                name: 'eks-pod-identity-agent',
                image: 'eks-pod-identity-agent',
              },
            ],
          },
          versionOf('eks-pod-identity-agent'),
        ),
      ];
    case 'ebs-csi': {
      const version = versionOf('aws-ebs-csi-driver');
      const part = (name: string, priority: string): Part => ({
        addon: 'aws-ebs-csi-driver',
        name,
        priority,
        labels: { app: name, 'app.kubernetes.io/name': 'aws-ebs-csi-driver' },
        containers: [
          {
            name: 'ebs-plugin',
            image: 'aws-ebs-csi-driver',
            cpu: '10m',
            memory: '40Mi',
          },
        ],
      });
      return [
        ...deployment(part('ebs-csi-controller', CLUSTER), version, 2),
        daemonSet(part('ebs-csi-node', NODE), version),
        {
          apiVersion: 'storage.k8s.io/v1',
          kind: 'CSIDriver',
          metadata: { name: 'ebs.csi.aws.com' },
          ...{ spec: { attachRequired: true, podInfoOnMount: false } },
        },
      ];
    }
    case 'metrics-server':
      return deployment(
        {
          addon: 'metrics-server',
          name: 'metrics-server',
          priority: CLUSTER,
          labels: { 'k8s-app': 'metrics-server' },
          containers: [
            {
              name: 'metrics-server',
              image: 'metrics-server',
              cpu: '100m',
              memory: '200Mi',
            },
          ],
        },
        versionOf('metrics-server'),
        2,
      );
    default: {
      const labels = { app: 'cluster-autoscaler' };
      const spec = {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: 'cluster-autoscaler',
            priorityClassName: CLUSTER,
            containers: [
              {
                name: 'cluster-autoscaler',
                image: `registry.k8s.io/autoscaling/cluster-autoscaler:v${cluster.version}.0`,
                command: [
                  './cluster-autoscaler',
                  '--cloud-provider=aws',
                  `--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/${cluster.name}`,
                ],
                env: [{ name: 'AWS_REGION', value: cluster.region }],
                resources: { requests: { cpu: '100m', memory: '600Mi' } },
                readinessProbe: {
                  httpGet: { path: '/health-check', port: 8085 },
                },
              },
            ],
          },
        },
      };
      return [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: {
            name: 'cluster-autoscaler',
            namespace: 'kube-system',
            labels,
          },
          ...{ spec },
        },
      ];
    }
  }
}

export function systemObjects(
  section: KubernetesSection,
  versions: AddonVersions,
  cluster: ClusterFacts,
): KubeObject[] {
  return section.system.flatMap(component =>
    componentObjects(component, versions, cluster, section.cni),
  );
}
