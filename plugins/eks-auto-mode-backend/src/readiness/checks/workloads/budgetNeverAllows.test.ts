// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PodDisruptionBudget } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { parse } from 'yaml';
import { aBudget } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { budgetNeverAllows } from './budgetNeverAllows';

const found = ['blocker Deployment shop/checkout'];
const budget = (
  spec: Partial<PodDisruptionBudget['spec']>,
  status: Partial<NonNullable<PodDisruptionBudget['status']>> = {},
): Change => ({
  podDisruptionBudgets: [aBudget('checkout', { spec, status })],
});
const none = { disruptionsAllowed: 0 };

holds(budgetNeverAllows, [
  [
    'blocks on maxUnavailable 0',
    budget({ maxUnavailable: 0 }, none),
    found,
    ['PodDisruptionBudget shop/checkout: maxUnavailable 0'],
  ],
  [
    'blocks on maxUnavailable 0%',
    budget({ maxUnavailable: '0%' }, none),
    found,
    ['PodDisruptionBudget shop/checkout: maxUnavailable 0%'],
  ],
  [
    'passes on 1 %, which is rounded up to one pod',
    budget({ maxUnavailable: '1%' }),
    [],
  ],
  [
    'blocks on minAvailable 100%',
    budget({ minAvailable: '100%' }, none),
    found,
    ['PodDisruptionBudget shop/checkout: minAvailable 100% of 3'],
  ],
  [
    'blocks on minAvailable of all replicas',
    budget({ minAvailable: 3 }, none),
    found,
    ['PodDisruptionBudget shop/checkout: minAvailable 3 of 3'],
  ],
  [
    'blocks on minAvailable above all replicas',
    budget({ minAvailable: 5 }, none),
    found,
    ['PodDisruptionBudget shop/checkout: minAvailable 5 of 3'],
  ],
  [
    'blocks on 75 % of three, which is rounded up to three',
    budget({ minAvailable: '75%' }, none),
    found,
    ['PodDisruptionBudget shop/checkout: minAvailable 75% of 3'],
  ],
  ['passes on 50 % of three', budget({ minAvailable: '50%' }), []],
  [
    'blocks where nothing is allowed though all pods are healthy',
    budget({ maxUnavailable: 1 }, { ...none, currentHealthy: 3 }),
    found,
    [
      'PodDisruptionBudget shop/checkout: disruptionsAllowed 0 with 3 of 3 pods healthy',
    ],
  ],
  [
    'passes where the budget waits for one pod to come back',
    budget({ maxUnavailable: 1 }, { ...none, currentHealthy: 2 }),
    [],
  ],
  [
    'leaves a broken workload to WL-03',
    budget({ maxUnavailable: 1 }, { ...none, currentHealthy: 1 }),
    [],
  ],
  [
    'passes over one that was not observed yet',
    budget({ maxUnavailable: 0 }, { ...none, observedGeneration: 0 }),
    [],
  ],
  [
    'warns of one that selects nothing',
    {
      podDisruptionBudgets: [
        aBudget('gone', {
          spec: { minAvailable: 1 },
          status: {
            expectedPods: 0,
            disruptionsAllowed: 0,
            currentHealthy: 0,
            desiredHealthy: 0,
          },
        }),
      ],
    },
    ['warning PodDisruptionBudget shop/gone'],
    ['PodDisruptionBudget shop/gone: expectedPods 0'],
  ],
  [
    'passes over one whose workload is scaled to 0',
    healthy => ({
      pods: healthy.pods.filter(pod => pod.metadata.labels?.app !== 'checkout'),
      podDisruptionBudgets: [
        aBudget('checkout', {
          spec: { minAvailable: 1 },
          status: { expectedPods: 0, ...none },
        }),
      ],
    }),
    [],
  ],
]);

it.each([
  [{ maxUnavailable: 0 }, { minAvailable: null, maxUnavailable: 1 }],
  [{ minAvailable: 3 }, { minAvailable: 2 }],
  [{ minAvailable: '100%' }, { minAvailable: 2 }],
])('WL-01 mends %j by %j', (spec, expected) => {
  const [{ patch }] = findingsOf(budgetNeverAllows, budget(spec, none));
  expect(parse(patch?.content ?? '')).toEqual({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'checkout', namespace: 'shop' },
    spec: expected,
  });
});

it('WL-01 lets the only pod go rather than ask for none', () => {
  const [{ patch }] = findingsOf(
    budgetNeverAllows,
    budget(
      { minAvailable: 1 },
      { ...none, expectedPods: 1, currentHealthy: 1, desiredHealthy: 1 },
    ),
  );
  expect(parse(patch?.content ?? '').spec).toEqual({
    minAvailable: null,
    maxUnavailable: 1,
  });
});
