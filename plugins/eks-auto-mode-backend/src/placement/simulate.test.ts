// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Node,
  Pod,
  PodSpec,
  Taint,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  CASE_ZONES,
  claim,
  mounts,
  node,
  on,
  pod,
  pool,
  requests,
} from './cases/case';
import type { Pool } from './pools';
import {
  formatReasons,
  simulate,
  simulating,
  type SimulateParts,
  type SimulationKind,
} from './simulate';
import type { Source } from './sources';
import { aReplica } from './testing/parts';

const general: Pool = {
  name: 'general',
  origin: 'planned',
  nodePool: pool('general'),
  zones: CASE_ZONES,
  diskGiB: 80,
  preferredTypes: ['m6i.xlarge'],
};

function aSource(name: string, ...nodes: Node[]): Source {
  return {
    id: `managed:${name}`,
    type: 'managed-node-group',
    name,
    nodes,
    sizes: { min: 0, max: 10, desired: nodes.length },
    instanceTypes: [],
    groups: [],
    definers: [],
  };
}

const partsOf = (nodes: Node[], pods: Pod[]): SimulateParts => ({
  nodes,
  pods,
  namespaces: [],
  persistentVolumes: [],
  persistentVolumeClaims: [],
  storageClasses: [],
});

/** Moves the sources; other nodes stay. */
function move(
  sources: Source[],
  pods: Pod[],
  options: {
    kind?: SimulationKind;
    staying?: Node[];
    pools?: Pool[];
    parts?: Partial<SimulateParts>;
  } = {},
) {
  return simulate(
    options.kind ?? 'gone',
    {
      ...partsOf(
        [
          ...sources.flatMap(source => source.nodes),
          ...(options.staying ?? []),
        ],
        pods,
      ),
      ...options.parts,
    },
    sources,
    options.pools ?? [general],
    { daemonSets: [] },
  );
}

const placed = (simulation: ReturnType<typeof move>) =>
  Object.fromEntries(simulation.placements);
const misfits = (simulation: ReturnType<typeof move>) =>
  simulation.misfits.map(one => [one.pod.metadata.name, one.source]);
const BOTH: SimulationKind[] = ['gone', 'cordoned'];

