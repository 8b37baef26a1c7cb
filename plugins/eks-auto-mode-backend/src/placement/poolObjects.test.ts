// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NodeClass } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { builtInPool, diskGiBOf, objectName } from './poolObjects';
import { compiledPool } from './pools';

describe('the pools that EKS brings', () => {
  it.each([
    ['system', ['amd64', 'arm64'], ['CriticalAddonsOnly']],
    ['general-purpose', ['amd64'], []],
  ] as const)('%s: architectures and taints', (name, architectures, taints) => {
    const pool = builtInPool(name, ['us-east-1a']);
    const { template } = pool.nodePool.spec;
    const { types } = compiledPool(pool, { daemonSets: [] });
    expect([pool.name, pool.nodePool.metadata.name, pool.zones]).toEqual([
      name,
      name,
      ['us-east-1a'],
    ]);
    expect(template.spec.nodeClassRef).toEqual({
      group: 'eks.amazonaws.com',
      kind: 'NodeClass',
      name: 'default',
    });
    expect(pool).toMatchObject({ diskGiB: 80, preferredTypes: [] });
    expect(
      [...new Set(types.map(({ entry }) => entry.architecture))].sort(),
    ).toEqual(architectures);
    expect(template.spec.taints?.map(({ key }) => key)).toEqual(taints);
  });

  it.each([
    ['m5.large', true],
    ['c6i.large', true],
    ['r8i.large', true],
    ['m4.large', false],
    ['t3.large', false],
    ['g5.xlarge', false],
  ])('launch %s: %s, and that on demand', (type, launched) => {
    const { types, capacityTypes } = compiledPool(
      builtInPool('general-purpose', ['us-east-1a']),
      { daemonSets: [] },
    );
    expect(types.some(({ entry }) => entry.type === type)).toBe(launched);
    expect(capacityTypes).toEqual(['on-demand']);
  });

  it('name a capacity type, so that it is no default of somebody else', () => {
    expect(
      builtInPool('system', []).nodePool.spec.template.spec.requirements,
    ).toContainEqual({
      key: 'karpenter.sh/capacity-type',
      operator: 'In',
      values: ['on-demand'],
    });
  });
});

describe('the disk of a NodeClass', () => {
  const aClass = (spec: NodeClass['spec']): NodeClass => ({
    apiVersion: 'eks.amazonaws.com/v1',
    kind: 'NodeClass',
    metadata: { name: 'default' },
    spec,
  });

  it.each<[string, NodeClass | undefined, number]>([
    ['120Gi', aClass({ ephemeralStorage: { size: '120Gi' } }), 120],
    ['5Gi', aClass({ ephemeralStorage: { size: '5Gi' } }), 5],
    ['no size', aClass({ ephemeralStorage: { iops: 3000 } }), 80],
    ['no disk', aClass({}), 80],
    ['another unit', aClass({ ephemeralStorage: { size: '2Ti' } }), 80],
    ['part of a GiB', aClass({ ephemeralStorage: { size: '1.5Gi' } }), 80],
    ['a unit that goes on', aClass({ ephemeralStorage: { size: '9GiB' } }), 80],
    ['no NodeClass', undefined, 80],
  ])('of %s', (_name, nodeClass, diskGiB) => {
    expect(diskGiBOf(nodeClass)).toBe(diskGiB);
  });
});

describe('a name for an object', () => {
  const long = 'a'.repeat(63);

  it.each<[string, string[], string]>([
    ['web', [], 'web'],
    ['Web Front_End', [], 'web-front-end'],
    ['web--front', [], 'web-front'],
    ['web - front', [], 'web-front'],
    ['--web--', [], 'web'],
    ['__web__', [], 'web'],
    ['___', [], 'pool'],
    ['', [], 'pool'],
    ['web', ['web'], 'web-2'],
    ['web', ['web', 'web-2'], 'web-3'],
    ['Web!', ['web'], 'web-2'],
    [`${long}b`, [], long],
    [`${long}b`, [long], `${'a'.repeat(61)}-2`],
    [`${'a'.repeat(62)}-b`, [], 'a'.repeat(62)],
    [`${'a'.repeat(60)}-bcd`, [`${'a'.repeat(60)}-bc`], `${'a'.repeat(60)}-2`],
  ])('%s beside %j', (wanted, taken, name) => {
    expect(objectName(wanted, new Set(taken))).toBe(name);
    expect(name.length).toBeLessThanOrEqual(63);
  });
});
