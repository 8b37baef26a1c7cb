// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { ClustersStore } from '../assessments/clustersStore';
import type { BackupService } from '../backups/backupService';
import type { BackupsStore } from '../backups/backupsStore';
import { keepSchedule } from '../backups/keepSchedule';
import type { Environments } from '../clusters/environments';
import { backupNotifications } from '../notifications/backupNotifications';
import { clusterPage } from './clusterPage';

/** The schedule of backups over all clusters whose environment asks for one. */
export function backupSchedule(deps: {
  store: BackupsStore;
  backups: BackupService;
  clusters: ClustersStore;
  environments: Environments;
  operators: readonly string[];
  notifications: NotificationService;
  logger: LoggerService;
  now(): Date;
}): () => Promise<void> {
  const tell = backupNotifications({
    notifications: deps.notifications,
    operators: deps.operators,
    linkTo: ({ entityRef }) => clusterPage(entityRef, { tab: 'backups' }),
  });
  return () =>
    keepSchedule({
      store: deps.store,
      logger: deps.logger,
      now: deps.now,
      tell,
      start: (arn, by) => deps.backups.start(arn, by),
      clusters: async () => {
        if (deps.environments.all.every(one => !one.backup?.everyMs)) return [];
        const items = await deps.clusters.all();
        return items.flatMap(({ id, arn, name, owner, entityRef, ...row }) => {
          const everyMs =
            deps.environments.find(row)?.environment.backup?.everyMs;
          return everyMs ? [{ id, arn, name, owner, entityRef, everyMs }] : [];
        });
      },
    });
}
