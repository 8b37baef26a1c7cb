// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import { irsa } from './irsa';

holds(irsa, [
  [
    'tells once of all of them',
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
    [`info ${CLUSTER_ARN}`],
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
