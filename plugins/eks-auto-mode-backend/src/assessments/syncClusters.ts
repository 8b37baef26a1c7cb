// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogClusters } from '../clusters/catalogClusters';
import type { Discovered } from '../clusters/discovery';
import type { ClustersStore } from './clustersStore';
import type { ProblemLog } from './problemLog';
import type { RefreshStore } from './refreshStore';
import type { UnregisteredStore } from './unregisteredStore';

/**
 * Makes the table of clusters say what the catalog says, and asks for a reading of every cluster
 * that was never read or not for `everyMs`.
 */
export async function syncClusters(deps: {
  readCatalog(): Promise<CatalogClusters>;
  clusters: ClustersStore;
  refreshes: RefreshStore;
  everyMs: number;
  logger: LoggerService;
  problemLog: ProblemLog;
  now(): Date;
}): Promise<void> {
  const { clusters, problems } = await deps.readCatalog();
  deps.problemLog.report([
    ...problems,
    ...clusters.flatMap(cluster => cluster.problem ?? []),
  ]);
  const now = deps.now();
  await deps.clusters.sync(clusters, now, problems);
  const due = await deps.clusters.unreadSince(
    new Date(now.getTime() - deps.everyMs),
  );
  await deps.refreshes.requestAll(due, now);
  if (due.length > 0)
    deps.logger.debug(`${due.length} clusters are due to be read`);
}

/** Keeps which clusters the accounts have and the catalog lacks. */
export async function syncUnregistered(
  deps: {
    readCatalog(): Promise<CatalogClusters>;
    discover(
      registered: ReadonlySet<string>,
      signal: AbortSignal,
    ): Promise<Discovered>;
    unregistered: UnregisteredStore;
    now(): Date;
  },
  signal: AbortSignal,
): Promise<void> {
  const { clusters } = await deps.readCatalog();
  const { unregistered, problems } = await deps.discover(
    new Set(clusters.map(cluster => cluster.arn)),
    signal,
  );
  await deps.unregistered.replace(unregistered, problems, deps.now());
}
