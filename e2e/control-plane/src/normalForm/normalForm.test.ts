// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Node } from '../api/objects';
import { differences, nodesNormalForm } from './normalForm';

const node = (name: string, over: Partial<Node['spec']> = {}): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    labels: {
      'kubernetes.io/hostname': name,
      'eks.amazonaws.com/nodegroup': 'a',
      'topology.kubernetes.io/zone': 'us-east-1a',
    },
  },
  spec: over,
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
});

describe('the normal form of nodes', () => {
  it('is the same for other machines of the same look', () => {
    expect(
      differences(
        nodesNormalForm([node('one'), node('two')]),
        nodesNormalForm([node('three'), node('four')]),
      ),
    ).toEqual([]);
  });

  it.each<[string, Node[]]>([
    ['a machine less', [node('one')]],
    [
      'a cordon left behind',
      [node('one'), node('two', { unschedulable: true })],
    ],
    [
      'a taint left behind',
      [
        node('one'),
        node('two', { taints: [{ key: 'x', effect: 'NoSchedule' }] }),
      ],
    ],
  ])('tells %s', (_, after) => {
    expect(
      differences(
        nodesNormalForm([node('one'), node('two')]),
        nodesNormalForm(after),
      ),
    ).toMatchObject([
      { object: 'Nodes of group a in us-east-1a', field: 'nodes' },
    ]);
  });

  it('does not mind the taint by which Kubernetes marks a cordon that is gone', () => {
    const marked = node('one', {
      taints: [
        { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
      ],
    });
    expect(
      differences(nodesNormalForm([node('one')]), nodesNormalForm([marked])),
    ).toEqual([]);
  });
});

describe('differences', () => {
  it('names object and field, also of what came or went', () => {
    expect(
      differences(
        { a: { x: 1, y: [1] }, b: { z: 1 } },
        { a: { x: 2, y: [1] }, c: { z: 1 } },
      ),
    ).toEqual([
      { object: 'a', field: 'x', before: 1, after: 2 },
      { object: 'b', field: 'z', before: 1, after: null },
      { object: 'c', field: 'z', before: null, after: 1 },
    ]);
  });
});
