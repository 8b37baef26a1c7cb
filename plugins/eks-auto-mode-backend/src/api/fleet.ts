// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { attentionOf } from './attention';
import { verdictsOf } from './clusters';
import type { ApiContext, ApiRouter } from './context';
import { runSummaryOf } from './runs';

const MOST_RECENT = 20;

export function registerFleet(router: ApiRouter, context: ApiContext): void {
  const { access, clusters, findings, now, runsStore, unregistered } = context;

  router.get('/v1/fleet', async (req, res) => {
    const caller = await access.caller(req);
    const items = await clusters.all();
    const visible = await access.visible(caller, items);
    const clusterArns = visible.map(cluster => cluster.arn);
    const blocked = visible.filter(
      cluster => cluster.assessment?.verdict === 'blocked',
    );
    const [recent, waiting, backupAlerts, blocking, seesAll, unknown] =
      await Promise.all([
        runsStore.listRuns({ clusterArns }, { limit: MOST_RECENT }),
        runsStore.listRuns(
          { clusterArns, states: ['blocked', 'waiting'] },
          { limit: clusterArns.length },
        ),
        context.backupAlerts(),
        findings.blocking(
          blocked.map(cluster => cluster.id),
          now(),
        ),
        access.seesEverything(caller),
        unregistered.list(),
      ]);
    res.json({
      verdicts: verdictsOf(visible),
      totalCount: visible.length,
      ...attentionOf({
        clusters: visible,
        runs: waiting,
        backupAlerts,
        blocking,
      }),
      recent: recent.map(runSummaryOf),
      unregistered: seesAll ? unknown.items.length : 0,
    });
  });
}
