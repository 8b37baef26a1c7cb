// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  PersistentVolume,
  Pod,
  StorageClass,
  Volume,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { claim, mounts, nodeAffinity, pod, pool, requests } from './cases/case';
import { autoInstanceType } from './instanceTypes';
import { fitsPool, immovableVolume, podFitsPools } from './podFitsPools';
import type { Pool } from './pools';
import { PlacementWorld } from './world';

const ZONE = 'topology.kubernetes.io/zone';
const ARCH = 'kubernetes.io/arch';
const CAPACITY = 'karpenter.sh/capacity-type';
const TYPE = 'node.kubernetes.io/instance-type';

/** A pool of zones a and b, with what `pool` of the cases can say. */
const aPool = (
  name: string,
  options: Parameters<typeof pool>[1] = {},
  more: Partial<Pool> = {},
): Pool => ({
  name,
  origin: 'existing',
  nodePool: pool(name, options),
  zones: ['us-east-1a', 'us-east-1b'],
  diskGiB: 80,
  preferredTypes: [],
  ...more,
});

const general = aPool('general');

const large = aPool('large', {
  requirements: [{ key: TYPE, operator: 'In', values: ['m6i.large'] }],
});

const context = { daemonSets: [] };

/** Why the pool does not take the pod; undefined where it does. */
const against = (
  spec: Parameters<typeof pod>[1],
  to = general,
  world?: PlacementWorld,
) => {
  const fit = fitsPool(pod('web', spec), to, context, world);
  return fit.fits ? undefined : fit.reasons[0];
};

const aClass = (
  provisioner: string,
  more: Partial<StorageClass> = {},
): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'fast' },
  provisioner,
  volumeBindingMode: 'WaitForFirstConsumer',
  ...more,
});

const disk = (driver: string) => ({ csi: { driver, volumeHandle: 'vol-1' } });

/** A world in which the claim `data` is bound to the volume, or to none. */
const holding = (
  options: Parameters<typeof claim>[1],
  storageClasses: StorageClass[] = [],
) =>
  new PlacementWorld({ nodes: [], storageClasses, ...claim('data', options) });

describe('volumes that no Auto node mounts', () => {
  it.each<
    [string, Partial<PersistentVolume['spec']> | undefined, string, boolean]
  >([
    ['of the EBS driver', disk('ebs.csi.aws.com'), '', true],
    [
      'of the EBS driver in the tree',
      { awsElasticBlockStore: { volumeID: 'v' } },
      '',
      true,
    ],
    [
      'of Auto Mode’s own EBS driver',
      disk('ebs.csi.eks.amazonaws.com'),
      '',
      false,
    ],
    ['of EFS', disk('efs.csi.aws.com'), '', false],
    ['on a disk of the node', { local: { path: '/d' } }, '', true],
    ['in a folder of the node', { hostPath: { path: '/d' } }, '', true],
    ['to be made by the EBS driver', undefined, 'ebs.csi.aws.com', true],
    [
      'to be made by the EBS driver in the tree',
      undefined,
      'kubernetes.io/aws-ebs',
      true,
    ],
    ['to be made by Auto Mode', undefined, 'ebs.csi.eks.amazonaws.com', false],
    [
      'of Auto Mode’s driver, whose class names the old one',
      disk('ebs.csi.eks.amazonaws.com'),
      'ebs.csi.aws.com',
      false,
    ],
  ])('one %s', (_name, volume, provisioner, immovable) => {
    const world = holding(
      { volume, storageClass: 'fast' },
      provisioner ? [aClass(provisioner)] : [],
    );
    const mounting = pod('web', mounts('data'));
    expect(immovableVolume(mounting, world)?.code).toBe(
      immovable ? 'volume' : undefined,
    );
    expect(podFitsPools(mounting, [general], context, world)).toMatchObject(
      immovable
        ? { fits: false, reasons: [{ code: 'volume' }] }
        : { fits: true },
    );
  });

  it('are found behind others', () => {
    const volume = (name: string): Volume => ({
      name,
      persistentVolumeClaim: { claimName: name },
    });
    expect(
      immovableVolume(
        pod('web', { volumes: [volume('none'), volume('data')] }),
        holding({ volume: disk('ebs.csi.aws.com') }),
      )?.message,
    ).toContain('claim data');
  });

  it('are not looked for without a world', () => {
    const mounting: Pod = pod('web', mounts('data'));
    expect(immovableVolume(mounting, undefined)).toBeUndefined();
    expect(podFitsPools(mounting, [general], context).fits).toBe(true);
  });
});

