// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  CASE_ZONES,
  node,
  nodeAffinity,
  on,
  pod,
  pool,
  requests,
} from './cases/case';
import { feasibleNodes, fitsNode } from './fits';
import type { AutoInstanceType } from './instanceTypes';
import type { Pool } from './pools';
import { apart } from './testing/apart';
import { VirtualNodes } from './virtualNodes';
import { PlacementWorld } from './world';

function aType(
  type: string,
  vcpus: number,
  gib: number,
  more: Partial<AutoInstanceType> = {},
): AutoInstanceType {
  const [family, size] = type.split('.');
  return {
    type,
    family,
    size,
    architecture: 'amd64',
    vcpus,
    memoryMiB: gib * 1024,
    ...more,
  };
}

const small = aType('m7i.large', 2, 8);
const middle = aType('m7i.xlarge', 4, 16);
const large = aType('m7i.2xlarge', 8, 32);
const gpu = aType('g6.xlarge', 4, 16, {
  accelerator: { resource: 'nvidia.com/gpu', name: 'l4', count: 1 },
});
const ALL = [large, small, middle];

function aPool(
  name: string,
  options: Parameters<typeof pool>[1] = {},
  more: Partial<Pool> = {},
): Pool {
  return {
    name,
    origin: 'existing',
    nodePool: pool(name, options),
    zones: CASE_ZONES,
    diskGiB: 80,
    preferredTypes: [],
    ...more,
  };
}

function provisioner(
  pools: Pool[],
  instanceTypes: AutoInstanceType[] = ALL,
  world = new PlacementWorld({ nodes: [] }),
) {
  const nodes = new VirtualNodes(
    pools,
    { daemonSets: [], instanceTypes },
    world,
  );
  /** Opens a node for each, and puts the pod there. */
  const openFor = (...pods: Pod[]) =>
    pods.map(one => {
      const opened = nodes.open(one);
      if ('node' in opened) {
        world.assign(one, opened.node);
        return opened.node;
      }
      return opened.reasons.map(reason => reason.code).join(', ');
    });
  return { nodes, openFor, world };
}

const cpu = (amount: string, name = 'web') =>
  pod(name, requests({ cpu: amount }));

/** So many pods, each of which wants a node of two CPUs. */
const pods = (count: number) =>
  Array.from({ length: count }, (_, index) => cpu('1', `web-${index}`));

const labelsOf = (world: PlacementWorld) => world.node('auto-1')?.labels;

describe('the type of a node that is opened', () => {
  it.each([
    [
      'is the smallest of all that are large enough',
      ALL,
      [],
      '3',
      'm7i.xlarge',
    ],
    [
      'is the one the source had, before a smaller',
      ALL,
      ['m7i.2xlarge'],
      '1',
      'm7i.2xlarge',
    ],
    [
      'is of several that the source had the first',
      ALL,
      ['m7i.2xlarge', 'm7i.xlarge'],
      '1',
      'm7i.2xlarge',
    ],
    [
      'is the smallest where none that the source had is large enough',
      ALL,
      ['m7i.large'],
      '3',
      'm7i.xlarge',
    ],
    [
      'has the fewer CPUs, whatever its memory',
      [middle, aType('r7i.large', 2, 32)],
      [],
      '1',
      'r7i.large',
    ],
    [
      'has of as many CPUs the less memory',
      [aType('a7.large', 2, 16), small],
      [],
      '1',
      'm7i.large',
    ],
    [
      'is of equals the first by name',
      [small, aType('m5.large', 2, 8), aType('m6.large', 2, 8)],
      [],
      '1',
      'm5.large',
    ],
    [
      'is of equals the first by name, in whatever order they are known',
      [aType('m5.large', 2, 8), aType('m6.large', 2, 8), small],
      [],
      '1',
      'm5.large',
    ],
  ])('%s', (_name, types, preferredTypes, amount, expected) => {
    const { nodes, openFor } = provisioner(
      [aPool('general', {}, { preferredTypes })],
      types,
    );
    openFor(cpu(amount));
    expect(nodes.opened.map(one => one.instanceType)).toEqual([expected]);
  });
});

