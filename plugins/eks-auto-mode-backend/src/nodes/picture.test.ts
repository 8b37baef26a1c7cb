// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  unread,
  type InventoryParts,
  type Node,
  type NodePool,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  DENIED,
  healthyParts,
  inventoryOf,
} from '../readiness/testing/inventory';
import { aNode } from '../readiness/testing/objects';
import { pictured } from './testing';

function aPool(ready: 'True' | 'False'): NodePool {
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name: 'general-purpose' },
    spec: {
      template: {
        spec: {
          nodeClassRef: {
            group: 'eks.amazonaws.com',
            kind: 'NodeClass',
            name: 'default',
          },
          expireAfter: '336h',
        },
      },
      limits: { cpu: '1k' },
      disruption: {
        consolidationPolicy: 'WhenEmptyOrUnderutilized',
        consolidateAfter: '30s',
        budgets: [{ nodes: '10%' }],
      },
    },
    status: {
      conditions: [{ type: 'Ready', status: ready, message: 'no role' }],
      resources: { cpu: '12', memory: '48Gi', nodes: '3' },
    },
  };
}

function anAutoNode(name: string, createdAt: string): Node {
  const node = aNode(name, 'a', {
    instanceId: `i-${Buffer.from(name).toString('hex')}`,
    labels: {
      'eks.amazonaws.com/compute-type': 'auto',
      'karpenter.sh/nodepool': 'general-purpose',
    },
  });
  delete node.metadata.labels?.['eks.amazonaws.com/nodegroup'];
  node.metadata.creationTimestamp = createdAt;
  return node;
}

function migrated(more: Partial<InventoryParts> = {}): InventoryParts {
  const parts = healthyParts();
  const nodes = more.nodes ?? [];
  return {
    ...parts,
    cluster: {
      ...parts.cluster,
      autoMode: {
        ...parts.cluster.autoMode,
        compute: true,
        blockStorage: true,
        loadBalancing: true,
      },
    },
    nodegroups: [],
    autoScalingGroups: [],
    pods: [],
    nodePools: [aPool('True')],
    instances: nodes.flatMap(node => {
      const id = /(i-\w+)$/.exec(node.spec.providerID ?? '')?.[1];
      return id === undefined
        ? []
        : [
            {
              id,
              type: 'm6i.large',
              state: 'running',
              securityGroupIds: [],
              tags: {},
              managedByAuto: true,
            },
          ];
    }),
    nodes,
    ...more,
  };
}

describe('the picture of a cluster’s nodes', () => {
  it('gives every node to its source, with the evidence', () => {
    const { sources, disputes, headline } = pictured(
      inventoryOf(healthyParts()),
    );
    expect(disputes).toEqual([]);
    expect(headline).toBe('3 nodes, none of Auto Mode.');
    expect(
      sources.map(({ id, nodes }) => [id, nodes.map(node => node.evidence)]),
    ).toEqual([
      [
        'managed:general',
        ['a', 'b', 'c'].map(zone => [
          expect.stringContaining(
            `instance i-0${zone} is in Auto Scaling group`,
          ),
          'label eks.amazonaws.com/nodegroup=general',
        ]),
      ],
    ]);
  });

  it.each<[string, Partial<InventoryParts>, string]>([
    [
      'without a node',
      {},
      'There is no node, and that is well: no pod asks for one, and the pool is ready to launch some.',
    ],
    [
      'without a node, with a pod that waits',
      {
        pods: healthyParts()
          .pods.slice(0, 1)
          .map(pod => ({
            ...pod,
            spec: { ...pod.spec, nodeName: undefined },
            status: { phase: 'Pending' },
          })),
      },
      'There is no node, and 1 pod waits for one.',
    ],
    [
      'whose pool is not ready',
      { nodePools: [aPool('False')] },
      'There is no node, and no pod asks for one. Not ready: pool general-purpose.',
    ],
    [
      'with nodes',
      {
        nodes: [
          anAutoNode('a', '2026-11-20T00:00:00Z'),
          anAutoNode('b', '2026-11-12T00:00:00Z'),
        ],
      },
      '2 nodes, all of Auto Mode. The oldest Auto node is 9 days old; none lives longer than 21.',
    ],
  ])('says of a migrated cluster %s', (_name, parts, headline) => {
    expect(pictured(inventoryOf(migrated(parts))).headline).toBe(headline);
  });

  it('shows a pool with its limits, budgets and what it has launched', () => {
    const [pool] = pictured(
      inventoryOf(
        migrated({ nodes: [anAutoNode('a', '2026-11-20T00:00:00Z')] }),
      ),
    ).pools;
    expect(pool).toMatchObject({
      name: 'general-purpose',
      kind: 'auto',
      ready: 'ready',
      nodes: 1,
      limits: { cpu: 1000 },
      used: { cpu: 12, memory: 48 * 1024 ** 3 },
      consolidation: 'WhenEmptyOrUnderutilized after 30s',
      budgets: ['10% of nodes at a time'],
    });
  });

  it('names nodes of which its labels and EC2 do not say the same', () => {
    const parts = migrated({
      nodes: [anAutoNode('a', '2026-11-20T00:00:00Z')],
    });
    parts.instances[0].managedByAuto = false;
    const { disputes, headline } = pictured(inventoryOf(parts));
    expect(disputes).toEqual([
      {
        node: 'a',
        source: 'auto:general-purpose',
        why: expect.stringContaining('EC2 does not say'),
      },
    ]);
    expect(headline).toContain(
      'Of 1 node it is not certain where it comes from.',
    );
  });

  it('guesses no source where the groups could not be read, and says so', () => {
    const inventory = inventoryOf(healthyParts());
    inventory.parts.autoScalingGroups = unread(DENIED);
    const { sources, disputes, unread: gaps } = pictured(inventory);
    expect(sources.flatMap(source => source.nodes)).toEqual([]);
    expect(disputes).toHaveLength(3);
    expect(disputes[0].why).toContain('could not be read');
    expect(gaps).toEqual([{ part: 'autoScalingGroups', ...DENIED }]);
  });

  it('says that nothing is known where the nodes could not be read', () => {
    const inventory = inventoryOf(healthyParts());
    inventory.parts.nodes = unread(DENIED);
    const picture = pictured(inventory);
    expect(picture.headline).toBe(
      'The nodes could not be read, so nothing can be said of them.',
    );
    expect(picture.strays).toEqual([]);
  });
});

