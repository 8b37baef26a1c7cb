// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Node } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aNode } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { nodeState } from './nodeState';

const node = (
  status: Partial<NonNullable<Node['status']>>,
  spec: Partial<Node['spec']> = {},
  labels = {},
) => ({
  nodes: [aNode('n', 'a', { status, spec, labels })],
});
const found = ['warning Node n'];
const notReady = {
  conditions: [
    { type: 'Ready', status: 'Unknown' as const, reason: 'NodeStatusUnknown' },
  ],
};

holds(nodeState, [
  [
    'warns where it is not Ready',
    node(notReady),
    found,
    ['not Ready (NodeStatusUnknown)'],
  ],
  [
    'warns where it has no condition',
    node({ conditions: [] }),
    found,
    ['not Ready (no condition)'],
  ],
  [
    'warns where it is cordoned',
    node({}, { unschedulable: true }),
    found,
    ['cordoned already'],
  ],
  [
    'warns of an older kubelet',
    node({ nodeInfo: { kubeletVersion: 'v1.33.4-eks-1' } }),
    found,
    ['kubelet v1.33.4-eks-1, cluster 1.35'],
  ],
  [
    'passes over Auto nodes',
    node(notReady, {}, { 'eks.amazonaws.com/compute-type': 'auto' }),
    [],
  ],
]);
