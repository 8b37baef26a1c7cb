// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { isAutoNode, isFargateNode, isHybridNode } from './nodes';
import { aNode } from './testing/objects';

it.each([
  ['auto', [true, false, false]],
  ['hybrid', [false, true, false]],
  ['fargate', [false, false, true]],
  ['ec2', [false, false, false]],
])('tells a node of compute type %s', (type, expected) => {
  const node = aNode('n', 'a', {
    labels: { 'eks.amazonaws.com/compute-type': type },
  });
  expect([isAutoNode(node), isHybridNode(node), isFargateNode(node)]).toEqual(
    expected,
  );
});

it('takes a node without labels for none of them', () => {
  const node = aNode('n');
  delete node.metadata.labels;
  expect([isAutoNode(node), isHybridNode(node), isFargateNode(node)]).toEqual([
    false,
    false,
    false,
  ]);
});
