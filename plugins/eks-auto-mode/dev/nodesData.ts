// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { ago } from './moments';

const GIB = 1024 ** 3;
const ahead = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString();

const amounts = (cpu: number, gib: number): api.ComputeAmounts => ({
  cpu,
  memory: gib * GIB,
});

function node(
  source: string,
  index: number,
  evidence: string[],
  parts: Partial<api.SourceNode> = {},
): api.SourceNode {
  return {
    name: `ip-10-0-${index}-17.ec2.internal`,
    instance: `i-0a1b2c3d4e5f6a7b${index}`,
    instanceType: 'm5.large',
    zone: `us-east-1${'abc'[index % 3]}`,
    subnet: `subnet-0${'abc'[index % 3]}`,
    createdAt: ago({ days: 40 + index }),
    ready: true,
    pods: 14,
    image: 'Amazon Linux 2',
    kernel: '5.10.228-219.884.amzn2.x86_64',
    runtime: 'containerd://1.7.22',
    kubelet: 'v1.34.1-eks-1a2b3c4',
    evidence: evidence.length
      ? evidence
      : [
          `instance i-0a1b2c3d4e5f6a7b${index} is in Auto Scaling group eks-${source} of node group ${source}`,
          `label eks.amazonaws.com/nodegroup=${source}`,
        ],
    ...parts,
  };
}

const owners: api.OwnerUsage[] = [
  {
    owner: 'group:default/team-payments',
    pods: 30,
    requested: amounts(6.5, 14),
    used: amounts(0.9, 5.2),
  },
  {
    owner: 'group:default/team-cart',
    pods: 12,
    requested: amounts(2, 8),
    used: amounts(1.4, 6.1),
  },
  { pods: 4, requested: amounts(0.4, 1), used: amounts(0.3, 0.9) },
];

const workloads: api.WorkloadUsage[] = [
  {
    subject: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'payments',
      name: 'payments-api',
    },
    owner: 'group:default/team-payments',
    pods: 10,
    requested: amounts(5, 10),
    used: amounts(0.5, 3.1),
  },
];

function usageOf(nodes: api.SourceNode[], source: string): api.Usage {
  return {
    state: 'measured',
    nodes: nodes.map(one => ({
      node: one.name,
      source,
      pods: one.pods,
      allocatable: amounts(1.93, 7),
      requested: amounts(1.5, 4.6),
      used: amounts(0.5, 2.4),
    })),
    owners,
    workloads,
  };
}

const general = Array.from({ length: 6 }, (_, i) => node('ng-general', i, []));

/** Of a cluster before its migration. */
export const unmigrated: api.ClusterNodes = {
  readAt: ago({ minutes: 12 }),
  headline:
    '10 nodes, none of Auto Mode. Of 1 node it is not certain where it comes from. 2 instances run and have not joined.',
  sources: [
    {
      id: 'managed:ng-general',
      type: 'managed-node-group',
      name: 'ng-general',
      sizes: { min: 3, max: 9, desired: 6 },
      definers: [
        { tool: 'Terraform', evidence: 'tag terraform-module=eks-managed' },
      ],
      nodes: general,
      image: {
        name: 'AL2_x86_64, 1.34.1-20260815',
        builtAt: ago({ days: 98 }),
        evidence: 'its release version',
      },
      differences: [
        {
          id: 'image-1',
          area: 'image',
          title: 'Another operating system',
          now: 'Amazon Linux 2 (AL2_x86_64)',
          after:
            'Bottlerocket, kept up to date by AWS; no image of your own, no SSH',
          todo: 'Look for what a person or a tool does on these nodes by hand: packages, agents, cron jobs.',
          tick: {
            by: 'user:default/guest',
            at: ago({ days: 2 }),
            comment: 'nothing is installed by hand',
          },
        },
        {
          id: 'user-data-1',
          area: 'user-data',
          title: 'User data does not run',
          now: 'yum install -y falcon-sensor; sysctl -w vm.max_map_count=262144',
          after: 'Auto nodes run no user data',
          todo: 'Put the agent into a DaemonSet, and the sysctl into a privileged init container.',
        },
      ],
    },
    {
      id: 'managed:ng-data',
      type: 'managed-node-group',
      name: 'ng-data',
      sizes: { min: 3, max: 3, desired: 3 },
      definers: [
        {
          tool: 'eksctl',
          evidence: 'tag alpha.eksctl.io/cluster-name=checkout-prod',
        },
        {
          tool: 'CloudFormation',
          evidence:
            'tag aws:cloudformation:stack-name=eksctl-checkout-prod-nodegroup-ng-data',
        },
      ],
      nodes: [6, 7, 8].map(i => node('ng-data', i, [])),
      image: {
        name: 'CUSTOM, ami-0123456789abcdef0',
        evidence:
          'a custom image: aws ec2 describe-images --image-ids ami-0123456789abcdef0',
      },
      differences: [],
    },
  ],
  disputes: [
    {
      node: 'ip-10-0-9-17.ec2.internal',
      source: 'managed:ng-general',
      why: 'its label names node group ng-general, yet its instance i-0f is in no Auto Scaling group',
    },
  ],
  strays: [
    {
      state: 'not-joined',
      instance: 'i-0aa',
      instanceType: 'm5.large',
      zone: 'us-east-1a',
      launchedAt: ago({ days: 3 }),
      source: 'managed:ng-general',
      why: 'It runs and is paid for, and the cluster has no node of it. Its access entry or aws-auth row, its security groups, its route to the API server and its user data are what to look at (EKS User Guide, troubleshooting).',
      evidence: ['InService in Auto Scaling group eks-ng-general'],
    },
    {
      state: 'not-joined',
      instance: 'i-0bb',
      instanceType: 't3.medium',
      zone: 'us-east-1b',
      launchedAt: ago({ days: 200 }),
      why: 'It runs and is paid for, and the cluster has no node of it. Its access entry or aws-auth row, its security groups, its route to the API server and its user data are what to look at (EKS User Guide, troubleshooting).',
      evidence: ['tag kubernetes.io/cluster/checkout-prod=owned'],
    },
  ],
  pools: [],
  claims: [],
  usage: usageOf(general, 'managed:ng-general'),
  subnets: [
    {
      subnet: 'subnet-0a',
      zone: 'us-east-1a',
      cidr: '10.0.0.0/24',
      free: 31,
      sources: [{ source: 'managed:ng-general', nodes: 2, used: 30, most: 60 }],
      nodesAfter: 2,
      neededAfter: 34,
      mostAfter: 226,
      verdict: 'short',
      why: '34 addresses are needed while the old nodes still hold theirs, 31 are free.',
    },
    {
      subnet: 'subnet-0b',
      zone: 'us-east-1b',
      cidr: '10.0.16.0/20',
      free: 4002,
      sources: [{ source: 'managed:ng-general', nodes: 2, used: 30, most: 60 }],
      nodesAfter: 2,
      neededAfter: 34,
      mostAfter: 226,
      verdict: 'enough',
      why: 'Even with 110 pods on each node they are enough.',
    },
    {
      subnet: 'subnet-0c',
      zone: 'us-east-1c',
      cidr: '10.0.2.0/24',
      free: 16,
      sources: [],
      nodesAfter: 0,
      neededAfter: 0,
      mostAfter: 0,
      verdict: 'enough',
      why: 'The move launches no Auto node here.',
    },
  ],
  unread: [],
};