describe('the limits of a pool', () => {
  it.each([
    ['CPUs, to the last', { cpu: '4' }, {}, 2],
    ['CPUs less one', { cpu: '3999m' }, {}, 1],
    ['memory, to the last', { memory: '16Gi' }, {}, 2],
    ['memory less one', { memory: '17179869183' }, {}, 1],
    ['nodes', { nodes: '2' }, {}, 2],
    ['CPUs that its nodes have already', { cpu: '6' }, { cpu: '2' }, 2],
    [
      'memory that its nodes have already',
      { memory: '24Gi' },
      { memory: '8Gi' },
      2,
    ],
    ['CPUs, where memory is left', { cpu: '2', memory: '80Gi' }, {}, 1],
    ['memory, where CPUs are left', { cpu: '80', memory: '8Gi' }, {}, 1],
    [
      'accelerators, which these nodes have not',
      { 'nvidia.com/gpu': '1' },
      {},
      3,
    ],
    ['nothing', {}, {}, 3],
  ])('count %s', (_name, limits, resources, count) => {
    const general = aPool('general', { limits });
    general.nodePool.status = { resources };
    const { nodes, openFor } = provisioner([general]);
    expect(openFor(...pods(3)).filter(one => one === 'limit')).toHaveLength(
      3 - count,
    );
    expect(nodes.opened).toHaveLength(count);
  });

  it('count accelerators', () => {
    const { openFor } = provisioner(
      [aPool('general', { limits: { 'nvidia.com/gpu': '1' } })],
      [gpu],
    );
    expect(openFor(...pods(2))).toEqual(['auto-1', 'limit']);
  });

  it('leave room for a type that is not the smallest, as long as there is one', () => {
    const { nodes, openFor } = provisioner(
      [aPool('general', { limits: { memory: '16Gi' } })],
      [middle, aType('r7i.large', 2, 32)],
    );
    openFor(cpu('1'));
    expect(nodes.opened.map(one => one.instanceType)).toEqual(['m7i.xlarge']);
  });

  it('are set by the simulation where the pool is planned', () => {
    const { nodes, openFor } = provisioner([
      aPool('planned', { limits: { cpu: '1' } }, { origin: 'planned' }),
    ]);
    openFor(...pods(3));
    expect(nodes.opened).toHaveLength(3);
  });

  it('are those of one pool, and the next takes what is too much for it', () => {
    const { nodes, openFor } = provisioner([
      aPool('later'),
      aPool('first', { limits: { cpu: '2' }, weight: 10 }),
    ]);
    openFor(...pods(3));
    expect(nodes.opened.map(one => one.pool)).toEqual([
      'first',
      'later',
      'later',
    ]);
  });

  it('are said with the name of the pool', () => {
    const { nodes } = provisioner([aPool('general', { limits: { cpu: '1' } })]);
    expect(nodes.open(cpu('1'))).toEqual({
      reasons: [
        expect.objectContaining({
          code: 'limit',
          pool: 'general',
          message: expect.stringContaining('cpu 1'),
        }),
      ],
    });
  });
});

describe('the pool of a node that is opened', () => {
  it('launches spot where it may choose, and on-demand for a pod that wants it', () => {
    const { nodes, openFor } = provisioner([
      aPool('any', { capacity: ['on-demand', 'spot'] }),
    ]);
    openFor(cpu('1'));
    openFor(
      pod('steady', {
        nodeSelector: { 'karpenter.sh/capacity-type': 'on-demand' },
      }),
    );
    expect(nodes.opened.map(one => one.capacityType)).toEqual([
      'spot',
      'on-demand',
    ]);
  });

  it('is the heaviest, whatever their order', () => {
    const pools = [
      aPool('light', { weight: 1 }),
      aPool('heavy', { weight: 50 }),
      aPool('none'),
    ];
    for (const given of [pools, [...pools].reverse()]) {
      const { nodes, openFor } = provisioner(given);
      openFor(cpu('1'));
      expect(nodes.opened.map(one => one.pool)).toEqual(['heavy']);
    }
  });

  it('is one that takes the pod; of all others the reason is given', () => {
    const tainted = (name: string) =>
      aPool(name, {
        taints: [{ key: 'team', value: 'red', effect: 'NoSchedule' }],
        weight: 10,
      });
    expect(
      provisioner([tainted('red'), aPool('general')]).openFor(cpu('1')),
    ).toEqual(['auto-1']);
    expect(
      provisioner([tainted('red'), aPool('general')]).nodes.open(cpu('100')),
    ).toEqual({
      reasons: [
        expect.objectContaining({ code: 'taint', pool: 'red' }),
        expect.objectContaining({ code: 'resources', pool: 'general' }),
      ],
    });
  });

  it('is missing where there is no pool', () => {
    expect(provisioner([]).nodes.open(cpu('1'))).toEqual({
      reasons: [expect.objectContaining({ code: 'no-pool' })],
    });
  });
});

