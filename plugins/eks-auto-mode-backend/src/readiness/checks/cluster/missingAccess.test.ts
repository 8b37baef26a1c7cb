// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseAllDocuments } from 'yaml';
import { clusterRoleOf } from '../../../clusters/clusterRole';
import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
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
  [
    'names the group of a resource',
    {
      missingAccess: [
        { verb: 'list', group: 'karpenter.sh', resource: 'nodepools' },
      ],
    },
    [`blocker ${CLUSTER_ARN}`],
    ['list karpenter.sh/nodepools'],
  ],
]);

it('CL-16 shows just what deploy/ has for the migrate role', () => {
  const [{ patch }] = findingsOf(missingAccess, missing);
  const [command, ...lines] = (patch?.content ?? '').split('\n');
  // Again, once the role has grown: nothing refuses what is there already.
  expect(command).toBe('# kubectl apply -f patch.yaml');
  const shown = parseAllDocuments(lines.join('\n')).map(one => one.toJSON());
  // deploy/kubernetes/migrate.yaml is made of it.
  expect(shown).toEqual(clusterRoleOf('migrate'));
  expect(shown).toEqual([
    expect.objectContaining({ kind: 'ClusterRole' }),
    expect.objectContaining({
      kind: 'ClusterRoleBinding',
      subjects: [expect.objectContaining({ name: 'eks-auto-mode-migrate' })],
    }),
  ]);
  expect(patch?.title).toContain('eks-auto-mode-migrate');
});