const autoNodes = Array.from({ length: 6 }, (_, i) =>
  node(
    'ng-general',
    i,
    [
      `EC2 says that Auto Mode manages instance i-0a1b2c3d4e5f6a7b${i}`,
      'label karpenter.sh/nodepool=ng-general',
      'tag eks:kubernetes-node-pool-name=ng-general of the instance',
    ],
    {
      createdAt: ago({ days: 2 * i + 1 }),
      image: 'Bottlerocket (EKS Auto, Standard) 2026.11.10',
      kernel: '6.12.46',
      runtime: 'containerd://2.1.4',
    },
  ),
);

const pool = (
  name: string,
  parts: Partial<api.NodePool> = {},
): api.NodePool => ({
  name,
  kind: 'auto',
  nodeClass: 'default',
  ready: 'ready',
  nodes: 0,
  used: amounts(0, 0),
  expireAfter: '336h',
  consolidation: 'WhenEmptyOrUnderutilized after 30s',
  budgets: ['10% of nodes at a time'],
  definers: [],
  ...parts,
});

/** Of a migrated cluster. */
export const migratedNodes: api.ClusterNodes = {
  readAt: ago({ minutes: 12 }),
  headline:
    '6 nodes, all of Auto Mode. The oldest Auto node is 11 days old; none lives longer than 21.',
  sources: [
    {
      id: 'auto:ng-general',
      type: 'auto',
      name: 'ng-general',
      definers: [
        {
          tool: 'Argo CD',
          evidence: 'label or annotation argocd.argoproj.io/tracking-id',
        },
      ],
      nodes: autoNodes,
      differences: [],
    },
    {
      id: 'auto:system',
      type: 'auto',
      name: 'system',
      definers: [],
      nodes: [],
      differences: [],
    },
  ],
  disputes: [],
  strays: [],
  pools: [
    pool('ng-general', {
      nodes: 6,
      limits: { cpu: 48 },
      used: amounts(12, 48),
      definers: [
        {
          tool: 'Argo CD',
          evidence: 'label or annotation argocd.argoproj.io/tracking-id',
        },
      ],
    }),
    pool('system'),
  ],
  claims: autoNodes.map((one, i) => ({
    name: `ng-general-${'abcdef'[i]}x7k2`,
    pool: 'ng-general',
    node: one.name,
    instance: one.instance,
    instanceType: 'm6i.large',
    capacityType: 'on-demand',
    zone: one.zone,
    createdAt: one.createdAt,
    state: 'ready' as const,
    expiresAt: ahead(14 - (2 * i + 1)),
    latestAt: ahead(21 - (2 * i + 1)),
  })),
  usage: usageOf(autoNodes, 'auto:ng-general'),
  subnets: [],
  unread: [],
};

/** Of a migrated cluster that has no pod to run. */
export const withoutNodes: api.ClusterNodes = {
  ...migratedNodes,
  headline:
    'There is no node, and that is well: no pod asks for one, and all 2 pools are ready to launch some.',
  sources: migratedNodes.sources.map(source => ({ ...source, nodes: [] })),
  pools: [pool('ng-general', { limits: { cpu: 48 } }), pool('system')],
  claims: [],
  usage: { state: 'measured', nodes: [], owners: [], workloads: [] },
};

/** Of a cluster without metrics-server. */
export const withoutMetrics: api.ClusterNodes = {
  ...unmigrated,
  usage: {
    state: 'unknown',
    why: 'The cluster serves no metrics (metrics.k8s.io), or has none yet.',
    remedy:
      'Install the add-on metrics-server (aws eks create-addon --addon-name metrics-server), and refresh a few minutes later.',
    nodes: unmigrated.usage.nodes.map(one => ({ ...one, used: undefined })),
    owners: owners.map(one => ({ ...one, used: undefined })),
    workloads: [],
  },
};
