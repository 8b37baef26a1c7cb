// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ConfigMap } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { awsAuthRows, changedRows } from './awsAuth';

const ROLE = 'arn:aws:iam::111122223333:role/ops';

const map = (
  data: Record<string, string>,
  name = 'aws-auth',
  namespace = 'kube-system',
): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});

it('reads the rows of both lists, from the one ConfigMap that counts', () => {
  expect(
    awsAuthRows([
      map({ mapRoles: '- rolearn: other' }, 'coredns'),
      map({ mapRoles: '- rolearn: other' }, 'aws-auth', 'shop'),
      map({
        mapRoles: `- rolearn: ${ROLE}\n  groups: [system:masters]`,
        mapUsers: '- userarn: arn:aws:iam::111122223333:user/ada',
      }),
    ]),
  ).toEqual([
    { list: 'mapRoles', arn: ROLE, groups: ['system:masters'] },
    {
      list: 'mapUsers',
      arn: 'arn:aws:iam::111122223333:user/ada',
      groups: [],
    },
  ]);
});

it.each([
  ['there is no such ConfigMap', []],
  ['it is empty', [map({})]],
  ['its list is empty', [map({ mapRoles: '' })]],
])('has no rows where %s', (_, maps) => {
  expect(awsAuthRows(maps)).toEqual([]);
});

it.each([
  ['no YAML', '- rolearn: [', 'mapRoles of aws-auth is no list of rows'],
  ['no list', 'rolearn: x', 'mapRoles of aws-auth is no list of rows'],
  ['a row with one group for a list', '- groups: x', 'mapRoles of aws-auth'],
])('names the list that is %s', (_, mapRoles, words) => {
  expect(() => awsAuthRows([map({ mapRoles })])).toThrow(words);
});

it('writes only the lists that change, and keeps what it does not know of a row', () => {
  const maps = [
    map({
      mapRoles: `- rolearn: ${ROLE}\n  comment: ours\n- rolearn: gone`,
      mapUsers: '- userarn: ada',
    }),
  ];
  expect(
    changedRows(maps, one => (one.rolearn === 'gone' ? undefined : one)),
  ).toEqual({
    mapRoles: `- rolearn: ${ROLE}\n  groups: []\n  comment: ours\n`,
  });
});
