// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

const SOURCES = 3;
const NODES_A_SOURCE = 20;
const PODS_A_NODE = 25;
const GiB = 2 ** 30;

const amounts = (cpu: number, gib: number) => ({ cpu, memory: gib * GiB });
const zoneOf = (at: number) => `us-east-1${'abc'[at % 3]}`;
const sourceOf = (source: number) => `managed:group-${source}`;
const nodeOf = (source: number, at: number) =>
  `ip-10-${source}-0-${at}.ec2.internal`;
const each = <T>(count: number, of: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => of(at));
const everyNode = <T>(of: (source: number, at: number) => T) =>
  each(SOURCES, source => each(NODES_A_SOURCE, at => of(source, at))).flat();

/** Sixty nodes of three groups, as an assessment leaves them for the page. */
export function nodePicture(readAt: string) {
  return {
    readAt,
    headline: `${SOURCES * NODES_A_SOURCE} nodes, none of Auto Mode.`,
    sources: each(SOURCES, source => ({
      id: sourceOf(source),
      type: 'managed-node-group',
      name: `group-${source}`,
      sizes: { min: 1, max: 30, desired: NODES_A_SOURCE },
      definers: [
        { tool: 'Terraform', evidence: 'tag terraform-module=eks-managed' },
      ],
      nodes: each(NODES_A_SOURCE, at => ({
        name: nodeOf(source, at),
        instance: `i-0${source}${at}`,
        instanceType: 'm6i.xlarge',
        zone: zoneOf(at),
        subnet: `subnet-0${at % 3}`,
        createdAt: readAt,
        ready: true,
        pods: PODS_A_NODE,
        image: 'Amazon Linux 2023.9.20260801',
        kernel: '6.12.40-63.114.amzn2023.x86_64',
        runtime: 'containerd://2.1.4',
        kubelet: 'v1.35.2-eks-1a2b3c4',
        evidence: [`label eks.amazonaws.com/nodegroup=group-${source}`],
      })),
      image: {
        name: 'AL2023_x86_64_STANDARD, 1.35.2-20260801',
        builtAt: readAt,
        evidence: 'its release version',
      },
      differences: ['image', 'kernel', 'user-data'].map(area => ({
        id: `${area}-1`,
        area,
        title: 'Another one',
        now: 'What these nodes have. '.repeat(5),
        after: 'What Auto nodes have. '.repeat(5),
        todo: 'Look for what depends on it. '.repeat(5),
      })),
    })),
    disputes: [],
    strays: [],
    pools: [],
    claims: [],
    usage: {
      state: 'measured',
      nodes: everyNode((source, at) => ({
        node: nodeOf(source, at),
        source: sourceOf(source),
        pods: PODS_A_NODE,
        allocatable: amounts(3.9, 14),
        requested: amounts(3, 9),
        used: amounts(0.8, 5),
      })),
      owners: [],
      workloads: [],
    },
    subnets: each(3, at => ({
      subnet: `subnet-0${at}`,
      zone: zoneOf(at),
      cidr: `10.0.${at}.0/24`,
      free: 120,
      sources: each(SOURCES, source => ({
        source: sourceOf(source),
        nodes: 7,
        used: 180,
        most: 400,
      })),
      nodesAfter: 12,
      neededAfter: 400,
      mostAfter: 1400,
      verdict: 'tight',
      why: 'Enough as simulated, not with 110 pods a node.',
    })),
    unread: [],
  };
}

/** The same nodes, half drained. */
export function drainView(at: string) {
  return {
    at,
    nodes: everyNode((source, node) => ({
      name: nodeOf(source, node),
      side: 'old',
      source: sourceOf(source),
      instanceType: 'm6i.xlarge',
      zone: zoneOf(node),
      cordoned: true,
      pods: each(PODS_A_NODE, pod => ({
        namespace: 'shop',
        name: `app-${source}-${node}-${pod}`,
        workload: `Deployment app-${pod}`,
        state: pod % 2 ? 'moved' : 'waiting',
      })),
    })),
    evicted: 750,
    remaining: 750,
    refused: 0,
    perMinute: 40,
  };
}
