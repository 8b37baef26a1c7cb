// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds, mends } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { missingAccess } from './missingAccess';

const missing: Change = {
  missingAccess: [
    { verb: 'create', group: '', resource: 'pods', subresource: 'eviction' },
    { verb: 'get', group: '', resource: 'nodes' },
    { verb: 'patch', group: '', resource: 'nodes' },
  ],
};

holds(missingAccess, [
  [
    'blocks on any missing verb',
    missing,
    [`blocker ${CLUSTER_ARN}`],
    ['create pods/eviction; get, patch nodes'],
  ],
]);

it('CL-16 names the verbs by resource, and grants just these', () => {
  const [{ evidence, patch }] = findingsOf(missingAccess, missing);
  expect(evidence).toBe('create pods/eviction; get, patch nodes');
  expect(patch?.content).toContain('pods/eviction');
});

mends(missingAccess, [
  [
    'blocks on any missing verb',
    missing,
    [
      '# kubectl create -f patch.yaml',
      'apiVersion: rbac.authorization.k8s.io/v1',
      'kind: ClusterRole',
      'metadata:',
      '  name: eks-auto-mode-migrate-missing',
      'rules:',
      '  - apiGroups:',
      '      - ""',
      '    resources:',
      '      - pods/eviction',
      '    verbs:',
      '      - create',
      '  - apiGroups:',
      '      - ""',
      '    resources:',
      '      - nodes',
      '    verbs:',
      '      - get',
      '      - patch',
    ],
  ],
]);
