// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  api,
  AssessedFinding,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { ClusterRow } from '../assessments/clustersStore';
import type { ApiContext, ApiRouter } from './context';
import { findingOf } from './findings';
import { ownerRef } from './ownerRef';
import { teamHeadline } from './teamHeadline';

const DAY_MS = 86_400_000;
/** Exceptions that end within it are shown as about to expire. */
const SOON_MS = 14 * DAY_MS;
/** An older plan is no next run: the cluster has moved on. */
const PLAN_MS = 30 * DAY_MS;
const MOST_CLUSTERS = 50;
const MOST_FINDINGS = 10;
const MOST = 20;

const placeOf = (cluster: ClusterRow) => ({
  clusterId: cluster.id,
  clusterName: cluster.name,
  clusterEntityRef: cluster.entityRef,
});

/** A finding with the cluster it is on, where that is among those the caller may see. */
function placed(
  seen: ReadonlyMap<string, ClusterRow>,
  finding: AssessedFinding & { clusterId: string },
): api.TeamFinding[] {
  const cluster = seen.get(finding.clusterId);
  return cluster ? [{ ...placeOf(cluster), finding: findingOf(finding) }] : [];
}

export function registerTeams(router: ApiRouter, context: ApiContext): void {
  const { access, clusters, findings, runsStore, teams } = context;

  router.get('/v1/teams', async (req, res) => {
    const caller = await access.caller(req);
    const ref = ownerRef(req.query.entityRef);
    const now = context.now();
    const [owned, counts, excepted] = await Promise.all([
      teams.owned(ref),
      teams.counts(ref, now),
      teams.excepted(ref, now),
    ]);
    const ids = [...new Set([...owned, ...counts.keys(), ...excepted])];
    const visible = await access.visible(caller, await clusters.getAll(ids));
    const seen = new Map(visible.map(cluster => [cluster.id, cluster]));
    const byArn = new Map(visible.map(cluster => [cluster.arn, cluster]));

    const own = new Set(owned);
    const rows = visible
      .map(
        (cluster): api.TeamCluster => ({
          ...placeOf(cluster),
          owned: own.has(cluster.id),
          verdict: cluster.assessment?.verdict,
          ...(counts.get(cluster.id) ?? {
            blockers: 0,
            warnings: 0,
            unknowns: 0,
          }),
        }),
      )
      .sort(
        (a, b) =>
          b.blockers - a.blockers ||
          b.warnings - a.warnings ||
          a.clusterName.localeCompare(b.clusterName) ||
          a.clusterId.localeCompare(b.clusterId),
      );
    const sum = (of: 'blockers' | 'warnings' | 'unknowns') =>
      rows.reduce((total, row) => total + row[of], 0);

    const kinds = await findings.kinds(
      {
        clusterIds: [...seen.keys()],
        owner: ref,
        toActOn: true,
        // What could not be read is said once a cluster, by its count.
        severities: ['blocker', 'warning'],
        limit: MOST_FINDINGS,
      },
      now,
    );
    const exceptions = await teams.ending(
      ref,
      [...seen.keys()],
      now,
      new Date(now.getTime() + SOON_MS),
      MOST,
    );
    const active = (
      await runsStore.listRuns(
        { active: true, clusterArns: [...byArn.keys()] },
        { limit: MOST },
      )
    ).flatMap((run): api.TeamRun[] => {
      const cluster = byArn.get(run.clusterArn);
      const step = run.steps.find(one =>
        ['running', 'waiting', 'blocked', 'undoing'].includes(one.state),
      );
      return cluster
        ? [
            {
              ...placeOf(cluster),
              state: run.state,
              planNumber: run.planNumber,
              step: step?.title,
              since: run.startedAt ?? run.createdAt,
            },
          ]
        : [];
    });
    const running = new Set(active.map(run => run.clusterId));
    const planned = (
      await teams.openPlans(
        [...byArn.keys()],
        new Date(now.getTime() - PLAN_MS),
        MOST,
      )
    ).flatMap((plan): api.TeamRun[] => {
      const cluster = byArn.get(plan.clusterArn);
      return cluster && !running.has(cluster.id)
        ? [
            {
              ...placeOf(cluster),
              planNumber: plan.number,
              since: plan.createdAt,
            },
          ]
        : [];
    });
    res.json({
      entityRef: ref,
      headline: teamHeadline(ref, rows),
      counts: {
        clusters: rows.length,
        blockedClusters: rows.filter(row => row.blockers > 0).length,
        blockers: sum('blockers'),
        warnings: sum('warnings'),
        unknowns: sum('unknowns'),
      },
      clusters: rows.slice(0, MOST_CLUSTERS),
      findings: kinds.flatMap(({ alike, ...finding }) =>
        placed(seen, finding).map(one => ({ ...one, alike })),
      ),
      exceptions: exceptions.map(
        ({ entityRef: clusterEntityRef, ...exception }) => ({
          ...exception,
          clusterEntityRef,
        }),
      ),
      runs: [...active, ...planned].slice(0, MOST),
    });
  });

  router.get('/v1/findings', async (req, res) => {
    const caller = await access.caller(req);
    const { owner, severity, code, search, cursor, limit = 100 } = req.query;
    const ref = ownerRef(owner);
    const now = context.now();
    const ids = [...(await teams.counts(ref, now)).keys()];
    const visible = await access.visible(caller, await clusters.getAll(ids));
    const seen = new Map(visible.map(cluster => [cluster.id, cluster]));
    const page = await findings.page(
      {
        clusterIds: [...seen.keys()],
        owner: ref,
        toActOn: true,
        severities: severity,
        code,
        search,
        cursor,
        limit,
      },
      now,
    );
    res.json({
      items: page.items.flatMap(finding => placed(seen, finding)),
      totalCount: page.totalCount,
      nextCursor: page.nextCursor,
    });
  });
}
