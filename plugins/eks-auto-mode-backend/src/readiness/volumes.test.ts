// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Volume,
  StorageClass,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aPod, aPodSpec, aVolume } from './testing/objects';
import {
  claimKey,
  claimsOf,
  defaultClass,
  isDefaultClass,
  isOldEbsVolume,
  volumesOf,
} from './volumes';
import type { Workload } from './workloads';

const aClass = (
  name: string,
  creationTimestamp?: string,
  annotation = 'storageclass.kubernetes.io/is-default-class',
): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name, creationTimestamp, annotations: { [annotation]: 'true' } },
  provisioner: 'ebs.csi.aws.com',
});

describe('the default class', () => {
  it('is said by an annotation, the old one too', () => {
    expect(isDefaultClass(aClass('a'))).toBe(true);
    const old = 'storageclass.beta.kubernetes.io/is-default-class';
    expect(isDefaultClass(aClass('a', undefined, old))).toBe(true);
    expect(isDefaultClass(aClass('a', undefined, 'other'))).toBe(false);
    expect(isDefaultClass({ ...aClass('a'), metadata: { name: 'a' } })).toBe(
      false,
    );
  });

  it.each<[string, StorageClass[], string | undefined]>([
    [
      'is the newest of several',
      [
        aClass('b', '2026-01-01'),
        aClass('c', '2026-03-01'),
        aClass('a', '2026-02-01'),
      ],
      'c',
    ],
    [
      'is the newest of several, in whatever order',
      [
        aClass('c', '2026-03-01'),
        aClass('a', '2026-02-01'),
        aClass('b', '2026-01-01'),
      ],
      'c',
    ],
    [
      'is the first by name of those made at once',
      [
        aClass('b', '2026-01-01'),
        aClass('a', '2026-01-01'),
        aClass('c', '2026-01-01'),
      ],
      'a',
    ],
    [
      'is one that tells when it was made before one that does not',
      [aClass('a'), aClass('b', '2026-01-01')],
      'b',
    ],
    ['may not be there', [], undefined],
  ])('%s', (_words, classes, name) => {
    expect(defaultClass(classes)?.metadata.name).toBe(name);
  });
});

it.each([
  [{ csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' } }, true],
  [
    { csi: { driver: 'ebs.csi.eks.amazonaws.com', volumeHandle: 'vol-1' } },
    false,
  ],
  [{ awsElasticBlockStore: { volumeID: 'vol-1' }, csi: undefined }, true],
  [{ csi: undefined }, false],
])('a volume of %j is of the old driver: %s', (volume, old) => {
  expect(isOldEbsVolume(aVolume('a', { volume }).volume)).toBe(old);
});

const workload = (more: {
  volumes?: Volume[];
  podVolumes?: Volume[];
  claimTemplates?: string[];
}): Workload => ({
  subject: {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    namespace: 'shop',
    name: 'db',
  },
  metadata: { name: 'db', namespace: 'shop' },
  template: {
    labels: {},
    annotations: {},
    spec: aPodSpec({ volumes: more.volumes }),
  },
  rolls: true,
  claimTemplates: more.claimTemplates,
  pods: [aPod('db-0', { spec: aPodSpec({ volumes: more.podVolumes }) })],
});
const mounting = (claimName: string): Volume => ({
  name: 'v',
  persistentVolumeClaim: { claimName },
});
const { claim: mine } = aVolume('data');
const { claim: elsewhere } = aVolume('data', { namespace: 'other' });

describe('the claims of a workload', () => {
  it.each<[string, Parameters<typeof workload>[0], string[], string[]]>([
    [
      'are those that its template mounts',
      { volumes: [mounting('data')] },
      ['data', 'logs'],
      ['data'],
    ],
    [
      'are those that its pods mount',
      { podVolumes: [mounting('data')] },
      ['data', 'logs'],
      ['data'],
    ],
    [
      'are those of its own templates, by number',
      { claimTemplates: ['data'] },
      [
        'data-db-0',
        'data-db-12',
        'data-db-x1',
        'data-db-1x',
        'data-db-',
        'data-other-0',
        'logs-db-0',
      ],
      ['data-db-0', 'data-db-12'],
    ],
    [
      'are those of ephemeral volumes, named after the pod',
      { podVolumes: [{ name: 'scratch', ephemeral: {} }, { name: 'plain' }] },
      ['db-0-scratch', 'db-0-plain', 'db-1-scratch'],
      ['db-0-scratch'],
    ],
    [
      'are none where nothing is mounted',
      { volumes: [{ name: 'tmp' }] },
      ['data', 'tmp'],
      [],
    ],
  ])('%s', (_words, more, names, expected) => {
    const claims = names.map(name => aVolume(name).claim);
    expect(
      claimsOf(workload(more), claims).map(claim => claim.metadata.name),
    ).toEqual(expected);
  });

  it('are those of its own namespace', () => {
    expect(
      claimsOf(workload({ volumes: [mounting('data')] }), [
        elsewhere,
        mine,
      ]).map(claimKey),
    ).toEqual(['shop/data']);
  });
});

describe('the volumes of a workload', () => {
  const of = (volume: ReturnType<typeof aVolume>['volume'], claim = mine) =>
    volumesOf(workload({ volumes: [mounting('data')] }), {
      persistentVolumes: [volume],
      persistentVolumeClaims: [claim],
    }).map(one => one.volume.metadata.name);
  const named = (
    name: string,
    claimRef?: { namespace: string; name: string },
  ) => {
    const { volume } = aVolume('data');
    return {
      ...volume,
      metadata: { name },
      spec: { ...volume.spec, claimRef },
    };
  };
  const unbound = { ...mine, spec: { ...mine.spec, volumeName: undefined } };

  it('are those that its claims name', () => {
    expect(
      of(named('pvc-data'), {
        ...mine,
        spec: { ...mine.spec, volumeName: 'pvc-data' },
      }),
    ).toEqual(['pvc-data']);
    expect(
      of(named('another'), {
        ...mine,
        spec: { ...mine.spec, volumeName: 'pvc-data' },
      }),
    ).toEqual([]);
  });

  it('are those that name its claims', () => {
    expect(
      of(named('v', { namespace: 'shop', name: 'data' }), unbound),
    ).toEqual(['v']);
    expect(
      of(named('v', { namespace: 'other', name: 'data' }), unbound),
    ).toEqual([]);
    expect(
      of(named('v', { namespace: 'shop', name: 'logs' }), unbound),
    ).toEqual([]);
    expect(of(named('v'), unbound)).toEqual([]);
  });
});
