// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { clusterRoleExists } from './clusterRoleExists';

const ARN = 'arn:aws:iam::111122223333:role/shop-cluster';

holds(clusterRoleExists, [
  [
    'blocks where the role is gone',
    { clusterRole: { exists: false, arn: ARN } },
    [`blocker ${ARN}`],
    ['GetRole of arn:aws:iam::111122223333:role/shop-cluster: NoSuchEntity'],
  ],
  [
    'blocks on a service-linked role',
    ({ clusterRole }) => ({
      clusterRole: clusterRole.exists
        ? {
            exists: true,
            role: {
              ...clusterRole.role,
              path: '/aws-service-role/eks.amazonaws.com/',
            },
          }
        : clusterRole,
    }),
    [`blocker ${ARN}`],
    ['Path = /aws-service-role/eks.amazonaws.com/'],
  ],
  [
    'passes on a role below a path',
    ({ clusterRole }) => ({
      clusterRole: clusterRole.exists
        ? { exists: true, role: { ...clusterRole.role, path: '/platform/' } }
        : clusterRole,
    }),
    [],
  ],
]);
