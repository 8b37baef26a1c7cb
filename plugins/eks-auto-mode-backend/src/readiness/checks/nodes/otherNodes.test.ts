// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aNode } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { otherNodes } from './otherNodes';

const plain = (name: string, instanceId: string) => {
  const node = aNode(name, 'a', { instanceId });
  delete node.metadata.labels?.['eks.amazonaws.com/nodegroup'];
  return node;
};

holds(otherNodes, [
  [
    'warns of a node of no group',
    ({ nodes }) => ({ nodes: [...nodes, plain('alone', 'i-0f')] }),
    ['warning Node alone'],
    ['providerID aws:///us-east-1a/i-0f'],
  ],
  [
    'warns once of a self-managed group',
    healthy => ({
      nodes: [...healthy.nodes, plain('one', 'i-0d'), plain('two', 'i-0e')],
      autoScalingGroups: [
        ...healthy.autoScalingGroups,
        {
          ...healthy.autoScalingGroups[0],
          name: 'self',
          arn: 'arn:self',
          tags: { 'kubernetes.io/cluster/shop': 'owned' },
          instances: ['i-0d', 'i-0e'].map(id => ({
            id,
            lifecycleState: 'InService',
            protectedFromScaleIn: false,
          })),
        },
      ],
    }),
    ['warning arn:self'],
    ['nodes one, two'],
  ],
  [
    'blocks on a node whose label claims a group that it is not in',
    ({ nodes }) => ({
      nodes: [...nodes, aNode('claims', 'a', { instanceId: 'i-0f' })],
    }),
    ['blocker Node claims'],
    [
      'its label names node group general, yet its instance i-0f is in no Auto Scaling group',
    ],
  ],
  [
    'passes over Auto, Fargate and hybrid nodes',
    {
      nodes: (
        [
          ['auto', 'aws:///zone-a/i-0f'],
          ['fargate', 'aws:///zone-a/1f2e/fargate-10-0-0-1'],
          ['hybrid', 'eks-hybrid:///us-east-1/shop/hybrid'],
        ] as const
      ).map(([type, providerID]) => {
        const node = plain(type, 'i-0f');
        return {
          ...node,
          spec: { ...node.spec, providerID },
          metadata: {
            ...node.metadata,
            labels: {
              ...node.metadata.labels,
              'eks.amazonaws.com/compute-type': type,
            },
          },
        };
      }),
    },
    [],
  ],
]);
