// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Run } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { ClustersStore } from '../assessments/clustersStore';
import { clusterIdOf } from '../clusters/clusterArn';
import { clusterPage } from './clusterPage';

/** The page of a run, as a path of the portal: the tab of its cluster's entity. */
export function linkToRun(clusters: ClustersStore) {
  return async (run: Run): Promise<string> => {
    const cluster = await clusters.get(clusterIdOf(run.clusterArn));
    return clusterPage(cluster?.entityRef, { tab: 'migration', run: run.id });
  };
}