describe('pods that are moved', () => {
  it('go to nodes that stay, and to new ones only when those are full', () => {
    const simulation = move(
      [aSource('blue', node('old'))],
      [1, 2, 3].map(index =>
        on('old', pod(`web-${index}`, requests({ cpu: '2' }))),
      ),
      { staying: [node('stay')] },
    );
    expect(placed(simulation)).toEqual({
      'default/web-1': 'stay',
      'default/web-2': 'stay',
      'default/web-3': 'auto-1',
    });
    expect(simulation.nodes.map(({ name }) => name)).toEqual(['auto-1']);
    expect(simulation.misfits).toEqual([]);
  });

  it('fill a new node before another is opened', () => {
    expect(
      placed(
        move(
          [aSource('blue', node('old'))],
          [1, 2, 3].map(index =>
            on('old', pod(`web-${index}`, requests({ cpu: '1500m' }))),
          ),
        ),
      ),
    ).toEqual({
      'default/web-1': 'auto-1',
      'default/web-2': 'auto-1',
      'default/web-3': 'auto-2',
    });
  });

  it.each([
    [
      'CPUs come first',
      { a: { cpu: '1', memory: '4Gi' }, b: { cpu: '3' }, c: { cpu: '2' } },
      ['b', 'c', 'a'],
    ],
    [
      'of equal CPUs memory comes first',
      {
        a: { cpu: '1', memory: '1Gi' },
        b: { cpu: '1', memory: '3Gi' },
        c: { cpu: '1', memory: '2Gi' },
      },
      ['b', 'c', 'a'],
    ],
    [
      'of equals the name decides, in whatever order they are read',
      { c: { cpu: '1' }, a: { cpu: '1' }, d: { cpu: '1' }, b: { cpu: '1' } },
      ['a', 'b', 'c', 'd'],
    ],
    [
      'those without requests come last',
      { a: {}, b: { cpu: '1' }, c: {}, d: { memory: '1Gi' }, e: {} },
      ['b', 'd', 'a', 'c', 'e'],
    ],
    [
      'memory alone counts for less than any CPU',
      { a: { memory: '8Gi' }, b: { cpu: '1m' } },
      ['b', 'a'],
    ],
  ])('are placed largest first: %s', (_name, sizes, order) => {
    const pods = Object.entries<Record<string, string>>(sizes).map(
      ([name, amounts]) => on('old', pod(name, requests(amounts))),
    );
    const simulation = move([aSource('blue', node('old'))], pods);
    expect([...simulation.placements.keys()]).toEqual(
      order.map(name => `default/${name}`),
    );
  });

  it('get another turn after those they wait for', () => {
    const simulation = move(
      [aSource('blue', node('old'))],
      [
        on(
          'old',
          pod('big', {
            ...requests({ cpu: '2' }),
            affinity: {
              podAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                  {
                    labelSelector: { matchLabels: { app: 'small' } },
                    topologyKey: 'kubernetes.io/hostname',
                  },
                ],
              },
            },
          }),
        ),
        on('old', pod('small', requests({ cpu: '1' }))),
      ],
    );
    expect(placed(simulation)).toEqual({
      'default/small': 'auto-1',
      'default/big': 'auto-1',
    });
    expect(simulation.misfits).toEqual([]);
  });

  it('are those of every moved source, and of no other', () => {
    const simulation = move(
      [aSource('blue', node('blue')), aSource('green', node('green'))],
      [
        on('blue', pod('one', requests({ cpu: '100' }))),
        on('green', pod('two', requests({ cpu: '100' }))),
        on('green', pod('three')),
        on('stay', pod('four')),
      ],
      {
        pools: [
          {
            ...general,
            nodePool: pool('general', {
              requirements: [
                {
                  key: 'node.kubernetes.io/instance-type',
                  operator: 'In',
                  values: ['m6i.xlarge'],
                },
              ],
            }),
          },
        ],
        staying: [node('stay')],
      },
    );
    expect(misfits(simulation)).toEqual([
      ['one', 'managed:blue'],
      ['two', 'managed:green'],
    ]);
    expect(simulation.misfits[0].reasons).toEqual([
      expect.objectContaining({ code: 'resources', pool: 'general' }),
    ]);
    expect(placed(simulation)).toEqual({ 'default/three': 'stay' });
  });

  it('are not those that a drain leaves', () => {
    const simulation = move(
      [aSource('blue', node('old'))],
      [aReplica('logs-1', 'old', {}, 'DaemonSet'), aReplica('web-1', 'old')],
    );
    expect(Object.keys(placed(simulation))).toEqual(['default/web-1']);
  });

  it('are not asked of nodes that nobody has read', () => {
    const simulation = simulate(
      'gone',
      partsOf([node('old')], [on('old', pod('web')), on('unread', pod('db'))]),
      [aSource('blue', node('unread'), node('old'))],
      [general],
      { daemonSets: [] },
    );
    expect(placed(simulation)).toEqual({ 'default/web': 'auto-1' });
    expect(simulation.misfits).toEqual([]);
  });

  it('have no place with a volume that Auto nodes cannot mount', () => {
    const simulation = move(
      [aSource('blue', node('old'))],
      [on('old', pod('db', mounts('data')))],
      {
        staying: [node('stay')],
        parts: claim('data', {
          volume: { csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' } },
        }),
      },
    );
    expect(simulation.misfits).toEqual([
      {
        pod: expect.objectContaining({
          metadata: expect.objectContaining({ name: 'db' }),
        }),
        source: 'managed:blue',
        reasons: [expect.objectContaining({ code: 'volume' })],
      },
    ]);
    expect(simulation.nodes).toEqual([]);
  });

  it.each(BOTH)(
    'never go back, even where they tolerate a cordon (%s)',
    kind => {
      const simulation = move(
        [aSource('blue', node('old'))],
        [
          on(
            'old',
            pod('web', {
              tolerations: [{ operator: 'Exists' }],
            }),
          ),
        ],
        { kind },
      );
      expect(simulation.kind).toBe(kind);
      expect(placed(simulation)).toEqual({ 'default/web': 'auto-1' });
    },
  );
});

