// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { UNASSESSED, type ClusterRow } from '../assessments/clustersStore';
import type { ApiContext, ApiRouter } from './context';
import { headline } from './headline';

/** What of runs and backups stands beside a cluster in lists. */
export interface ClusterExtras {
  activeRun?: api.RunSummary;
  lastBackup?: api.Backup;
}

export function summaryOf(
  cluster: ClusterRow,
  context: Pick<ApiContext, 'now' | 'staleAfterMs'>,
  extras: ClusterExtras = {},
): api.ClusterSummary {
  const { assessment } = cluster;
  return {
    id: cluster.id,
    entityRef: cluster.entityRef,
    arn: cluster.arn,
    name: cluster.name,
    accountId: cluster.accountId,
    region: cluster.region,
    environment: cluster.environment,
    owner: cluster.owner,
    verdict: assessment?.verdict,
    score: assessment?.score,
    confidence: assessment?.confidence,
    counts: assessment?.counts,
    readAt: assessment?.readAt,
    version: assessment?.version,
    nodes: assessment?.nodes,
    autoNodes: assessment?.autoNodes,
    pods: assessment?.pods,
    problem: cluster.problem ?? assessment?.problem,
    stale:
      assessment !== undefined &&
      context.now().getTime() - Date.parse(assessment.readAt) >
        context.staleAfterMs,
    refreshing: cluster.refreshing,
    ...extras,
  };
}

const isOneOf =
  (verdicts: readonly string[] = []) =>
  ({ assessment }: ClusterRow) =>
    verdicts.length === 0 ||
    verdicts.includes(assessment?.verdict ?? UNASSESSED);

/** How many clusters there are of each verdict; {@link UNASSESSED} is one of them. */
export function verdictsOf(
  clusters: readonly ClusterRow[],
): Record<string, number> {
  const verdicts: Record<string, number> = {};
  for (const { assessment } of clusters) {
    const verdict = assessment?.verdict ?? UNASSESSED;
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  }
  return verdicts;
}

export function registerClusters(router: ApiRouter, context: ApiContext): void {
  const { access, clusters, assessments, refreshes, auditor } = context;

  router.get('/v1/clusters', async (req, res) => {
    const caller = await access.caller(req);
    const { verdict, owner, search, entityRef, arn, cursor, limit } = req.query;
    const asked = { owner, search, entityRef, arn };
    const page = await clusters.list({
      ...asked,
      verdicts: verdict,
      cursor,
      limit: limit ?? 100,
    });
    const visible = await access.visible(caller, page.items);
    const extras = await context.extras(visible);
    // Counts of what a caller may not see, and trouble with it, would tell of it.
    const seesAll = await access.seesEverything(caller);
    const counted = seesAll
      ? undefined
      : await access.visible(caller, await clusters.all(asked));
    res.json({
      items: visible.map(c => summaryOf(c, context, extras.get(c.id))),
      nextCursor: page.nextCursor,
      totalCount: counted
        ? counted.filter(isOneOf(verdict)).length
        : page.totalCount,
      verdicts: counted ? verdictsOf(counted) : page.verdicts,
      problems: seesAll || entityRef ? await clusters.problems(entityRef) : [],
    });
  });

  router.get('/v1/clusters/:clusterId', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    const detail = await assessments.detail(cluster.id);
    const findings = await context.findings.list(
      { clusterId: cluster.id },
      context.now(),
    );
    const extras = await context.extras([cluster]);
    res.json({
      summary: summaryOf(cluster, context, extras.get(cluster.id)),
      headline: headline(cluster, findings),
      sources: detail?.sources ?? [],
      unreadParts: detail?.unreadParts ?? [],
      permissions: await access.allowed(caller, cluster),
    });
  });

  router.get('/v1/clusters/:clusterId/refresh', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(caller, req.params.clusterId, 'read');
    const refresh = await refreshes.get(cluster.id);
    res.json(
      refresh
        ? {
            state: refresh.state,
            message: refresh.message,
            done: refresh.done,
            total: refresh.total,
            startedAt: refresh.startedAt,
            endedAt: refresh.endedAt,
          }
        : { state: 'done', message: 'Never read', done: 0, total: 0 },
    );
  });

  router.post('/v1/clusters/:clusterId/refresh', async (req, res) => {
    const caller = await access.caller(req);
    const cluster = await access.require(
      caller,
      req.params.clusterId,
      'assess',
    );
    const event = await auditor.createEvent({
      eventId: 'cluster-refresh',
      request: req,
      meta: { cluster: cluster.arn },
    });
    const refresh = await refreshes.request(
      cluster.id,
      caller.ref,
      context.now(),
    );
    context.wakeRefresh();
    await event.success();
    res.status(202).json({
      state: refresh.state,
      message: refresh.message,
      done: refresh.done,
      total: refresh.total,
      startedAt: refresh.startedAt,
    });
  });
}
