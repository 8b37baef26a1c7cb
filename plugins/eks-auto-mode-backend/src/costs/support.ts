// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { InventoryParts } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** Whether EKS says of the cluster's version that it is in extended support. */
export function inExtendedSupport({
  cluster,
  clusterVersions,
}: Pick<InventoryParts, 'cluster' | 'clusterVersions'>): boolean {
  return clusterVersions.some(
    one => one.version === cluster.version && one.status === 'EXTENDED_SUPPORT',
  );
}
