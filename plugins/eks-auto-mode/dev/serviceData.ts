// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { clusters, findings } from './data';
import { run, runSummary } from './migrationData';

/** payments-api: it blocks one cluster and is ready on the other. */
export const paymentsService: api.ServiceView = {
  entityRef: 'component:default/payments-api',
  headline:
    'payments-api runs on 2 clusters. On checkout-prod it blocks the migration; on checkout-staging it is ready.',
  clusters: [
    {
      cluster: clusters[0],
      findings: findings().slice(0, 2),
      pods: 10,
      volumes: 0,
      drainSeconds: 2520,
      drainWords:
        'moves in at least 42 min, one pod at a time; maxUnavailable: 2 would halve it',
      runs: [],
    },
    {
      cluster: clusters[1],
      findings: [],
      pods: 6,
      volumes: 0,
      drainSeconds: 240,
      runs: [
        {
          run: runSummary(run('', 'done', { clusterName: 'checkout-staging' })),
          words: 'Your 6 pods were moved in 4 min; none below 5 ready.',
        },
      ],
    },
  ],
};
