// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { DaemonSet } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { container, nodeAffinity, pod, pool } from './cases/case';
import { podFitsPools } from './podFitsPools';
import {
  byWeight,
  compiledPool,
  daemonPod,
  narrow,
  podAlternatives,
  regionOf,
  type Pool,
  type PoolContext,
} from './pools';
import { requirementsOf } from './requirements';

const general: Pool = {
  name: 'general',
  origin: 'existing',
  nodePool: pool('general'),
  zones: ['us-east-1a', 'us-east-1b'],
  diskGiB: 80,
  preferredTypes: [],
};

const fit = (spec: Parameters<typeof pod>[1]) =>
  podFitsPools(pod('web', spec), [general], { daemonSets: [] });

describe('what a pool offers', () => {
  it.each([
    ['us-east-1a', 'us-east-1'],
    ['ap-southeast-2c', 'ap-southeast-2'],
    ['us-gov-west-1b', 'us-gov-west-1'],
    ['us-east-1-bos-1a', 'us-east-1'],
    ['us-east-12a', 'us-east-12'],
    ['elsewhere', 'elsewhere'],
  ])('knows that zone %s is of region %s', (zone, region) => {
    expect(regionOf(zone)).toBe(region);
  });

  it.each([
    ['topology.kubernetes.io/region', 'us-east-1', true],
    ['topology.kubernetes.io/region', 'eu-west-1', false],
    ['failure-domain.beta.kubernetes.io/region', 'us-east-1', true],
    ['eks.amazonaws.com/compute-type', 'auto', true],
    ['eks.amazonaws.com/instance-category', 'm', true],
    ['eks.amazonaws.com/instance-family', 'm3', false],
    ['node.kubernetes.io/instance-type', 'm6i.large', true],
    ['eks.amazonaws.com/nodegroup', 'general', false],
    ['eks.amazonaws.com/capacityType', 'ON_DEMAND', false],
    ['karpenter.k8s.aws/instance-family', 'm6i', false],
    ['alpha.eksctl.io/nodegroup-name', 'general', false],
  ])('node selector %s=%s: %s', (key, value, fits) => {
    expect(fit({ nodeSelector: { [key]: value } }).fits).toBe(fits);
  });

  it.each([
    ['Gt', '190', true],
    ['Gt', '1000', false],
    ['Lt', '3', true],
    ['Lt', '2', false],
  ] as const)('virtual CPUs %s %s: %s', (operator, bound, fits) => {
    expect(
      fit({
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchExpressions: [
                    {
                      key: 'eks.amazonaws.com/instance-cpu',
                      operator,
                      values: [bound],
                    },
                  ],
                },
              ],
            },
          },
        },
      }).fits,
    ).toBe(fits);
  });

  it('names the types that could be launched', () => {
    const found = fit({
      nodeSelector: { 'eks.amazonaws.com/instance-family': 'm6i' },
      containers: [{ name: 'c', resources: { requests: { cpu: '40' } } }],
    });
    expect(found.fits && found.types.map(({ type }) => type)).toEqual([
      'm6i.12xlarge',
      'm6i.16xlarge',
      'm6i.24xlarge',
      'm6i.32xlarge',
    ]);
  });

  it('says that there is no pool at all', () => {
    expect(podFitsPools(pod('web'), [], { daemonSets: [] })).toEqual({
      fits: false,
      reasons: [
        {
          code: 'no-pool',
          message: 'no pool of Auto Mode is there or planned',
        },
      ],
    });
  });
});

const compiled = (
  options: Parameters<typeof pool>[1] = {},
  context: Partial<PoolContext> = {},
  more: Partial<Pool> = {},
) =>
  compiledPool(
    { ...general, nodePool: pool('general', options), ...more },
    { daemonSets: [], ...context },
  );

const aDaemon = (
  name: string,
  spec: Parameters<typeof pod>[1] = {},
): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name, namespace: 'kube-system' },
  spec: {
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [container({ cpu: '100m' })], ...spec },
    },
  },
});

