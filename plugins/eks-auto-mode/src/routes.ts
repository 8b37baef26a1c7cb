// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createRouteRef } from '@backstage/core-plugin-api';

/** The fleet page. Both frontend systems use the same reference. */
export const rootRouteRef = createRouteRef({ id: 'eks-auto-mode' });

/** The tab of a cluster. */
export const clusterContentRouteRef = createRouteRef({
  id: 'eks-auto-mode:cluster',
});

/** The tab of a service. */
export const serviceContentRouteRef = createRouteRef({
  id: 'eks-auto-mode:service',
});
