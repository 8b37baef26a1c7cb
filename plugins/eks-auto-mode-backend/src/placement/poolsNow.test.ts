// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  NodeClass,
  NodePool,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { pool } from './cases/case';
import { poolsNow } from './poolsNow';
import { aSubnet, someParts } from './testing/parts';

type Terms = NodeClass['spec']['subnetSelectorTerms'];

const aClass = (
  subnetSelectorTerms: Terms,
  more: Partial<NodeClass> = {},
): NodeClass => ({
  apiVersion: 'eks.amazonaws.com/v1',
  kind: 'NodeClass',
  metadata: { name: 'default' },
  spec: { subnetSelectorTerms, ephemeralStorage: { size: '120Gi' } },
  ...more,
});

const karpenters = (name: string): NodePool => {
  const made = pool(name);
  made.spec.template.spec.nodeClassRef = {
    group: 'karpenter.k8s.aws',
    kind: 'EC2NodeClass',
    name: 'default',
  };
  return made;
};

/** The cluster has a and b; c is another of its VPC. */
const given = (
  nodePools: NodePool[],
  nodeClasses: NodeClass[] = [],
  builtIns: Parameters<typeof poolsNow>[1] = [],
) => {
  const parts = someParts([], [], {
    nodePools,
    nodeClasses,
    subnets: [
      aSubnet('c', { tags: { tier: 'private', use: 'pods' } }),
      aSubnet('b', { tags: { tier: 'private' } }),
      aSubnet('a', { tags: { tier: 'public' } }),
    ],
  });
  parts.cluster.network.subnetIds = ['subnet-a', 'subnet-b'];
  return poolsNow(parts, builtIns);
};

describe('pools that are there', () => {
  it.each<[string, Terms, string[]]>([
    ['none, so that those of the cluster are', undefined, ['a', 'b']],
    ['none of these', [{ id: 'subnet-x' }], ['a', 'b']],
    ['one by id', [{ id: 'subnet-c' }], ['c']],
    ['two by id', [{ id: 'subnet-c' }, { id: 'subnet-b' }], ['b', 'c']],
    ['those of a tag', [{ tags: { tier: 'private' } }], ['b', 'c']],
    ['those of two tags', [{ tags: { tier: 'private', use: 'pods' } }], ['c']],
    ['those with a tag of any value', [{ tags: { use: '*' } }], ['c']],
    [
      'those with two tags of any value',
      [{ tags: { tier: '*', use: '*' } }],
      ['c'],
    ],
    [
      'one by id and tag',
      [{ id: 'subnet-c', tags: { tier: 'private' } }],
      ['c'],
    ],
    [
      'one whose tag is another',
      [{ id: 'subnet-c', tags: { tier: 'public' } }],
      ['a', 'b'],
    ],
    [
      'a tag or an id',
      [{ tags: { tier: 'public' } }, { id: 'subnet-c' }],
      ['a', 'c'],
    ],
  ])('a NodeClass that chooses %s', (_name, terms, zones) => {
    expect(given([pool('own')], [aClass(terms)])[0].zones).toEqual(
      zones.map(zone => `zone-${zone}`),
    );
  });

  it.each<[string, NodeClass[], number]>([
    ['its own', [aClass([])], 120],
    [
      'its own, after others',
      [aClass([], { metadata: { name: 'other' }, spec: {} }), aClass([])],
      120,
    ],
    ['another name', [aClass([], { metadata: { name: 'other' } })], 80],
    ['another group', [aClass([], { apiVersion: 'karpenter.k8s.aws/v1' })], 80],
    ['none', [], 80],
  ])('reads the disk of the NodeClass: %s', (_name, classes, diskGiB) => {
    expect(given([pool('own')], classes)[0]).toMatchObject({
      name: 'own',
      origin: 'existing',
      diskGiB,
      preferredTypes: [],
    });
  });

  it('leaves out those of a Karpenter that was installed', () => {
    expect(
      given([karpenters('theirs'), pool('own')]).map(({ name }) => name),
    ).toEqual(['own']);
  });
});

describe('pools that EKS brings', () => {
  it('come beside those that are there, in the zones of the cluster', () => {
    expect(
      given([pool('own')], [], ['system']).map(one => [
        one.name,
        one.origin,
        one.zones,
      ]),
    ).toEqual([
      ['own', 'existing', ['zone-a', 'zone-b']],
      ['system', 'built-in', ['zone-a', 'zone-b']],
    ]);
  });

  it('are taken as they are where they exist', () => {
    expect(
      given([pool('system')], [], ['general-purpose', 'system']).map(one => [
        one.name,
        one.origin,
      ]),
    ).toEqual([
      ['system', 'existing'],
      ['general-purpose', 'built-in'],
    ]);
  });

  it('are not hidden by a pool of an installed Karpenter', () => {
    expect(
      given([karpenters('general-purpose')], [], ['general-purpose']).map(
        ({ origin }) => origin,
      ),
    ).toEqual(['built-in']);
  });
});
