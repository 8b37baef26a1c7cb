// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { irsa } from './irsa';

holds(irsa, [
  [
    'tells of each, so that its owner sees it',
    {
      serviceAccounts: ['a', 'b'].map(name => ({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: {
          name,
          namespace: 'shop',
          annotations: {
            'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/x',
          },
        },
      })),
    },
    ['info ServiceAccount shop/a', 'info ServiceAccount shop/b'],
    [
      'eks.amazonaws.com/role-arn arn:aws:iam::1:role/x',
      'eks.amazonaws.com/role-arn arn:aws:iam::1:role/x',
    ],
  ],
  [
    'passes over others',
    {
      serviceAccounts: [
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'default', namespace: 'shop' },
        },
      ],
    },
    [],
  ],
]);