describe('a pool by itself', () => {
  it.each([
    ['0', true],
    ['0Gi', true],
    ['0m', true],
    ['10', false],
    ['0.5', true],
    ['1000Gi', false],
  ])('of at most %s CPUs is closed: %s', (cpu, closed) => {
    expect(compiled({ limits: { memory: '1Ti', cpu } }).closed).toBe(closed);
  });

  it('that allows no GPU is open, without the types that have one', () => {
    const { closed, types } = compiled({ limits: { 'nvidia.com/gpu': '0' } });
    const resources = new Set(
      types.map(({ entry }) => entry.accelerator?.resource),
    );
    expect(closed).toBe(false);
    expect(resources).toContain('aws.amazon.com/neuron');
    expect(resources).not.toContain('nvidia.com/gpu');
  });

  it('has no type that its limits leave no room for, and is closed where that is each', () => {
    const { types } = compiled({ limits: { cpu: '4' } });
    expect(Math.max(...types.map(({ entry }) => entry.vcpus))).toBe(4);
    expect(compiled({ limits: { memory: '100Mi' } }).closed).toBe(true);
    expect(compiled({ limits: { nodes: '0' } }).closed).toBe(true);
    expect(compiled({ limits: { pods: '0' } }).closed).toBe(true);
  });

  it('that is planned has no limit before its nodes are known', () => {
    const planned = compiled(
      { limits: { cpu: '1' } },
      {},
      { origin: 'planned' },
    );
    expect(planned.closed).toBe(false);
  });

  it.each([
    [['spot'], ['spot']],
    [
      ['reserved', 'on-demand', 'spot'],
      ['spot', 'on-demand', 'reserved'],
    ],
    [['ON_DEMAND'], []],
  ])('of the capacity types %j launches %j', (capacity, launched) => {
    expect(compiled({ capacity }).capacityTypes).toEqual(launched);
  });

  it('launches any type on demand where it requires nothing', () => {
    const nodePool = pool('general');
    delete nodePool.spec.template.spec.requirements;
    const { capacityTypes, types, zones } = compiled({}, {}, { nodePool });
    expect(capacityTypes).toEqual(['on-demand']);
    expect(zones).toEqual(general.zones);
    expect(new Set(types.map(({ entry }) => entry.architecture))).toEqual(
      new Set(['amd64', 'arm64']),
    );
  });

  it.each([
    ['In', ['m'], ['m6i.large']],
    ['NotIn', ['m'], ['g5.xlarge']],
  ] as const)('of the categories %s %j', (operator, values, left) => {
    const types = compiled({
      requirements: [
        {
          key: 'eks.amazonaws.com/instance-category',
          operator,
          values: [...values],
        },
        {
          key: 'node.kubernetes.io/instance-type',
          operator: 'In',
          values: ['m6i.large', 'g5.xlarge'],
        },
        { key: 'team', operator: 'In', values: ['red'] },
      ],
    }).types.map(({ entry }) => entry.type);
    expect(types).toEqual(left);
  });

  it('leaves out types without a label that it requires', () => {
    const { types } = compiled({
      requirements: [
        { key: 'eks.amazonaws.com/instance-gpu-name', operator: 'Exists' },
      ],
    });
    expect(types.length).toBeGreaterThan(0);
    expect(types.every(({ entry }) => entry.accelerator)).toBe(true);
  });

  it('has no region without a zone', () => {
    const region = 'topology.kubernetes.io/region';
    expect(compiled().labels[region]).toBe('us-east-1');
    expect(compiled({}, {}, { zones: [] }).labels).not.toHaveProperty(region);
  });

  it('is worked out once for a context, and its types once for a disk', () => {
    const context = { daemonSets: [] };
    const first = compiledPool(general, context);
    const other = compiledPool({ ...general }, { daemonSets: [] });
    const larger = compiledPool({ ...general, diskGiB: 200 }, context);
    expect(compiledPool(general, context)).toBe(first);
    expect(other).not.toBe(first);
    expect(other.types[0].labels).toBe(first.types[0].labels);
    expect(other.types[0].allocatable).toBe(first.types[0].allocatable);
    expect(larger.types[0].allocatable['ephemeral-storage']).toBeGreaterThan(
      first.types[0].allocatable['ephemeral-storage'],
    );
  });

  it.each([
    [
      [
        ['a', 1],
        ['b', 2],
      ],
      'b',
    ],
    [
      [
        ['b', 1],
        ['a', 2],
      ],
      'a',
    ],
    [
      [
        ['a', 1],
        ['b', 1],
      ],
      'b',
    ],
    [
      [
        ['b', 1],
        ['a', 1],
      ],
      'b',
    ],
    [
      [
        ['a', 0],
        ['b', 0],
        ['c', 0],
      ],
      'c',
    ],
  ] as const)(
    'among %j by name and weight, %s is tried first',
    (given, first) => {
      const ordered = given
        .map(([name, weight]) => compiled({ weight }, {}, { name }))
        .sort(byWeight);
      expect(ordered[0].pool.name).toBe(first);
    },
  );
});

