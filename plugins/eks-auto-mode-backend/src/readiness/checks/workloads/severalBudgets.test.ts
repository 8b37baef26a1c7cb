// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aBudget } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { severalBudgets } from './severalBudgets';

const all = { matchExpressions: [{ key: 'app', operator: 'Exists' as const }] };

holds(severalBudgets, [
  [
    'blocks on two of the same selector',
    {
      podDisruptionBudgets: [
        aBudget('checkout'),
        aBudget('checkout', { name: 'two' }),
      ],
    },
    ['blocker Deployment shop/checkout'],
  ],
  [
    'blocks each workload under a wide one',
    ({ podDisruptionBudgets: own }) => ({
      podDisruptionBudgets: [
        ...own,
        aBudget('x', { spec: { selector: all, maxUnavailable: 1 } }),
      ],
    }),
    ['blocker Deployment shop/catalog', 'blocker Deployment shop/checkout'],
  ],
  [
    'passes over another namespace',
    {
      podDisruptionBudgets: [
        aBudget('checkout'),
        aBudget('checkout', { namespace: 'other' }),
      ],
    },
    [],
  ],
]);