describe('where volumes lie', () => {
  const inZone = (...values: string[]) => ({
    matchExpressions: [{ key: ZONE, operator: 'In' as const, values }],
  });
  const zonesLeft = (
    world: PlacementWorld,
    spec: Parameters<typeof pod>[1] = {},
  ) => {
    const fit = fitsPool(
      pod('web', { ...mounts('data'), ...spec }),
      general,
      context,
      world,
    );
    return fit.fits ? fit.zones : fit.reasons.map(({ key }) => key);
  };
  const reachable = (...nodeSelectorTerms: ReturnType<typeof inZone>[]) => ({
    ...disk('disk.example.com'),
    nodeAffinity: { required: { nodeSelectorTerms } },
  });

  it.each<[string, Parameters<typeof claim>[1], string[]]>([
    [
      'no place',
      { volume: disk('disk.example.com') },
      ['us-east-1a', 'us-east-1b'],
    ],
    [
      'no terms',
      { volume: { ...disk('disk.example.com'), nodeAffinity: {} } },
      ['us-east-1a', 'us-east-1b'],
    ],
    ['one zone', { volume: reachable(inZone('us-east-1b')) }, ['us-east-1b']],
    [
      'a zone that the pool lacks',
      { volume: reachable(inZone('us-east-1f')) },
      [ZONE],
    ],
    [
      'a second term',
      { volume: reachable(inZone('us-east-1f'), inZone('us-east-1a')) },
      ['us-east-1a'],
    ],
    [
      'a zone by label',
      { volume: disk('d'), labels: { [ZONE]: 'us-east-1b' } },
      ['us-east-1b'],
    ],
    [
      'zones by label',
      { volume: disk('d'), labels: { [ZONE]: 'us-east-1a__us-east-1b' } },
      ['us-east-1a', 'us-east-1b'],
    ],
    [
      'a zone by the old label',
      {
        volume: disk('d'),
        labels: { 'failure-domain.beta.kubernetes.io/zone': 'us-east-1f' },
      },
      [ZONE],
    ],
    [
      'another region',
      {
        volume: disk('d'),
        labels: { 'topology.kubernetes.io/region': 'eu-west-1' },
      },
      ['topology.kubernetes.io/region'],
    ],
    [
      'a label and a term that contradict',
      {
        volume: reachable(inZone('us-east-1a')),
        labels: { [ZONE]: 'us-east-1b' },
      },
      [ZONE],
    ],
  ])('a volume with %s', (_name, options, left) => {
    expect(zonesLeft(holding(options))).toEqual(left);
  });

  it.each([
    ['us-east-1a', ['us-east-1a']],
    ['us-east-1b', [ZONE]],
  ])('comes on top of what the pod asks: %s', (zone, left) => {
    expect(
      zonesLeft(holding({ volume: reachable(inZone('us-east-1a')) }), {
        nodeSelector: { [ZONE]: zone },
      }),
    ).toEqual(left);
  });

  it.each([
    ['us-east-1b', ['us-east-1b']],
    ['us-east-1f', [ZONE]],
  ])('a class makes volumes in %s only', (zone, left) => {
    const allowed = aClass('disk.example.com', {
      allowedTopologies: [
        { matchLabelExpressions: [{ key: ZONE, values: [zone] }] },
      ],
    });
    expect(zonesLeft(holding({ storageClass: 'fast' }, [allowed]))).toEqual(
      left,
    );
  });
});