describe('what DaemonSets take of each node', () => {
  const dedicated = {
    taints: [{ key: 'team', effect: 'NoSchedule' as const }],
  };
  const arm = nodeAffinity([
    { key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] },
  ]);
  const either = nodeAffinity(
    [{ key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] }],
    [{ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] }],
  );

  it.each<
    [string, Parameters<typeof pool>[1], Parameters<typeof pod>[1], boolean]
  >([
    ['that asks for nothing', {}, {}, true],
    ['of another architecture', {}, arm, false],
    ['of either architecture', {}, either, true],
    ['without the toleration', dedicated, {}, false],
    [
      'with the toleration',
      dedicated,
      { tolerations: [{ key: 'team', operator: 'Exists' }] },
      true,
    ],
  ])('one %s', (_name, options, spec, counts) => {
    expect(
      compiled(options, { daemonSets: [aDaemon('logs', spec)] }).overhead,
    ).toEqual(counts ? { cpu: 100, pods: 1 } : { pods: 0 });
  });

  it('adds up, unless it was worked out before', () => {
    const daemonSets = [aDaemon('logs'), aDaemon('mesh')];
    expect(compiled({}, { daemonSets }).overhead).toEqual({
      cpu: 200,
      pods: 2,
    });
    expect(
      compiled({}, { daemonSets }, { overhead: { cpu: 7 } }).overhead,
    ).toEqual({ cpu: 7 });
  });

  it.each([
    'not-ready',
    'unreachable',
    'disk-pressure',
    'memory-pressure',
    'pid-pressure',
    'unschedulable',
  ])('the taint %s keeps none away', condition => {
    const key = `node.kubernetes.io/${condition}`;
    expect(
      compiled(
        { taints: [{ key, effect: 'NoSchedule' }] },
        { daemonSets: [aDaemon('logs')] },
      ).overhead.pods,
    ).toBe(1);
  });

  it('the pod of one has its labels, namespace and tolerations', () => {
    const made = daemonPod(
      aDaemon('logs', { tolerations: [{ key: 'own', operator: 'Exists' }] }),
    );
    expect(made.metadata).toEqual({
      name: 'logs-daemon',
      namespace: 'kube-system',
      labels: { app: 'logs' },
    });
    expect(made.spec.tolerations?.map(({ key }) => key)).toContain('own');
    expect(daemonPod(aDaemon('logs')).spec.tolerations).toHaveLength(6);
  });
});

