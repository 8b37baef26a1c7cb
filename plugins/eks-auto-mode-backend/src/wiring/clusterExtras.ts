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
  const backups = await stores.backupsStore.latest(
    clusters.map(cluster => cluster.arn),
  );
  const active = new Map(
    (await stores.runsStore.listRuns({ active: true }, { limit: 1000 })).map(
      run => [run.clusterArn, run],
    ),
  );
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
