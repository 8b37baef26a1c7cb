// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds, mends } from '../../testing/holds';
import { aDeployment } from '../../testing/objects';
import { findingsOf } from '../../testing/says';
import { forcedSelectors } from './forcedSelectors';

const web = (nodeSelector: Record<string, string>) => ({
  deployments: [aDeployment('web', { spec: { nodeSelector } }).deployment],
  replicaSets: [],
  pods: [],
});

holds(forcedSelectors, [
  [
    'tells of a selector of Auto nodes',
    web({ 'eks.amazonaws.com/compute-type': 'auto' }),
    ['info Deployment shop/web'],
    ['nodeSelector eks.amazonaws.com/compute-type: auto'],
  ],
  [
    'passes over other kinds of compute',
    web({ 'eks.amazonaws.com/compute-type': 'hybrid' }),
    [],
  ],
]);

it('takes out that selector only', () => {
  const [{ patch }] = findingsOf(
    forcedSelectors,
    web({ 'eks.amazonaws.com/compute-type': 'auto', disk: 'fast' }),
  );
  expect(patch?.content).toContain('eks.amazonaws.com/compute-type: null');
  expect(patch?.content).not.toContain('disk');
});

mends(forcedSelectors, [
  [
    'tells of a selector of Auto nodes',
    web({ 'eks.amazonaws.com/compute-type': 'auto' }),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  template:',
      '    spec:',
      '      nodeSelector:',
      '        eks.amazonaws.com/compute-type: null',
    ],
  ],
]);
