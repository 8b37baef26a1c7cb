// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { ApiContext, ApiRouter } from './context';
import { runSummaryOf } from './runs';

const MOST = 20;

export function registerFleet(router: ApiRouter, context: ApiContext): void {
  const { access, clusters, runsStore, unregistered } = context;

  router.get('/v1/fleet', async (req, res) => {
    const caller = await access.caller(req);
    const { items } = await clusters.list({ limit: 5000 });
    const visible = await access.visible(caller, items);
    const byArn = new Map(visible.map(cluster => [cluster.arn, cluster]));
    const recent = (await runsStore.listRuns({}, { limit: 100 })).filter(run =>
      byArn.has(run.clusterArn),
    );
    const alerts = await context.backupAlerts();
    const verdicts: Record<string, number> = {};
    const attention: api.Attention[] = [];
    for (const cluster of visible) {
      const verdict = cluster.assessment?.verdict ?? 'unassessed';
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
      const about = { clusterId: cluster.id, clusterName: cluster.name };
      if (verdict === 'unreachable') {
        attention.push({
          ...about,
          kind: 'unreachable',
          message: cluster.assessment?.problem?.message ?? 'Cannot be reached',
        });
      }
    }
    for (const cluster of visible) {
      const raised = alerts.get(cluster.arn);
      if (!raised) continue;
      attention.push({
        clusterId: cluster.id,
        clusterName: cluster.name,
        kind: 'overdue-backup',
        message:
          raised.alert === 'damaged'
            ? 'The newest backup was read back and is damaged; another one is taken'
            : 'No backup was verified in time; its page shows why the last attempt came to nothing',
        since: raised.since,
      });
    }
    for (const run of recent) {
      const cluster = byArn.get(run.clusterArn);
      if (!cluster) continue;
      const about = { clusterId: cluster.id, clusterName: cluster.name };
      if (run.state === 'blocked') {
        attention.push({
          ...about,
          kind: 'run-blocked',
          message: run.blockedBy[0]?.what ?? 'The run is blocked',
          since: run.startedAt,
        });
      } else if (run.state === 'waiting') {
        const step = run.steps.find(one => one.state === 'waiting');
        attention.push({
          ...about,
          kind: 'waiting-approval',
          message: step
            ? `${step.title} waits: ${step.message ?? 'for an approval'}`
            : 'The run waits',
          since: step?.startedAt ?? run.startedAt,
        });
      }
    }
    res.json({
      verdicts,
      totalCount: visible.length,
      attention: attention.slice(0, MOST),
      recent: recent.slice(0, MOST).map(runSummaryOf),
      unregistered: (await unregistered.list()).items.length,
    });
  });
}
