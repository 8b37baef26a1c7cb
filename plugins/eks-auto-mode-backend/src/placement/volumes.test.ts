// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  PersistentVolume,
  StorageClass,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { claim, mounts, pod } from './cases/case';
import { podVolumes, volumeReason, volumeState } from './volumes';
import { PlacementWorld, type WorldObjects } from './world';

const ZONE = 'topology.kubernetes.io/zone';

const aClass = (more: Partial<StorageClass> = {}): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'fast' },
  provisioner: 'disk.example.com',
  volumeBindingMode: 'WaitForFirstConsumer',
  ...more,
});

const world = (objects: Partial<WorldObjects> = {}) =>
  new PlacementWorld({ nodes: [], ...objects });

const web = pod('web', mounts('data'));

/** Whether the pod's volumes let it onto a node with these labels. */
const reaches = (
  objects: Partial<WorldObjects>,
  labels: Record<string, string>,
) =>
  volumeReason(volumeState(web, world(objects)), { name: 'a', labels }) ===
  undefined;

const csi = { csi: { driver: 'disk.example.com', volumeHandle: 'vol-1' } };

const inZones = (...values: string[]): Partial<PersistentVolume['spec']> => ({
  ...csi,
  nodeAffinity: {
    required: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: ZONE, operator: 'In', values }] },
      ],
    },
  },
});

