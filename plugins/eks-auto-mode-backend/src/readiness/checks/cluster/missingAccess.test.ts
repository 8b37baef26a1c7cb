// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
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

it('CL-16 shows just what deploy/ has for the migrate role', async () => {
  const [{ patch }] = findingsOf(missingAccess, missing);
  const [command, ...lines] = (patch?.content ?? '').split('\n');
  // Again, once the role has grown: nothing refuses what is there already.
  expect(command).toBe('# kubectl apply -f patch.yaml');
  const shown = parseAllDocuments(lines.join('\n')).map(one => one.toJSON());
  const deployed = parseAllDocuments(
    await fs.readFile(
      path.resolve(
        __dirname,
        '../../../../../../deploy/kubernetes/migrate.yaml',
      ),
      'utf8',
    ),
  ).map(one => one.toJSON());
  expect(shown).toEqual(deployed);
  expect(shown[1]).toMatchObject({
    kind: 'ClusterRoleBinding',
    subjects: [{ kind: 'Group', name: 'eks-auto-mode-migrate' }],
  });
  expect(patch?.title).toContain('eks-auto-mode-migrate');
});