const ZONE = 'topology.kubernetes.io/zone';

describe('the zone of a node that is opened', () => {
  it('is the one with the fewest nodes, and of equals the first by name', () => {
    const { nodes, openFor } = provisioner([
      aPool('general', {}, { zones: ['zone-c', 'zone-a', 'zone-b'] }),
    ]);
    openFor(...pods(4));
    expect(nodes.opened.map(one => one.zone)).toEqual([
      'zone-a',
      'zone-b',
      'zone-c',
      'zone-a',
    ]);
  });

  it('is left for another where other pods forbid it, and nothing stays there', () => {
    const world = new PlacementWorld({
      nodes: [node('old', { cordoned: true })],
      pods: [on('old', pod('web-0'))],
    });
    const { nodes, openFor } = provisioner([aPool('general')], ALL, world);
    openFor(pod('web-1', apart({ topologyKey: ZONE })));
    expect(nodes.opened.map(({ name, zone }) => [name, zone])).toEqual([
      ['auto-1', 'zone-b'],
    ]);
    expect(
      [...world.nodes()].map(({ name, labels }) => [name, labels[ZONE]]),
    ).toEqual([
      ['old', 'zone-a'],
      ['auto-1', 'zone-b'],
    ]);
  });

  it('is missing where all are forbidden; of each the reason is given', () => {
    const world = new PlacementWorld({
      nodes: CASE_ZONES.map(zone =>
        node(`old-${zone}`, { zone, cordoned: true }),
      ),
      pods: CASE_ZONES.map(zone => on(`old-${zone}`, pod(`web-${zone}`))),
    });
    const { nodes } = provisioner([aPool('general')], ALL, world);
    expect(nodes.open(pod('web-1', apart({ topologyKey: ZONE })))).toEqual({
      reasons: CASE_ZONES.map(zone =>
        expect.objectContaining({
          code: 'pod-anti-affinity',
          pool: 'general',
          message: expect.stringContaining(zone),
        }),
      ),
    });
    expect(nodes.opened).toEqual([]);
    expect([...world.nodes()]).toHaveLength(3);
  });
});

