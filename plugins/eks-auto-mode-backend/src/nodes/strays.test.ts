// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Instance } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aNode } from '../readiness/testing/objects';
import { healthyParts } from '../readiness/testing/inventory';
import { straysOf, type StraysInput } from './strays';

const readAt = '2026-11-21T12:00:00.000Z';
const [group] = healthyParts().autoScalingGroups;

function anInstance(id: string, more: Partial<Instance> = {}): Instance {
  return {
    id,
    type: 'm6i.large',
    state: 'running',
    securityGroupIds: [],
    tags: {},
    managedByAuto: false,
    launchedAt: '2026-11-20T12:00:00.000Z',
    ...more,
  };
}

function inGroup(id: string, lifecycleState = 'InService') {
  return {
    ...group,
    instances: [{ id, lifecycleState, protectedFromScaleIn: false }],
  };
}

const owned = { 'kubernetes.io/cluster/shop': 'owned' };

function said(more: Partial<StraysInput>): string[] {
  return straysOf({
    clusterName: 'shop',
    nodes: [],
    instances: [],
    groups: [],
    sourceOf: new Map([[group.name, 'managed:general']]),
    readAt,
    ...more,
  }).map(({ state, instance, node, source }) =>
    [state, instance, node, source].filter(Boolean).join(' '),
  );
}

describe('instances without nodes, and nodes without instances', () => {
  it.each<[string, Partial<StraysInput>, string[]]>([
    [
      'passes over an instance that is a node',
      {
        nodes: [aNode('n', 'a', { instanceId: 'i-0a' })],
        instances: [anInstance('i-0a', { tags: owned })],
        groups: [inGroup('i-0a')],
      },
      [],
    ],
    [
      'names an instance of a group that did not join',
      { instances: [anInstance('i-0a')], groups: [inGroup('i-0a')] },
      ['not-joined i-0a managed:general'],
    ],
    [
      'names a tagged instance of no group',
      { instances: [anInstance('i-0b', { tags: owned })] },
      ['not-joined i-0b'],
    ],
    [
      'names an instance that Auto Mode launched long ago',
      { instances: [anInstance('i-0c', { managedByAuto: true })] },
      ['not-joined i-0c'],
    ],
    [
      'passes over an instance that nothing makes a node',
      { instances: [anInstance('i-0d')] },
      [],
    ],
    [
      'passes over one that belongs to another cluster',
      {
        instances: [
          anInstance('i-0d', {
            tags: { 'kubernetes.io/cluster/other': 'owned' },
          }),
        ],
      },
      [],
    ],
    [
      'gives a young instance its time',
      {
        instances: [
          anInstance('i-0a', { launchedAt: '2026-11-21T11:50:00.000Z' }),
        ],
        groups: [inGroup('i-0a')],
      },
      ['not-expected i-0a managed:general'],
    ],
    [
      'expects nothing of a warm pool',
      {
        instances: [anInstance('i-0a')],
        groups: [inGroup('i-0a', 'Warmed:Running')],
      },
      ['not-expected i-0a managed:general'],
    ],
    [
      'passes over what is stopped',
      {
        instances: [anInstance('i-0a', { state: 'stopped' })],
        groups: [inGroup('i-0a')],
      },
      [],
    ],
    [
      'passes over what the group still lists and EC2 has ended',
      { groups: [inGroup('i-0a', 'Terminating')] },
      [],
    ],
    [
      'takes the group’s word where instances could not be read',
      { instances: undefined, groups: [inGroup('i-0a')] },
      ['not-joined i-0a managed:general'],
    ],
    [
      'names a node whose instance has ended',
      { nodes: [aNode('n', 'a', { instanceId: 'i-0f' })] },
      ['no-instance i-0f n'],
    ],
    [
      'names a node whose instance is stopped',
      {
        nodes: [aNode('n', 'a', { instanceId: 'i-0f' })],
        instances: [anInstance('i-0f', { state: 'stopped' })],
      },
      ['no-instance i-0f n'],
    ],
    [
      'says nothing of a node’s instance where instances could not be read',
      {
        instances: undefined,
        nodes: [aNode('n', 'a', { instanceId: 'i-0f' })],
      },
      [],
    ],
  ])('%s', (_name, input, expected) => {
    expect(said(input)).toEqual(expected);
  });
});
