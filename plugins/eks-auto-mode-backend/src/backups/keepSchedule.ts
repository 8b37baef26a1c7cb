// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { BackupsStore } from './backupsStore';
import { judgeSchedule, type BackupAlert } from './schedule';

/** A cluster whose backups are kept by the schedule. */
export interface ScheduledCluster {
  id: string;
  arn: string;
  name: string;
  entityRef?: string;
  owner?: string;
  /** The newest backup must never be older. */
  everyMs: number;
}

export interface KeepScheduleOptions {
  store: BackupsStore;
  clusters(): Promise<ScheduledCluster[]>;
  start(clusterArn: string, createdBy: string): Promise<unknown>;
  /** Told once an alert, until it is over. */
  tell(
    cluster: ScheduledCluster,
    alert: BackupAlert,
    verifiedAt: Date | undefined,
  ): Promise<void>;
  logger: LoggerService;
  now(): Date;
}

/**
 * Starts the backups that are due and tells owners of those that are overdue or damaged. It must run
 * on one replica at a time; the backups themselves are taken by any.
 */
export async function keepSchedule(
  options: KeepScheduleOptions,
): Promise<void> {
  const { store, logger } = options;
  const clusters = await options.clusters();
  const raised = await store.alerts();
  for (let at = 0; at < clusters.length; at += 500) {
    const some = clusters.slice(at, at + 500);
    const standings = await store.standings(some.map(cluster => cluster.arn));
    for (const cluster of some) {
      const now = options.now();
      const standing = standings.get(cluster.arn) ?? {};
      const { due, alert } = judgeSchedule(
        standing,
        cluster.everyMs,
        now.getTime(),
      );
      if (due) await options.start(cluster.arn, 'schedule');
      if (alert && raised.get(cluster.arn)?.alert !== alert) {
        const verifiedAt =
          standing.verifiedAt === undefined
            ? undefined
            : new Date(standing.verifiedAt);
        logger.warn(
          `The backup of ${cluster.name} is ${alert}; ${
            verifiedAt
              ? `the newest verified one is of ${verifiedAt.toISOString()}`
              : 'there is no verified one'
          }`,
        );
        await store.raise(cluster.arn, alert, now);
        // Telling is a neighbour's work: its failure must not keep the next cluster from its backup.
        await options
          .tell(cluster, alert, verifiedAt)
          .catch(error =>
            logger.warn(
              `The owner of ${cluster.name} could not be told that its backup is ${alert}: ${error}`,
            ),
          );
      }
      if (!alert && raised.has(cluster.arn)) await store.clear(cluster.arn);
    }
  }
  const kept = new Set(clusters.map(cluster => cluster.arn));
  for (const arn of raised.keys()) if (!kept.has(arn)) await store.clear(arn);
}
