// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { insights } from './insights';

const insight = (status: string, category = 'UPGRADE_READINESS'): Change => ({
  insights: [
    {
      id: 'i',
      name: 'Kubelet version skew',
      category,
      status,
      reason: 'nodes are old',
      recommendation: 'Upgrade them.',
    },
  ],
});

holds(insights, [
  [
    'warns of an ERROR',
    insight('ERROR'),
    [`warning ${CLUSTER_ARN}`],
    ['Kubelet version skew: ERROR, nodes are old'],
  ],
  [
    'warns of a WARNING',
    insight('WARNING', 'MISCONFIGURATION'),
    [`warning ${CLUSTER_ARN}`],
    ['Kubelet version skew: WARNING, nodes are old'],
  ],
  ['passes over UNKNOWN', insight('UNKNOWN'), []],
  ['passes over other categories', insight('ERROR', 'COST'), []],
]);

it('CL-15 hands on what EKS recommends', () => {
  expect(findingsOf(insights, insight('ERROR'))[0].remedy).toBe(
    'Upgrade them.',
  );
});
