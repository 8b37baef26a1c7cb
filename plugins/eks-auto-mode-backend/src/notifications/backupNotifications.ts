// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { ScheduledCluster } from '../backups/keepSchedule';
import type { BackupAlert } from '../backups/schedule';

/** Tells a cluster's owner, or the operators where it has none, that its backups are not kept. */
export function backupNotifications(neighbours: {
  notifications: NotificationService;
  operators: readonly string[];
  linkTo(cluster: ScheduledCluster): string;
}) {
  return async (
    cluster: ScheduledCluster,
    alert: BackupAlert,
    verifiedAt: Date | undefined,
  ): Promise<void> => {
    const recipients = cluster.owner ? [cluster.owner] : neighbours.operators;
    if (recipients.length === 0) return;
    const proof = verifiedAt
      ? `The newest verified backup is of ${verifiedAt.toISOString()}.`
      : 'There is no verified backup.';
    await neighbours.notifications.send({
      recipients: { type: 'entity', entityRef: [...recipients] },
      payload: {
        title:
          alert === 'damaged'
            ? `A backup of ${cluster.name} was read back and is damaged`
            : `The backup of ${cluster.name} is overdue`,
        description: `${proof} No migration can start without one. The page of its backups shows why the last attempt came to nothing.`,
        severity: 'high',
        link: neighbours.linkTo(cluster),
        topic: 'eks-auto-mode',
        scope: `eks-auto-mode:backups:${cluster.id}`,
      },
    });
  };
}
