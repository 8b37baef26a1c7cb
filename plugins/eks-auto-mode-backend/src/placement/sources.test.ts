// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { findSources } from './sources';
import { aGroup, someParts } from './testing/parts';

const sourceNames = (parts: ReturnType<typeof someParts>) =>
  findSources(parts).sources.map(source => [
    source.id,
    source.nodes.map(node => node.metadata.name),
  ]);

describe('sources', () => {
  it('gives a managed group the nodes that its Auto Scaling group and their labels agree on', () => {
    const parts = someParts([aGroup('blue', 2), aGroup('green', 1)]);
    expect(sourceNames(parts)).toEqual([
      ['managed:blue', ['blue-0', 'blue-1']],
      ['managed:green', ['green-0']],
    ]);
    expect(findSources(parts).disputes).toEqual([]);
  });

  it.each([
    [
      'an Auto node that carries the group label',
      (group: ReturnType<typeof aGroup>) => {
        group.nodes[0].spec.providerID = 'aws:///zone-a/i-0999';
        group.nodes[0].metadata.labels = {
          'eks.amazonaws.com/nodegroup': 'blue',
          'eks.amazonaws.com/compute-type': 'auto',
        };
      },
      'its compute type is auto, yet its label names node group blue',
    ],
    [
      'a node of the group that says its compute type is auto',
      (group: ReturnType<typeof aGroup>) => {
        group.nodes[0].metadata.labels = {
          'eks.amazonaws.com/nodegroup': 'blue',
          'eks.amazonaws.com/compute-type': 'auto',
        };
      },
      'its compute type is auto, yet its instance',
    ],
    [
      'a label without the instance',
      (group: ReturnType<typeof aGroup>) => {
        group.group.instances.shift();
      },
      'is in no Auto Scaling group',
    ],
    [
      'an instance without the label',
      (group: ReturnType<typeof aGroup>) => {
        delete group.nodes[0].metadata.labels?.['eks.amazonaws.com/nodegroup'];
      },
      'yet its label is missing',
    ],
    [
      'an instance whose label names another group',
      (group: ReturnType<typeof aGroup>) => {
        group.nodes[0].metadata.labels = {
          'eks.amazonaws.com/nodegroup': 'red',
        };
      },
      'yet its label names red',
    ],
    [
      'a node without an instance id',
      (group: ReturnType<typeof aGroup>) => {
        group.nodes[0].spec.providerID = 'kwok://blue-0';
      },
      'yet its provider id names no instance',
    ],
  ])('reports %s and gives it to nobody', (_name, spoil, why) => {
    const group = aGroup('blue', 2);
    spoil(group);
    const { sources, disputes } = findSources(someParts([group]));
    expect(disputes).toEqual([
      {
        node: 'blue-0',
        source: 'managed:blue',
        why: expect.stringContaining(why),
      },
    ]);
    expect(
      sources.flatMap(source => source.nodes.map(node => node.metadata.name)),
    ).toEqual(['blue-1']);
  });

  it('tells other kinds of sources apart', () => {
    const groups = [
      aGroup('own', 1),
      aGroup('fargate', 1),
      aGroup('karp', 1),
      aGroup('auto', 1),
      aGroup('lone', 1),
    ];
    const label = (index: number, labels: Record<string, string>) => {
      groups[index].nodes[0].metadata.labels = labels;
    };
    label(0, {});
    label(1, { 'eks.amazonaws.com/compute-type': 'fargate' });
    label(2, { 'karpenter.sh/nodepool': 'spot' });
    label(3, {
      'karpenter.sh/nodepool': 'system',
      'eks.amazonaws.com/compute-type': 'auto',
    });
    label(4, {});
    groups[1].nodes[0].spec.providerID = 'aws:///zone-a/1f2e/fargate-10-0-0-1';
    const parts = someParts(groups, [], {
      nodegroups: [],
      autoScalingGroups: [groups[0].group],
    });
    expect(sourceNames(parts)).toEqual([
      ['asg:eks-own', ['own-0']],
      ['auto:system', ['auto-0']],
      ['fargate:unknown', ['fargate-0']],
      ['karpenter:spot', ['karp-0']],
      ['standalone:lone-0', ['lone-0']],
    ]);
  });
});