describe('old nodes as domains of a topology spread', () => {
  const toleratesCordon = [
    { key: 'node.kubernetes.io/unschedulable', operator: 'Exists' as const },
  ];
  const spread = (
    nodeTaintsPolicy: 'Honor' | 'Ignore',
    tolerations: PodSpec['tolerations'] = toleratesCordon,
  ): Partial<PodSpec> => ({
    tolerations,
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'web' } },
        nodeTaintsPolicy,
      },
    ],
  });
  // One old node is in a zone that the pool cannot launch in, and two pods spread over zones.
  const moved = (
    kind: SimulationKind,
    spec: Partial<PodSpec>,
    taints: Taint[],
  ) =>
    move(
      [
        aSource(
          'blue',
          node('old-a', { zone: 'zone-a' }),
          node('old-d', { zone: 'zone-d', taints }),
        ),
      ],
      [on('old-a', pod('web-1', spec)), on('old-a', pod('web-2', spec))],
      { kind, pools: [{ ...general, zones: ['zone-a'] }] },
    ).misfits.map(one => one.pod.metadata.name);
  const taint: Taint = { key: 'team', value: 'red', effect: 'NoSchedule' };

  it.each<[string, SimulationKind, Partial<PodSpec>, Taint[], string[]]>([
    [
      'count while they are cordoned',
      'cordoned',
      spread('Ignore'),
      [],
      ['web-2'],
    ],
    ['do not count when they are gone', 'gone', spread('Ignore'), [], []],
    [
      'count where the pod honours taints and tolerates the cordon',
      'cordoned',
      spread('Honor'),
      [],
      ['web-2'],
    ],
    [
      'do not count where the pod honours taints and does not tolerate the cordon',
      'cordoned',
      spread('Honor', []),
      [],
      [],
    ],
    [
      'keep the taints they had before they were cordoned',
      'cordoned',
      spread('Honor'),
      [taint],
      [],
    ],
  ])('%s', (_name, kind, spec, taints, left) => {
    expect(moved(kind, spec, taints)).toEqual(left);
  });
});

describe('a simulation that pauses', () => {
  it('lets others have a turn after each pod', () => {
    const work = simulating(
      'gone',
      partsOf([node('old')], [on('old', pod('one')), on('old', pod('two'))]),
      [aSource('blue', node('old'))],
      [general],
      { daemonSets: [] },
    );
    let pauses = 0;
    while (!work.next().done) pauses++;
    expect(pauses).toBeGreaterThanOrEqual(2);
  });
});

describe('reasons in a few words', () => {
  const reasons = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      code: 'taint' as const,
      message: `reason ${index}`,
    }));

  it.each([
    [0, 0, false],
    [1, 1, false],
    [4, 4, false],
    [5, 4, true],
    [6, 4, true],
  ])('of %d say %d, and whether there are more: %s', (count, said, more) => {
    const text = formatReasons(reasons(count));
    expect(text.match(/reason \d/g) ?? []).toHaveLength(said);
    expect(text.includes(`${count - 4} more`)).toBe(more);
  });

  it('name the pool, and say nothing twice', () => {
    const reason = { code: 'taint' as const, message: 'no' };
    expect(
      formatReasons([
        { ...reason, pool: 'a' },
        { ...reason, pool: 'b' },
        { ...reason, pool: 'a' },
        reason,
      ]),
    ).toBe('pool a: no; pool b: no; no');
  });
});