describe('the claims of a pod', () => {
  it.each<[string, Parameters<typeof pod>[1], string[]]>([
    ['none without volumes', {}, []],
    [
      'none of other volumes',
      {
        volumes: [
          { name: 'tmp', emptyDir: {} },
          { name: 'c', configMap: {} },
        ],
      },
      [],
    ],
    ['those that it names', mounts('data'), ['data']],
    [
      'that of an ephemeral volume, by the names of pod and volume',
      { volumes: [{ name: 'cache', ephemeral: {} }] },
      ['web-cache'],
    ],
    [
      'all of several, in order',
      {
        volumes: [
          { name: 'tmp', emptyDir: {} },
          { name: 'cache', ephemeral: {} },
          { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        ],
      },
      ['web-cache', 'data'],
    ],
  ])('%s', (_name, spec, claims) => {
    expect(
      podVolumes(pod('web', spec), world()).map(({ claimName }) => claimName),
    ).toEqual(claims);
  });

  it('come with the volume and the class', () => {
    const objects = claim('data', { volume: csi, storageClass: 'fast' });
    const known = world({ ...objects, storageClasses: [aClass()] });
    expect(podVolumes(web, known)).toEqual([
      {
        volume: 'data',
        claimName: 'data',
        claim: objects.persistentVolumeClaims[0],
        persistentVolume: objects.persistentVolumes[0],
        storageClass: aClass(),
      },
    ]);
  });

  it('are those of its own namespace', () => {
    const [found] = podVolumes(
      pod('web', mounts('data'), { namespace: 'other' }),
      world(claim('data', { volume: csi })),
    );
    expect(found.claim).toBeUndefined();
  });
});

describe('a volume that is nowhere', () => {
  const unbound = claim('data', { storageClass: 'fast' });

  it.each<[string, Partial<WorldObjects>, boolean]>([
    ['a claim that does not exist', {}, false],
    [
      'a volume that does not exist',
      { ...claim('data', { volume: csi }), persistentVolumes: [] },
      false,
    ],
    [
      'a volume that does not exist, of a class that would wait',
      {
        ...claim('data', { volume: csi, storageClass: 'fast' }),
        persistentVolumes: [],
        storageClasses: [aClass()],
      },
      false,
    ],
    ['an unbound claim of no class', claim('data'), false],
    ['an unbound claim of an unknown class', unbound, false],
    [
      'an unbound claim of a class that does not wait',
      {
        ...unbound,
        storageClasses: [aClass({ volumeBindingMode: 'Immediate' })],
      },
      false,
    ],
    [
      'an unbound claim of a class that waits for the pod',
      { ...unbound, storageClasses: [aClass()] },
      true,
    ],
    ['a bound claim', claim('data', { volume: csi }), true],
  ])('%s: reachable %s', (_name, objects, reachable) => {
    const state = volumeState(web, world(objects));
    expect(state.broken.map(({ code }) => code)).toEqual(
      reachable ? [] : ['volume'],
    );
    expect(state.demands).toHaveLength(reachable ? 1 : 0);
    expect(reaches(objects, {})).toBe(reachable);
  });
});

describe('where a volume can be reached from', () => {
  const here = { [ZONE]: 'a' };
  const labelled = (labels: Record<string, string>) =>
    claim('data', { volume: csi, labels });
  const made = (...topologies: Record<string, string[]>[]) => ({
    ...claim('data', { storageClass: 'fast' }),
    storageClasses: [
      aClass({
        allowedTopologies: topologies.map(one => ({
          matchLabelExpressions: Object.entries(one).map(([key, values]) => ({
            key,
            values,
          })),
        })),
      }),
    ],
  });

  it.each<[string, Partial<WorldObjects>, boolean]>([
    ['bound, in no place', claim('data', { volume: csi }), true],
    [
      'bound, with an affinity that requires nothing',
      claim('data', { volume: { ...csi, nodeAffinity: {} } }),
      true,
    ],
    ['bound, in the zone', claim('data', { volume: inZones('a') }), true],
    ['bound, in zones', claim('data', { volume: inZones('b', 'a') }), true],
    ['bound, in another', claim('data', { volume: inZones('b') }), false],
    ['labelled with the zone', labelled({ [ZONE]: 'a' }), true],
    ['labelled with two', labelled({ [ZONE]: 'b__a' }), true],
    ['labelled with another', labelled({ [ZONE]: 'b' }), false],
    [
      'labelled with what the node lacks',
      labelled({ 'topology.kubernetes.io/region': 'r' }),
      false,
    ],
    [
      'labelled by an old name that the node lacks',
      labelled({ 'failure-domain.beta.kubernetes.io/zone': 'a' }),
      false,
    ],
    [
      'labelled by an old name of the region that the node lacks',
      labelled({ 'failure-domain.beta.kubernetes.io/region': 'r' }),
      false,
    ],
    ['labelled otherwise', labelled({ team: 'red' }), true],
    [
      'labelled with the zone, and with another region',
      labelled({ [ZONE]: 'a', 'topology.kubernetes.io/region': 'r' }),
      false,
    ],
    ['to be made anywhere', made(), true],
    ['to be made in the zone', made({ [ZONE]: ['a'] }), true],
    ['to be made in another', made({ [ZONE]: ['b'] }), false],
    ['to be made in either', made({ [ZONE]: ['b'] }, { [ZONE]: ['a'] }), true],
    [
      'to be made where two labels are',
      made({ [ZONE]: ['a'], x: ['y'] }),
      false,
    ],
    ['to be made nowhere', made({}), false],
  ])('one %s: %s', (_name, objects, reachable) => {
    expect(reaches(objects, here)).toBe(reachable);
  });

  it('says volume where it is not', () => {
    const reason = (options: Parameters<typeof claim>[1]) =>
      volumeReason(volumeState(web, world(claim('data', options))), {
        name: 'a',
        labels: here,
      })?.code;
    expect(reason({ volume: inZones('b') })).toBe('volume');
    expect(reason({ volume: csi, labels: { [ZONE]: 'b' } })).toBe('volume');
  });

  it('asks every volume of the pod', () => {
    const [one, two] = [
      claim('one', { volume: inZones('a') }),
      claim('two', { volume: inZones('b') }),
    ];
    const state = volumeState(
      pod('web', {
        volumes: ['one', 'two'].map(claimName => ({
          name: claimName,
          persistentVolumeClaim: { claimName },
        })),
      }),
      world({
        persistentVolumes: [...one.persistentVolumes, ...two.persistentVolumes],
        persistentVolumeClaims: [
          ...one.persistentVolumeClaims,
          ...two.persistentVolumeClaims,
        ],
      }),
    );
    expect(volumeReason(state, { name: 'a', labels: here })?.message).toContain(
      'claim two',
    );
  });
});
