// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { NotFoundError } from '@backstage/errors';
import type {
  api,
  Backup,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { clusterIdOf } from '../clusters/clusterArn';
import type { ApiContext, ApiRouter } from './context';

export function backupOf(backup: Backup): api.Backup {
  const { clusterArn, ...rest } = backup;
  return { ...rest, clusterId: clusterIdOf(clusterArn) };
}

export function registerBackups(router: ApiRouter, context: ApiContext): void {
  const { access, backups, auditor } = context;

  async function find(clusterArn: string, backupId: string): Promise<Backup> {
    const backup = await backups.get(backupId);
    // A backup of another cluster is not there for who may see only this one.
    if (!backup || backup.clusterArn !== clusterArn) {
      throw new NotFoundError(
        `There is no backup ${backupId} of ${clusterArn}`,
      );
    }
    return backup;
  }

  router.get('/v1/clusters/:clusterId/backups', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    const { limit = 50, cursor } = req.query;
    const page = await backups.list(cluster.arn, { limit, cursor });
    res.json({ items: page.items.map(backupOf), nextCursor: page.nextCursor });
  });

  router.post('/v1/clusters/:clusterId/backups', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(
      caller,
      req.params.clusterId,
      'backUp',
    );
    const event = await auditor.createEvent({
      eventId: 'backup-start',
      severityLevel: 'medium',
      request: req,
      meta: { cluster: cluster.arn },
    });
    const backup = await backups.start(cluster.arn, caller.ref);
    await event.success({ meta: { backup: backup.id } });
    res.status(202).json(backupOf(backup));
  });

  router.get('/v1/clusters/:clusterId/backups/:backupId', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    res.json(backupOf(await find(cluster.arn, req.params.backupId)));
  });

  router.post(
    '/v1/clusters/:clusterId/backups/:backupId/verify',
    async (req, res) => {
      const caller = await access.caller(req);
      const cluster = await access.require(
        caller,
        req.params.clusterId,
        'backUp',
      );
      const backup = await find(cluster.arn, req.params.backupId);
      const event = await auditor.createEvent({
        eventId: 'backup-verify',
        request: req,
        meta: { cluster: cluster.arn, backup: backup.id },
      });
      const asked = await backups.requestVerify(backup.id);
      await event.success();
      res.status(202).json(backupOf(asked));
    },
  );
}
