// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlannedSource } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { aNode } from '../readiness/testing/objects';
import { keptNodes } from './keptNodes';

const source = (change: Partial<PlannedSource>): PlannedSource => ({
  id: 'managed:windows',
  type: 'managed-node-group',
  name: 'windows',
  nodes: 1,
  pods: 1,
  instanceTypes: [],
  decision: 'keep',
  keptBecause: [],
  pools: [],
  ...change,
});
const node = aNode('n', 'a', {
  labels: { 'eks.amazonaws.com/nodegroup': 'windows' },
});

it.each<[string, Partial<PlannedSource>, boolean]>([
  ['may stay where their source is kept', {}, true],
  ['may not where it moves', { decision: 'move' }, false],
  [
    'may not where it is not certain that it is kept',
    { inTheWay: ['no plan can be made'] },
    false,
  ],
  ['may not where another is kept', { name: 'other' }, false],
])('nodes %s', (_words, change, expected) => {
  expect(keptNodes([source(change)])(node)).toBe(expected);
});
