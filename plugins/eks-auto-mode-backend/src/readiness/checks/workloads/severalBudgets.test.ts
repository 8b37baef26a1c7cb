// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aBudget } from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
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
    ['PodDisruptionBudget shop/checkout, PodDisruptionBudget shop/two'],
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
    [
      'PodDisruptionBudget shop/catalog, PodDisruptionBudget shop/x',
      'PodDisruptionBudget shop/checkout, PodDisruptionBudget shop/x',
    ],
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

const looser = { spec: { minAvailable: 1 } };

it.each([
  [
    'keeps the tightest and deletes the others',
    [
      aBudget('checkout', { name: 'loose', ...looser }),
      aBudget('checkout', { name: 'tight', spec: { maxUnavailable: 1 } }),
    ],
    'kubectl --namespace=shop delete poddisruptionbudget loose\n',
  ],
  [
    'goes by name where all allow the same',
    [aBudget('checkout', { name: 'two' }), aBudget('checkout')],
    'kubectl --namespace=shop delete poddisruptionbudget two\n',
  ],
  [
    'deletes none that guards another workload too',
    [
      aBudget('checkout', { name: 'tight', spec: { maxUnavailable: 1 } }),
      aBudget('x', { spec: { selector: all, minAvailable: 1 } }),
    ],
    undefined,
  ],
  [
    'proposes nothing while one was not observed',
    [
      aBudget('checkout'),
      aBudget('checkout', { name: 'two', status: { observedGeneration: 0 } }),
    ],
    undefined,
  ],
])('WL-02 %s', (_, podDisruptionBudgets, content) => {
  const found = findingsOf(severalBudgets, { podDisruptionBudgets }).find(
    each => 'name' in each.subject && each.subject.name === 'checkout',
  );
  expect(found?.patch?.content).toBe(content);
});

mends(severalBudgets, [
  [
    'blocks on two of the same selector',
    {
      podDisruptionBudgets: [
        aBudget('checkout'),
        aBudget('checkout', { name: 'two' }),
      ],
    },
    ['kubectl --namespace=shop delete poddisruptionbudget two'],
  ],
]);
