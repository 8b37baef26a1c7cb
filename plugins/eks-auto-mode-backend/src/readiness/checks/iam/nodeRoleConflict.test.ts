// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { nodeRoleConflict } from './nodeRoleConflict';

const ARN = 'arn:aws:iam::111122223333:role/AmazonEKSAutoNodeRole-shop';
const entry = (type: string): Change => ({
  accessEntries: [
    { principalArn: ARN, type, kubernetesGroups: [], policies: [] },
  ],
});
const awsAuth = (mapRoles: string): Change => ({
  configMaps: [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'aws-auth', namespace: 'kube-system' },
      data: { mapRoles },
    },
  ],
});

holds(nodeRoleConflict, [
  [
    'blocks on the role of the cluster',
    ({ cluster }) => ({ cluster: { ...cluster, roleArn: ARN } }),
    [`blocker ${ARN}`],
    [
      'DescribeCluster.roleArn = arn:aws:iam::111122223333:role/AmazonEKSAutoNodeRole-shop',
    ],
  ],
  [
    'blocks on an EC2_LINUX entry',
    entry('EC2_LINUX'),
    [`blocker ${ARN}`],
    [
      'DescribeAccessEntry(arn:aws:iam::111122223333:role/AmazonEKSAutoNodeRole-shop).type = EC2_LINUX',
    ],
  ],
  ['passes on an EC2 entry', entry('EC2'), []],
  [
    'warns of a node group with the role',
    ({ nodegroups }) => ({
      nodegroups: nodegroups.map(group => ({ ...group, nodeRoleArn: ARN })),
    }),
    [`warning ${ARN}`],
    ['used by managed node group general'],
  ],
  [
    'warns of a row in aws-auth',
    awsAuth(`- rolearn: ${ARN}\n  username: x`),
    [`warning ${ARN}`],
    ['used by aws-auth'],
  ],
  ['passes over a row of a longer name', awsAuth(`- rolearn: ${ARN}-2\n`), []],
]);
