// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { irsa } from './irsa';

it('says of the role only what is known: that nobody looked at it', () => {
  const [{ message }] = findingsOf(irsa, {
    serviceAccounts: [
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: {
          name: 'a',
          namespace: 'shop',
          annotations: {
            'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/x',
          },
        },
      },
    ],
  });
  expect(message).toContain('was not read');
});

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
