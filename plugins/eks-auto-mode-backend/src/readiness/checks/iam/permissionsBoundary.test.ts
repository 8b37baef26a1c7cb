// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { permissionsBoundary } from './permissionsBoundary';

holds(permissionsBoundary, [
  [
    'warns of any boundary',
    ({ clusterRole }) => ({
      clusterRole: clusterRole.exists
        ? {
            exists: true,
            role: {
              ...clusterRole.role,
              permissionsBoundary: 'arn:aws:iam::111122223333:policy/limit',
            },
          }
        : clusterRole,
    }),
    ['warning arn:aws:iam::111122223333:role/shop-cluster'],
    ['PermissionsBoundary = arn:aws:iam::111122223333:policy/limit'],
  ],
]);
