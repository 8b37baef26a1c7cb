// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseEntityRef } from '@backstage/catalog-model';
import type { Run } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { ClustersStore } from '../assessments/clustersStore';
import { clusterIdOf } from '../clusters/clusterArn';

/** The page of a run, as a path of the portal: the tab of its cluster's entity. */
export function linkToRun(clusters: ClustersStore) {
  return async (run: Run): Promise<string> => {
    const cluster = await clusters.get(clusterIdOf(run.clusterArn));
    if (!cluster?.entityRef) return '/eks-auto-mode';
    const { kind, namespace, name } = parseEntityRef(cluster.entityRef);
    return `/catalog/${namespace}/${kind}/${name}/eks-auto-mode?tab=migration&run=${run.id}`;
  };
}
