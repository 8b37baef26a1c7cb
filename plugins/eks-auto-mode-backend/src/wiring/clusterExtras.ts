// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { backupOf } from '../api/backups';
import type { ClusterExtras } from '../api/clusters';
import { runSummaryOf } from '../api/runs';
import type { BackupsStore } from '../backups/backupsStore';
import type { RunsStore } from '../runs/store';

/** The active run and the last backup of clusters, for lists. */
export async function clusterExtras(
  stores: {
    runsStore: RunsStore;
    backupsStore: BackupsStore;
  },
  clusters: readonly { id: string; arn: string }[],
): Promise<Map<string, ClusterExtras>> {
  const clusterArns = clusters.map(cluster => cluster.arn);
  const backups = await stores.backupsStore.latest(clusterArns);
  // A cluster has one active run at most.
  const runs = await stores.runsStore.listRuns(
    { active: true, clusterArns },
    { limit: clusterArns.length },
  );
  const active = new Map(runs.map(run => [run.clusterArn, run]));
  return new Map(
    clusters.map(({ id, arn }) => {
      const run = active.get(arn);
      const backup = backups.get(arn);
      return [
        id,
        {
          activeRun: run && runSummaryOf(run),
          lastBackup: backup && backupOf(backup),
        },
      ];
    }),
  );
}
