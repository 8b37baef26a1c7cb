// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { dayOf, daysBefore } from '../assessments/daily';
import type { ApiContext, ApiRouter } from './context';

const DAYS = 90;

export function registerHistory(router: ApiRouter, context: ApiContext): void {
  const { access, changes, history } = context;

  router.get('/v1/clusters/:clusterId/history', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    const { days = DAYS } = req.query;
    res.json({
      days: await history.cluster(
        cluster.id,
        daysBefore(dayOf(context.now()), days),
      ),
    });
  });

  router.get('/v1/clusters/:clusterId/changes', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    const { cursor, limit = 20 } = req.query;
    res.json(await changes.page(cluster.id, { cursor, limit }));
  });
}