describe('what a pool says against a pod', () => {
  it.each<[string, Pool, string]>([
    ['it is closed', aPool('a', { limits: { cpu: '0' } }), 'limit'],
    [
      'its taint',
      aPool('a', { taints: [{ key: 'x', effect: 'NoSchedule' }] }),
      'taint',
    ],
    ['it has no zone', aPool('a', {}, { zones: [] }), 'node-affinity'],
    [
      'it has no instance type',
      aPool('a', {
        requirements: [{ key: TYPE, operator: 'In', values: ['none.large'] }],
      }),
      'node-affinity',
    ],
  ])('%s, by its name', (_name, to, code) => {
    expect(against({}, to)).toMatchObject({ pool: 'a', code });
  });

  it.each<[string, Parameters<typeof pod>[1], string, string | undefined]>([
    [
      'the label that fails',
      { nodeSelector: { [ARCH]: 'amd64', team: 'red' } },
      'node-selector',
      'team',
    ],
    [
      'it under the name that the pod uses',
      { nodeSelector: { 'beta.kubernetes.io/arch': 'arm64' } },
      'node-selector',
      'beta.kubernetes.io/arch',
    ],
    [
      'that it stands in the affinity',
      {
        nodeSelector: { [ARCH]: 'amd64' },
        ...nodeAffinity([{ key: 'team', operator: 'Exists' }]),
      },
      'node-affinity',
      'team',
    ],
    [
      'that the affinity names a node',
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchFields: [
                    { key: 'metadata.name', operator: 'In', values: ['a'] },
                  ],
                },
              ],
            },
          },
        },
      },
      'node-affinity',
      undefined,
    ],
    [
      'the resource that no node has',
      requests({ cpu: '100', 'nvidia.com/gpu': '999' }),
      'resources',
      'nvidia.com/gpu',
    ],
  ])('%s', (_name, spec, code, key) => {
    const reason = against(spec);
    expect([reason?.code, reason?.key]).toEqual([code, key]);
  });

  it.each<[string, string, string]>([
    [
      'eks.amazonaws.com/compute-type',
      'fargate',
      'eks.amazonaws.com/compute-type=auto',
    ],
    [ZONE, 'us-east-1f', 'us-east-1a, us-east-1b'],
    [CAPACITY, 'spot', 'it launches on-demand'],
    ['team', 'blue', 'it allows In (red)'],
  ])('what it has for %s instead of %s', (key, value, offered) => {
    const red = aPool('red', {
      requirements: [{ key: 'team', operator: 'In', values: ['red'] }],
    });
    expect(against({ nodeSelector: { [key]: value } }, red)?.message).toContain(
      offered,
    );
  });

  it('nothing to Windows but that there is no such node, whatever the pools', () => {
    expect(
      podFitsPools(pod('web', { os: { name: 'windows' } }), [general], context),
    ).toMatchObject({
      fits: false,
      reasons: [{ code: 'node-selector', key: 'kubernetes.io/os' }],
    });
    expect(
      podFitsPools(pod('web', { os: { name: 'linux' } }), [general], context)
        .fits,
    ).toBe(true);
  });
});

describe('room on the nodes of a pool', () => {
  /** 2 CPUs, of which the kubelet keeps 70 m. */
  it.each<[number, string, string | undefined]>([
    [0, '1930m', undefined],
    [0, '1931m', 'leaves 1930m'],
    [30, '1900m', undefined],
    [30, '1901m', 'leaves 1900m'],
  ])('DaemonSets take %s m of it: are %s left?', (cpu, wanted, but) => {
    const reason = against(requests({ cpu: wanted }), {
      ...large,
      overhead: { cpu },
    });
    expect(/leaves \S+/.exec(reason?.message ?? '')?.[0]).toBe(but);
  });

  it('nothing at all is there on any node', () => {
    expect(
      against(requests({ cpu: '1', 'nvidia.com/gpu': '0' }), {
        ...large,
        overhead: { 'nvidia.com/gpu': 1 },
      }),
    ).toBeUndefined();
  });

  it('has to be on one node for all that a pod asks', () => {
    const two = ['c6i.xlarge', 'r6i.large'].flatMap(
      type => autoInstanceType(type) ?? [],
    );
    const asking = (amounts: Record<string, string>) =>
      fitsPool(pod('web', requests(amounts)), general, {
        daemonSets: [],
        instanceTypes: two,
      });
    const types = (fit: ReturnType<typeof asking>) =>
      fit.fits ? fit.types.map(({ type }) => type) : fit.reasons[0].code;
    expect(types(asking({ cpu: '3' }))).toEqual(['c6i.xlarge']);
    expect(types(asking({ memory: '10Gi' }))).toEqual(['r6i.large']);
    expect(types(asking({ cpu: '3', memory: '10Gi' }))).toBe('resources');
  });

  it('is of the capacity types that the pod leaves', () => {
    const fit = fitsPool(
      pod('web', { nodeSelector: { [CAPACITY]: 'spot' } }),
      aPool('any', { capacity: ['spot', 'on-demand'] }),
      context,
    );
    expect(fit.fits && fit.capacityTypes).toEqual(['spot']);
  });
});