describe('what pods ask for against what they use', () => {
  const metricsOf = (parts: InventoryParts, cpu: string, memory: string) => ({
    nodeMetrics: parts.nodes.map(node => ({
      apiVersion: 'metrics.k8s.io/v1beta1',
      kind: 'NodeMetrics',
      metadata: { name: node.metadata.name },
      usage: { cpu: '500m', memory: '2Gi' },
    })),
    podMetrics: parts.pods.map(pod => ({
      apiVersion: 'metrics.k8s.io/v1beta1',
      kind: 'PodMetrics',
      metadata: pod.metadata,
      containers: [{ name: 'app', usage: { cpu, memory } }],
    })),
  });

  it('compares them by node, owner and workload, worst first', () => {
    const parts = healthyParts();
    const { usage } = pictured(
      inventoryOf({ ...parts, ...metricsOf(parts, '1000000n', '1Mi') }),
    );
    expect(usage.state).toBe('measured');
    const asked = usage.nodes.reduce((sum, one) => sum + one.requested.cpu, 0);
    const byOwner = usage.owners.reduce((sum, o) => sum + o.requested.cpu, 0);
    expect(byOwner).toBeCloseTo(asked);
    expect(asked).toBeGreaterThan(0);
    expect(usage.nodes[0]).toMatchObject({
      source: 'managed:general',
      allocatable: { cpu: 1.93 },
      used: { cpu: 0.5, memory: 2 * 1024 ** 3 },
    });
    expect(usage.owners.map(one => one.owner)).toContain('group:default/shop');
    expect(usage.workloads[0].requested.cpu).toBeGreaterThan(
      usage.workloads[0].used.cpu,
    );
    expect(usage.workloads.map(one => one.subject.kind)).toContain(
      'Deployment',
    );
  });

  it('names nobody who uses all that they ask for', () => {
    const parts = healthyParts();
    const { usage } = pictured(
      inventoryOf({ ...parts, ...metricsOf(parts, '64', '256Gi') }),
    );
    expect(usage.workloads).toEqual([]);
  });

  it('is unknown, with the way to know, where no metrics are served', () => {
    const { usage } = pictured(inventoryOf(healthyParts()));
    expect(usage).toMatchObject({
      state: 'unknown',
      why: expect.stringContaining('metrics.k8s.io'),
      remedy: expect.stringContaining('metrics-server'),
      workloads: [],
    });
    expect(usage.nodes.every(node => node.used === undefined)).toBe(true);
    expect(usage.owners.every(owner => owner.used === undefined)).toBe(true);
  });

  it('is unknown, with the reason, where reading metrics was denied', () => {
    const inventory = inventoryOf(healthyParts());
    inventory.parts.podMetrics = unread(DENIED);
    expect(pictured(inventory).usage).toMatchObject({
      state: 'unknown',
      why: expect.stringContaining(DENIED.message),
    });
  });

  it('compares no pod that was not measured yet', () => {
    const parts = healthyParts();
    const metrics = metricsOf(parts, '1m', '1Mi');
    const { usage } = pictured(
      inventoryOf({
        ...parts,
        ...metrics,
        podMetrics: metrics.podMetrics.slice(0, 2),
      }),
    );
    expect(usage.owners.reduce((sum, one) => sum + one.pods, 0)).toBe(2);
    expect(usage.nodes.reduce((sum, one) => sum + one.pods, 0)).toBe(
      parts.pods.length,
    );
  });
});