describe('a node that is opened', () => {
  it('carries the labels of its pool, its type and its place, and the taints of its pool', () => {
    const taints = [
      { key: 'team', value: 'red', effect: 'NoSchedule' as const },
    ];
    const { nodes, openFor, world } = provisioner([
      aPool('red', { labels: { tier: 'one' }, taints }),
    ]);
    openFor(pod('web', { tolerations: [{ operator: 'Exists' }] }));
    expect(labelsOf(world)).toMatchObject({
      tier: 'one',
      'karpenter.sh/nodepool': 'red',
      'karpenter.sh/capacity-type': 'on-demand',
      'kubernetes.io/hostname': 'auto-1',
      'node.kubernetes.io/instance-type': 'm7i.large',
      'beta.kubernetes.io/instance-type': 'm7i.large',
      [ZONE]: 'zone-a',
    });
    expect(world.node('auto-1')?.taints).toEqual(taints);
    expect(nodes.opened).toEqual([
      {
        name: 'auto-1',
        pool: 'red',
        instanceType: 'm7i.large',
        zone: 'zone-a',
        capacityType: 'on-demand',
      },
    ]);
  });

  it('offers what its type has, less what DaemonSets take', () => {
    const overhead = {
      cpu: 500,
      memory: 2 ** 30,
      pods: 3,
      'ephemeral-storage': 2 ** 60,
      'example.com/fuse': 1,
    };
    const { openFor, world } = provisioner([
      aPool('plain', { weight: 1 }),
      aPool(
        'busy',
        { taints: [{ key: 'busy', effect: 'NoSchedule' }] },
        { overhead },
      ),
    ]);
    openFor(pod('web'));
    const tolerant = pod('db', {
      tolerations: [{ operator: 'Exists' }],
      nodeSelector: { 'karpenter.sh/nodepool': 'busy' },
    });
    openFor(tolerant);
    const plain = world.node('auto-1')?.allocatable ?? {};
    const busy = world.node('auto-2')?.allocatable ?? {};
    expect(plain.cpu).toBe(1930);
    expect(busy).toEqual({
      cpu: plain.cpu - 500,
      memory: plain.memory - 2 ** 30,
      pods: plain.pods - 3,
      'ephemeral-storage': 0,
      'example.com/fuse': 0,
    });
  });

  it.each([
    [
      'the first of its values where the pod asks for none',
      { operator: 'In', values: ['red', 'blue'] },
      {},
      'red',
    ],
    [
      'the one that a node selector asks for',
      { operator: 'In', values: ['red', 'blue'] },
      { nodeSelector: { team: 'blue' } },
      'blue',
    ],
    [
      'the one that an affinity asks for',
      { operator: 'In', values: ['red', 'blue'] },
      nodeAffinity([
        { key: 'team', operator: 'In', values: ['green', 'blue'] },
      ]),
      'blue',
    ],
    [
      'the one that the first term which it can meet asks for',
      { operator: 'In', values: ['red', 'blue'] },
      nodeAffinity(
        [{ key: 'team', operator: 'In', values: ['green'] }],
        [{ key: 'team', operator: 'In', values: ['blue'] }],
      ),
      'blue',
    ],
    [
      'one that an affinity does not exclude',
      { operator: 'In', values: ['red', 'blue'] },
      nodeAffinity([{ key: 'team', operator: 'NotIn', values: ['red'] }]),
      'blue',
    ],
    [
      'any that a pod names, where it must only exist',
      { operator: 'Exists' },
      { nodeSelector: { team: 'blue' } },
      'blue',
    ],
    [
      'any that a pod names, but for those excluded',
      { operator: 'NotIn', values: ['red'] },
      { nodeSelector: { team: 'blue' } },
      'blue',
    ],
    [
      'none where only some are excluded',
      { operator: 'NotIn', values: ['red'] },
      {},
      undefined,
    ],
    [
      'none where it must not exist',
      { operator: 'DoesNotExist' },
      {},
      undefined,
    ],
  ] as const)(
    'has of a label that its pool requires: %s',
    (_name, required, spec, expected) => {
      const { openFor, world } = provisioner([
        aPool('teams', {
          requirements: [
            {
              key: 'team',
              operator: required.operator,
              values: 'values' in required ? [...required.values] : undefined,
            },
          ],
        }),
      ]);
      expect(openFor(pod('web', spec))).toEqual(['auto-1']);
      expect(labelsOf(world)?.team).toBe(expected);
    },
  );

  it('has the labels of its type, not others that its pool would allow', () => {
    const { openFor, world } = provisioner([
      aPool('any', {
        requirements: [
          {
            key: 'eks.amazonaws.com/instance-size',
            operator: 'In',
            values: ['2xlarge', 'large'],
          },
        ],
      }),
    ]);
    openFor(pod('web'));
    expect(labelsOf(world)?.['eks.amazonaws.com/instance-size']).toBe('large');
  });

  it('takes other pods until it is full', () => {
    const { openFor, world } = provisioner([aPool('general')]);
    openFor(cpu('1'));
    expect(feasibleNodes(cpu('900m', 'next'), world)).toHaveLength(1);
    expect(fitsNode(cpu('1', 'next'), 'auto-1', world).fits).toBe(false);
  });
});
