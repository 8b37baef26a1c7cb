// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  NodeClass,
  NodePool,
  NodeSelectorRequirement,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { node } from './cases/case';
import { findSources } from './sources';
import { aGroup, aSubnet, someParts } from './testing/parts';
import { poolsNow } from './poolsNow';
import { translateSources } from './translate';

const planned = (
  groups: ReturnType<typeof aGroup>[],
  more: Parameters<typeof someParts>[2] = {},
) => {
  const parts = someParts(groups, [], more);
  const managed = findSources(parts).sources.filter(
    source => source.nodegroup !== undefined,
  );
  return translateSources(managed, parts, { nodeRoleName: 'AutoRole' });
};

const requirement = (pool: ReturnType<typeof planned>[number], key: string) =>
  pool.nodePool.spec.template.spec.requirements?.find(one => one.key === key)
    ?.values;

describe('translation of sources into pools', () => {
  it('makes of a plain group a pool on the class default, closed to disruption until release', () => {
    const [pool, ...others] = planned([aGroup('blue', 2)]);
    expect(others).toEqual([]);
    expect(pool.nodePool).toEqual({
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodePool',
      metadata: {
        name: 'migrated-blue',
        labels: { 'app.kubernetes.io/managed-by': 'eks-auto-mode' },
      },
      spec: {
        template: {
          spec: {
            nodeClassRef: {
              group: 'eks.amazonaws.com',
              kind: 'NodeClass',
              name: 'default',
            },
            requirements: [
              { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] },
              {
                key: 'karpenter.sh/capacity-type',
                operator: 'In',
                values: ['on-demand'],
              },
              {
                key: 'eks.amazonaws.com/instance-family',
                operator: 'In',
                values: ['m6i'],
              },
              {
                key: 'eks.amazonaws.com/instance-size',
                operator: 'In',
                values: ['2xlarge', '4xlarge', 'xlarge'],
              },
            ],
            expireAfter: '336h',
            terminationGracePeriod: '24h',
          },
        },
        limits: { cpu: '32' },
        weight: 60,
        disruption: {
          consolidationPolicy: 'WhenEmptyOrUnderutilized',
          consolidateAfter: '30s',
          budgets: [{ nodes: '0' }],
        },
      },
    });
    expect(pool.nodeClass).toBeUndefined();
    expect(pool.finalBudgets).toEqual([{ nodes: '10%' }]);
    expect(pool.zones).toEqual(['zone-a', 'zone-b', 'zone-c']);
  });

  it('carries labels and taints over, but none of EKS, eksctl or Kubernetes itself', () => {
    const [pool] = planned([
      aGroup('blue', 2, {
        labels: {
          team: 'red',
          'node.kubernetes.io/purpose': 'web',
          'alpha.eksctl.io/nodegroup-name': 'blue',
          'eks.amazonaws.com/nodegroup-image': 'ami-1',
          'node-role.kubernetes.io/worker': '',
        },
        taints: [
          { key: 'dedicated', value: 'red', effect: 'NO_SCHEDULE' },
          { key: 'soft', effect: 'PREFER_NO_SCHEDULE' },
        ],
      }),
    ]);
    expect(pool.nodePool.spec.template.metadata?.labels).toEqual({
      team: 'red',
      'node.kubernetes.io/purpose': 'web',
    });
    expect(pool.nodePool.spec.template.spec.taints).toEqual([
      { key: 'dedicated', value: 'red', effect: 'NoSchedule' },
      { key: 'soft', effect: 'PreferNoSchedule' },
    ]);
    expect(pool.notes).toEqual([
      'labels not carried over, because they belong to others: alpha.eksctl.io/nodegroup-name, eks.amazonaws.com/nodegroup-image, node-role.kubernetes.io/worker',
    ]);
  });

  it('takes labels and taints that kubelets set on every node, not those on some', () => {
    const group = aGroup(
      'blue',
      2,
      {},
      {
        labels: { rack: 'r1' },
        taints: [
          { key: 'own', effect: 'NoSchedule' },
          { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' },
        ],
      },
    );
    group.nodes[0].metadata.labels = {
      ...group.nodes[0].metadata.labels,
      hand: 'made',
    };
    const [pool] = planned([group]);
    expect(pool.nodePool.spec.template.metadata?.labels).toEqual({
      rack: 'r1',
    });
    expect(pool.nodePool.spec.template.spec.taints).toEqual([
      { key: 'own', effect: 'NoSchedule' },
    ]);
  });

  it('lets sources that are alike share a pool, and keeps others apart', () => {
    const pools = planned([
      aGroup('a', 1),
      aGroup('b', 2),
      aGroup('c', 1, { capacityType: 'SPOT' }),
    ]);
    expect(pools.map(pool => [pool.name, pool.sources])).toEqual([
      ['migrated-a', ['managed:a', 'managed:b']],
      ['migrated-c', ['managed:c']],
    ]);
    expect(requirement(pools[1], 'karpenter.sh/capacity-type')).toEqual([
      'spot',
    ]);
    expect(pools[0].nodePool.spec.limits).toEqual({ cpu: '48' });
  });

  it('puts plain capacity before spot, arm64 and accelerators', () => {
    const weights = planned([
      aGroup(
        'arm',
        1,
        { amiType: 'AL2023_ARM_64_STANDARD', instanceTypes: ['m7g.large'] },
        { labels: { 'kubernetes.io/arch': 'arm64' } },
      ),
      aGroup('gpu', 1, { instanceTypes: ['g5.xlarge'] }),
      aGroup('plain', 1),
      aGroup('spot', 1, { capacityType: 'SPOT' }),
    ]).map(pool => [pool.name, pool.nodePool.spec.weight]);
    expect(weights).toEqual([
      ['migrated-arm', 50],
      ['migrated-gpu', 35],
      ['migrated-plain', 60],
      ['migrated-spot', 40],
    ]);
  });

  it.each([
    [
      'm3.large',
      ['m6i', 'm7i'],
      'm3.large: Auto Mode has no family m3; m6i, m7i take its place',
    ],
    [
      't3.small',
      ['t3'],
      't3.small: Auto Mode has no size small; medium and up take its place',
    ],
    [
      'c5.metal',
      ['c5'],
      'c5.metal: Auto Mode has no size metal; 24xlarge and up take its place',
    ],
  ])('replaces %s, with the reason', (type, families, note) => {
    const [pool] = planned([aGroup('blue', 1, { instanceTypes: [type] })]);
    expect(requirement(pool, 'eks.amazonaws.com/instance-family')).toEqual(
      families,
    );
    expect(pool.notes).toEqual([note]);
  });

  it('asks for the zones of the group where the cluster has more', () => {
    const [pool] = planned([aGroup('blue', 1, { subnetIds: ['subnet-b'] })]);
    expect(requirement(pool, 'topology.kubernetes.io/zone')).toEqual([
      'zone-b',
    ]);
    expect(pool.nodeClass).toBeUndefined();
  });

  it('makes a class of its own where the default would use other subnets', () => {
    const [pool] = planned([aGroup('blue', 1, { subnetIds: ['subnet-x'] })], {
      subnets: [
        aSubnet('a'),
        aSubnet('b'),
        aSubnet('c'),
        aSubnet('x', { availabilityZone: 'zone-a' }),
      ],
    });
    expect(pool.nodePool.spec.template.spec.nodeClassRef.name).toBe(
      'migrated-blue',
    );
    expect(pool.nodeClass).toEqual({
      apiVersion: 'eks.amazonaws.com/v1',
      kind: 'NodeClass',
      metadata: {
        name: 'migrated-blue',
        labels: { 'app.kubernetes.io/managed-by': 'eks-auto-mode' },
      },
      spec: {
        role: 'AutoRole',
        subnetSelectorTerms: [{ id: 'subnet-x' }],
        securityGroupSelectorTerms: [{ id: 'sg-cluster' }],
      },
    });
  });

  it.each([
    [
      'a larger disk',
      { diskSize: 200 },
      {},
      { ephemeralStorage: { size: '200Gi' } },
    ],
    [
      'security groups and an encrypted disk of a launch template',
      { launchTemplate: { id: 'lt-1', version: '3' } },
      {
        launchTemplates: [
          {
            id: 'lt-1',
            version: '3',
            securityGroupIds: ['sg-db', 'sg-cluster'],
            blockDevices: [
              { device: '/dev/xvda', volumeSize: 50, kmsKeyId: 'key-1' },
            ],
          },
        ],
      },
      {
        securityGroupSelectorTerms: [{ id: 'sg-cluster' }, { id: 'sg-db' }],
        ephemeralStorage: { size: '80Gi', kmsKeyID: 'key-1' },
      },
    ],
    [
      'no source NAT',
      {},
      {
        daemonSets: [
          {
            apiVersion: 'apps/v1',
            kind: 'DaemonSet',
            metadata: { name: 'aws-node', namespace: 'kube-system' },
            spec: {
              template: {
                spec: {
                  containers: [
                    {
                      name: 'aws-node',
                      env: [
                        { name: 'AWS_VPC_K8S_CNI_EXTERNALSNAT', value: 'true' },
                      ],
                    },
                  ],
                },
              },
            },
          },
        ],
      },
      { snatPolicy: 'Disabled' },
    ],
  ])('makes a class of its own for %s', (_name, group, parts, spec) => {
    const [pool] = planned([aGroup('blue', 1, group)], parts);
    expect(pool.nodeClass?.spec).toMatchObject(spec);
  });

  it('gives names that Kubernetes takes, also to long and to equal ones', () => {
    const names = planned(
      [
        aGroup(`x${'y'.repeat(80)}`, 1, { labels: { a: '1' } }),
        aGroup(`x${'y'.repeat(80)}z`, 1, { labels: { a: '2' } }),
        aGroup('Blue_Group', 1),
        aGroup('taken', 1, { labels: { a: '3' } }),
      ],
      {
        nodePools: [
          {
            apiVersion: 'karpenter.sh/v1',
            kind: 'NodePool',
            metadata: { name: 'migrated-taken' },
            spec: {
              template: {
                spec: { nodeClassRef: { kind: 'NodeClass', name: 'default' } },
              },
            },
          },
        ],
      },
    ).map(pool => pool.name);
    expect(names).toEqual([
      'migrated-blue-group',
      'migrated-taken-2',
      `migrated-x${'y'.repeat(53)}`,
      `migrated-x${'y'.repeat(51)}-2`,
    ]);
  });

  describe('beside what an earlier run made', () => {
    const blue = () =>
      aGroup('blue', 1, {
        subnetIds: ['subnet-b', 'subnet-c'],
        diskSize: 200,
        labels: { team: 'red', tier: 'web' },
        taints: [{ key: 'dedicated', value: 'red', effect: 'NO_SCHEDULE' }],
      });
    const classOf = ({ nodeClass }: { nodeClass?: NodeClass }) =>
      nodeClass ? [nodeClass] : [];
    const other = (name: string): NodePool => ({
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodePool',
      metadata: { name },
      spec: { template: { spec: { nodeClassRef: { kind: 'X', name: 'x' } } } },
    });
    const named = (
      nodePools: NodePool[],
      nodeClasses: NodeClass[],
      group = blue(),
    ) =>
      planned([group], { nodePools, nodeClasses }).map(({ name, exists }) => [
        name,
        exists,
      ]);

    type Spec = NodePool['spec'];
    type NodeSpec = Spec['template']['spec'];
    type Change<T> = (made: T) => T;
    const withSpec =
      (change: Partial<Spec>): Change<NodePool> =>
      pool => ({ ...pool, spec: { ...pool.spec, ...change } });
    const withNodes =
      (change: (spec: NodeSpec) => Partial<NodeSpec>): Change<NodePool> =>
      pool => {
        const { template } = pool.spec;
        const spec = { ...template.spec, ...change(template.spec) };
        return withSpec({ template: { ...template, spec } })(pool);
      };
    const withLabels =
      (labels?: Record<string, string>): Change<NodePool> =>
      pool =>
        withSpec({ template: { ...pool.spec.template, metadata: { labels } } })(
          pool,
        );
    const withFirst = (change: Partial<NodeSelectorRequirement>) =>
      withNodes(({ requirements: [first, ...rest] = [] }) => ({
        requirements: [{ ...first, ...change }, ...rest],
      }));
    const afterPool = (change: Change<NodePool>) => {
      const [made] = planned([blue()]);
      return named([other('another'), change(made.nodePool)], classOf(made));
    };

    it.each<[string, Change<NodePool>]>([
      ['is just like it', pool => pool],
      [
        'was released since',
        withSpec({ disruption: { budgets: [{ nodes: '10%' }] } }),
      ],
      ['has another limit', withSpec({ limits: { cpu: '1000' } })],
      ['has no limit any more', withSpec({ limits: undefined })],
      [
        'has its labels in another order',
        withLabels({ tier: 'web', team: 'red' }),
      ],
      [
        'has defaults that the API added',
        withNodes(({ requirements = [] }) => ({
          startupTaints: [],
          requirements: requirements.map(one => ({ ...one, minValues: 1 })),
        })),
      ],
    ])('takes a pool that %s', (_rule, change) => {
      expect(afterPool(change)).toEqual([['migrated-blue', true]]);
    });

    it.each<[string, Change<NodePool>]>([
      [
        'is of somebody else',
        pool => ({ ...pool, metadata: { name: pool.metadata.name } }),
      ],
      ['is closed', withSpec({ limits: { cpu: '0' } })],
      ['has no labels', withLabels()],
      ['has another label', withLabels({ team: 'blue', tier: 'web' })],
      [
        'uses another class',
        withNodes(({ nodeClassRef }) => ({
          nodeClassRef: { ...nodeClassRef, name: 'default' },
        })),
      ],
      ['names no requirements', withNodes(() => ({ requirements: undefined }))],
      ['asks for something else', withFirst({ values: ['arm64'] })],
      ['excludes what it asked for', withFirst({ operator: 'NotIn' })],
      ['asks it of another label', withFirst({ key: 'arch' })],
      ['has no taints', withNodes(() => ({ taints: undefined }))],
      [
        'has another taint',
        withNodes(({ taints = [] }) => ({
          taints: taints.map(one => ({ ...one, value: 'blue' })),
        })),
      ],
    ])('makes another pool where the one there %s', (_rule, change) => {
      expect(afterPool(change)).toEqual([['migrated-blue-2', false]]);
    });

    const asClass =
      (
        spec: Partial<NodeClass['spec']>,
        metadata: Partial<NodeClass['metadata']> = {},
      ): Change<NodeClass> =>
      made => ({
        ...made,
        metadata: { ...made.metadata, ...metadata },
        spec: { ...made.spec, ...spec },
      });
    const afterClass = (...changes: Change<NodeClass>[]) => {
      const [made] = planned([blue()]);
      const classes = classOf(made);
      return named(
        [made.nodePool],
        changes.flatMap(change => classes.map(change)),
      );
    };

    it('takes a pool with its class, in which the API added defaults', () => {
      expect(
        afterClass(
          asClass({}, { name: 'another' }),
          asClass({
            snatPolicy: 'Random',
            networkPolicy: 'DefaultAllow',
            ephemeralStorage: { size: '200Gi', iops: 3000 },
          }),
        ),
      ).toEqual([['migrated-blue', true]]);
    });

    it.each<[string, Change<NodeClass>[]]>([
      ['is gone', []],
      ['has another name', [asClass({}, { name: 'another' })]],
      ['is of somebody else', [asClass({}, { labels: {} })]],
      ['is of nobody', [asClass({}, { labels: undefined })]],
      ['has another role', [asClass({ role: 'Other' })]],
      [
        'uses other subnets',
        [asClass({ subnetSelectorTerms: [{ id: 'subnet-c' }] })],
      ],
      [
        'uses other security groups',
        [asClass({ securityGroupSelectorTerms: [{ id: 'sg-other' }] })],
      ],
      ['has no source NAT', [asClass({ snatPolicy: 'Disabled' })]],
      [
        'has the disk of the default',
        [asClass({ ephemeralStorage: undefined })],
      ],
      [
        'encrypts with a key',
        [asClass({ ephemeralStorage: { size: '200Gi', kmsKeyID: 'key-1' } })],
      ],
    ])(
      'makes another pool where the class of the one there %s',
      (_rule, changes) => {
        expect(afterClass(...changes)).toEqual([['migrated-blue-2', false]]);
      },
    );

    it('takes a pool again that once had to be counted up', () => {
      const before = [other('migrated-blue')];
      const [second] = planned([blue()], { nodePools: before });
      expect(second.name).toBe('migrated-blue-2');
      expect(named([...before, second.nodePool], classOf(second))).toEqual([
        ['migrated-blue-2', true],
      ]);
    });

    it('takes a pool whose source needs no class, labels or taints', () => {
      const plain = () => aGroup('blue', 1);
      const [{ nodePool }] = planned([plain()]);
      expect(named([nodePool], [], plain())).toEqual([['migrated-blue', true]]);
    });

    it('gives no pool the name of a class that is there', () => {
      const [made] = planned([blue()]);
      expect(named([], classOf(made))).toEqual([['migrated-blue-2', false]]);
    });
  });

  it('makes the same pools in whatever order sources and labels come', () => {
    const parts = someParts([
      aGroup('b', 1, { labels: { one: '1', two: '2', three: '3' } }),
      aGroup('a', 1, { labels: { three: '3', two: '2', one: '1' } }),
      aGroup('c', 1),
    ]);
    const sources = findSources(parts).sources.filter(
      source => source.nodegroup !== undefined,
    );
    const made = (given: typeof sources) =>
      translateSources(given, parts, { nodeRoleName: 'AutoRole' });
    const pools = made(sources);
    expect(pools.map(pool => [pool.name, pool.sources])).toEqual([
      ['migrated-a', ['managed:a', 'managed:b']],
      ['migrated-c', ['managed:c']],
    ]);
    const [a, b, c] = sources;
    for (const given of [
      [c, b, a],
      [b, c, a],
      [b, a, c],
    ]) {
      expect(made(given)).toEqual(pools);
    }
  });

  it('gives a shared pool room for all its sources, and prefers what they ran on', () => {
    const [pool, ...others] = planned([
      aGroup('a', 1, { instanceTypes: ['m3.xlarge'] }),
      aGroup('b', 2, { instanceTypes: ['m3.xlarge'] }),
    ]);
    expect(others).toEqual([]);
    expect(pool.preferredTypes).toEqual(['m6i.xlarge', 'm7i.xlarge']);
    expect(pool.notes).toHaveLength(1);
    // Twice 4 processors of the 2 and 4 nodes that there may be at most.
    expect(pool.nodePool.spec.limits).toEqual({ cpu: '48' });
  });

  it('leaves a pool room for a node, also where its source may have none', () => {
    const [pool] = planned([aGroup('a', 0)]);
    expect(pool.nodePool.spec.limits).toEqual({ cpu: '8' });
  });

  it('knows the pools that are there by the group of their class', () => {
    const pool = (name: string, group: string) => ({
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodePool',
      metadata: { name },
      spec: {
        template: {
          spec: { nodeClassRef: { group, kind: 'NodeClass', name: 'wide' } },
        },
      },
    });
    const parts = someParts([], [], {
      nodes: [node('a')],
      nodePools: [
        pool('mine', 'eks.amazonaws.com'),
        pool('old', 'karpenter.k8s.aws'),
      ],
      nodeClasses: [
        {
          apiVersion: 'eks.amazonaws.com/v1',
          kind: 'NodeClass',
          metadata: { name: 'wide' },
          spec: {
            subnetSelectorTerms: [{ id: 'subnet-b' }],
            ephemeralStorage: { size: '120Gi' },
          },
        },
      ],
    });
    expect(poolsNow(parts, ['system'])).toMatchObject([
      { name: 'mine', origin: 'existing', zones: ['zone-b'], diskGiB: 120 },
      { name: 'system', origin: 'built-in' },
    ]);
  });
});
