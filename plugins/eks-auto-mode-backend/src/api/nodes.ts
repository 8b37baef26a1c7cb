// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { NotFoundError } from '@backstage/errors';
import type { ApiContext, ApiRouter } from './context';

export function registerNodes(
  router: ApiRouter,
  context: Pick<ApiContext, 'access' | 'auditor' | 'nodes' | 'now'>,
): void {
  const { access, auditor, nodes } = context;

  router.get('/v1/clusters/:clusterId/nodes', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    const picture = await nodes.picture(cluster.id);
    if (!picture) {
      throw new NotFoundError(
        cluster.assessment
          ? `Where the nodes of ${cluster.name} come from is not known: the cluster could not be read. The list of unread parts says why; refresh once that is mended.`
          : `${cluster.name} was never read, so where its nodes come from is not known. Refresh it.`,
      );
    }
    res.json(picture);
  });

  router.post('/v1/clusters/:clusterId/checklist', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(
      caller,
      req.params.clusterId,
      'except',
    );
    const { source: sourceId, difference: differenceId, done } = req.body;
    const picture = await nodes.picture(cluster.id);
    const difference = picture?.sources
      .find(source => source.id === sourceId)
      ?.differences.find(one => one.id === differenceId);
    if (!difference) {
      throw new NotFoundError(
        `${sourceId} of ${cluster.name} has no such difference any more; what it was about has changed since. Nothing was ticked. Look at the list again.`,
      );
    }
    const event = await auditor.createEvent({
      eventId: 'checklist-tick',
      severityLevel: 'medium',
      request: req,
      meta: {
        cluster: cluster.arn,
        source: sourceId,
        difference: difference.title,
        actionType: done ? 'tick' : 'untick',
      },
    });
    const comment = req.body.comment?.trim() || undefined;
    const tick = { by: caller.ref, at: context.now().toISOString(), comment };
    try {
      if (done) {
        await nodes.tick(cluster.id, {
          source: sourceId,
          difference: differenceId,
          ...tick,
        });
      } else {
        await nodes.untick(cluster.id, sourceId, differenceId);
      }
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
    await event.success();
    res.json({ ...difference, tick: done ? tick : undefined });
  });
}
