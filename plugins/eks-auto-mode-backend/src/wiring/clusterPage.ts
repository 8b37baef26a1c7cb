// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseEntityRef } from '@backstage/catalog-model';

/** The tab of a cluster's entity as a path of the portal; the fleet's page where it has no entity. */
export function clusterPage(
  entityRef: string | undefined,
  query: Record<string, string>,
): string {
  if (!entityRef) return '/eks-auto-mode';
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return `/catalog/${namespace}/${kind}/${name}/eks-auto-mode?${new URLSearchParams(
    query,
  )}`;
}