describe('what a pod asks of labels', () => {
  const field = (operator: 'In' | 'NotIn') => ({
    key: 'metadata.name',
    operator,
    values: ['a'],
  });
  const red = { key: 'team', operator: 'In' as const, values: ['red'] };

  it.each([
    ['expressions', [{ matchExpressions: [red] }], [['team']]],
    [
      'two terms',
      [
        { matchExpressions: [red] },
        { matchExpressions: [{ ...red, key: 'tier' }] },
      ],
      [['team'], ['tier']],
    ],
    ['an empty term', [{}], []],
    ['a term of empty lists', [{ matchExpressions: [], matchFields: [] }], []],
    ['the name of a node', [{ matchFields: [field('In')] }], []],
    [
      'the name of a node and a label',
      [{ matchExpressions: [red], matchFields: [field('In')] }],
      [],
    ],
    ['any node but one', [{ matchFields: [field('NotIn')] }], [[]]],
    [
      'any node but one, with a label',
      [{ matchExpressions: [red], matchFields: [field('NotIn')] }],
      [['team']],
    ],
    [
      'two names, one excluded',
      [{ matchFields: [field('NotIn'), field('In')] }],
      [],
    ],
  ])('by %s', (_name, nodeSelectorTerms, keys) => {
    const asked = podAlternatives(
      pod('web', {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms,
            },
          },
        },
      }),
    );
    expect(asked.map(one => [...one.keys()])).toEqual(keys);
  });

  it('always includes its node selector', () => {
    const nodeSelector = { size: 'l' };
    const keys = (spec: Parameters<typeof pod>[1]) =>
      podAlternatives(pod('web', spec)).map(one => [...one.keys()]);
    expect(keys({})).toEqual([[]]);
    expect(keys({ nodeSelector })).toEqual([['size']]);
    expect(keys({ nodeSelector, ...nodeAffinity([red]) })).toEqual([
      ['size', 'team'],
    ]);
  });
});

describe('narrowing a pool', () => {
  const HOST = 'kubernetes.io/hostname';
  const leaves = (
    wanted: Parameters<typeof requirementsOf>[0],
    options: Parameters<typeof pool>[1] = {},
  ) => {
    const left = narrow(requirementsOf(wanted), compiled(options));
    return 'key' in left ? left.key : undefined;
  };

  it.each([
    ['In', ['a'], HOST],
    ['NotIn', ['a'], undefined],
    ['Exists', [], undefined],
    ['DoesNotExist', [], HOST],
    ['Gt', ['1'], HOST],
    ['Lt', ['1'], HOST],
  ] as const)(
    'a node to come has a name that nobody knows: %s %j',
    (operator, values, key) => {
      expect(leaves([{ key: HOST, operator, values: [...values] }])).toBe(key);
    },
  );

  it('a node to come has a name, and not that of an old one', () => {
    expect(
      leaves([
        { key: HOST, operator: 'Exists' },
        { key: HOST, operator: 'NotIn', values: ['old'] },
      ]),
    ).toBeUndefined();
  });

  it.each([
    ['In', ['red'], undefined],
    ['In', ['green'], 'team'],
    ['NotIn', ['red'], undefined],
    ['NotIn', ['red', 'blue'], 'team'],
    ['Exists', [], undefined],
    ['DoesNotExist', [], 'team'],
  ] as const)(
    'a label that the pool requires, red or blue: %s %j',
    (operator, values, key) => {
      const team = { key: 'team', operator: 'In' as const };
      expect(
        leaves([{ key: 'team', operator, values: [...values] }], {
          requirements: [{ ...team, values: ['red', 'blue'] }],
        }),
      ).toBe(key);
    },
  );

  it.each([
    ['Lt', '20', undefined],
    ['Lt', '11', 'size'],
    ['Gt', '20', undefined],
  ] as const)(
    'a number that the pool wants above 10: %s %s',
    (operator, bound, key) => {
      expect(
        leaves([{ key: 'size', operator, values: [bound] }], {
          requirements: [{ key: 'size', operator: 'Gt', values: ['10'] }],
        }),
      ).toBe(key);
    },
  );

  it.each([
    [['on-demand'], 'spot', 'karpenter.sh/capacity-type'],
    [['on-demand', 'spot'], 'spot', undefined],
  ])('capacity of %j for one who wants %s', (capacity, value, key) => {
    expect(
      leaves(
        [
          {
            key: 'karpenter.sh/capacity-type',
            operator: 'In',
            values: [value],
          },
        ],
        { capacity },
      ),
    ).toBe(key);
  });
});
