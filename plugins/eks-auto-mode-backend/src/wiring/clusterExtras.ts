// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ClustersStore } from '../assessments/clustersStore';
import { backupOf } from '../api/backups';
import type { ClusterExtras } from '../api/clusters';
import { runSummaryOf } from '../api/runs';
import type { BackupsStore } from '../backups/backupsStore';
import type { RunsStore } from '../runs/store';

/** The active run and the last backup of clusters, for lists. */
export async function clusterExtras(
  stores: {
    clusters: ClustersStore;
    runsStore: RunsStore;
    backupsStore: BackupsStore;
  },
  ids: string[],
): Promise<Map<string, ClusterExtras>> {
  const rows = (
    await Promise.all(ids.map(id => stores.clusters.get(id)))
  ).filter(row => row !== undefined);
  const backups = await stores.backupsStore.latest(rows.map(row => row.arn));
  const active = new Map(
    (await stores.runsStore.listRuns({ active: true }, { limit: 1000 })).map(
      run => [run.clusterArn, run],
    ),
  );
  return new Map(
    rows.map(row => {
      const run = active.get(row.arn);
      const backup = backups.get(row.arn);
      return [
        row.id,
        {
          activeRun: run && runSummaryOf(run),
          lastBackup: backup && backupOf(backup),
        },
      ];
    }),
  );
}
