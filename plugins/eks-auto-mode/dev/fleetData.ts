// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { clusters } from './data';
import { ago } from './moments';

const [prod, , , , legacy] = clusters;

/** The first line of each cluster's page, as the backend's `api/headline.ts` words it. */
export const headlines: Record<string, string> = {
  'checkout-prod':
    'Not ready: 2 things block checkout-prod; both belong to team-payments. The plan mends 1 more.',
  'checkout-staging': 'checkout-staging is ready to move to Auto Mode.',
  'catalog-prod': 'catalog-prod runs on Auto Mode.',
  'search-prod':
    'It is not known yet whether something blocks search-prod: 9 checks could not be made, 4 things to look at.',
  'legacy-eu': `legacy-eu cannot be reached: ${legacy.problem?.message}`,
  'batch-prod': 'batch-prod is ready to move to Auto Mode.',
  'new-one': 'new-one has not been assessed yet.',
};

/** What needs somebody's attention in that fleet. */
export const attention: api.Attention[] = [
  {
    kind: 'unreachable',
    clusterId: legacy.id,
    clusterName: 'legacy-eu',
    message: legacy.problem?.message ?? '',
  },
  {
    kind: 'blocked',
    clusterId: prod.id,
    clusterName: 'checkout-prod',
    message: '2 things block it; both belong to team-payments',
    since: ago({ days: 3 }),
  },
];
