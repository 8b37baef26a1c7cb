// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  PodDisruptionBudget,
  StatefulSet,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aBudget, aStatefulSet } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { orderedPods } from './orderedPods';

const db = (
  policy: StatefulSet['spec']['podManagementPolicy'],
  spec: Partial<PodDisruptionBudget['spec']>,
  observed = 1,
) => {
  const { statefulSet, pods } = aStatefulSet('db', {
    statefulSet: { podManagementPolicy: policy },
  });
  return {
    statefulSets: [statefulSet],
    pods,
    podDisruptionBudgets: [
      aBudget('db', { spec, status: { observedGeneration: observed } }),
    ],
  };
};
const found = ['warning StatefulSet shop/db'];

holds(orderedPods, [
  [
    'warns where one may go',
    db('OrderedReady', { maxUnavailable: 1 }),
    found,
    [
      'podManagementPolicy OrderedReady; PodDisruptionBudget shop/db lets one pod go at a time',
    ],
  ],
  [
    'takes ordered for the default',
    db(undefined, { minAvailable: 2 }),
    found,
    [
      'podManagementPolicy OrderedReady; PodDisruptionBudget shop/db lets one pod go at a time',
    ],
  ],
  ['passes where two may go', db('OrderedReady', { maxUnavailable: 2 }), []],
  [
    'leaves none at all to WL-01',
    db('OrderedReady', { maxUnavailable: 0 }),
    [],
  ],
  ['passes over parallel pods', db('Parallel', { maxUnavailable: 1 }), []],
  [
    'passes over a budget that was not observed yet',
    db('OrderedReady', { maxUnavailable: 1 }, 0),
    [],
  ],
]);
