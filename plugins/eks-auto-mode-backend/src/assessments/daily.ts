// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Knex } from 'knex';
import { batches } from '../database/batches';
import { covering } from './findingsStore';

const DAY_MS = 86_400_000;

/** The day of a moment, UTC. */
export const dayOf = (at: string | Date): string =>
  (typeof at === 'string' ? at : at.toISOString()).slice(0, 10);

/** A day so many days before another; negative for days after it. */
export const daysBefore = (day: string, days: number): string =>
  dayOf(new Date(Date.parse(`${day}T00:00:00.000Z`) - days * DAY_MS));

/** How many findings of a severity are open on the cluster of an outer query. */
const open = (severity: string) =>
  `(select coalesce(sum(f.findings), 0) from eks_daily_findings f
    where f.cluster_id = c.id and f.severity = '${severity}' and f.to_day is null)`;

/**
 * Writes what clusters come to on a day; all that the catalog has, or one. Written again on the same
 * day it says the last word, so replicas may write it as often as they like.
 */
export async function writeDay(
  db: Knex,
  day: string,
  clusterId?: string,
): Promise<void> {
  const columns = [
    'cluster_id',
    'day',
    'verdict',
    'score',
    'blockers',
    'warnings',
    'unknowns',
    'nodes',
    'auto_nodes',
  ];
  const written = columns.slice(2);
  await db.raw(
    `insert into eks_daily_clusters (${columns.join(', ')})
     select c.id, ?, coalesce(a.verdict, 'unassessed'), a.score,
       ${['blocker', 'warning', 'unknown'].map(open).join(', ')},
       a.nodes, a.auto_nodes
     from eks_clusters c left join eks_assessments a on a.cluster_id = c.id
     where c.gone_at is null ${clusterId === undefined ? '' : 'and c.id = ?'}
     on conflict (cluster_id, day) do update set ${written
       .map(column => `${column} = excluded.${column}`)
       .join(', ')}`,
    clusterId === undefined ? [day] : [day, clusterId],
  );
}

interface OpenRow {
  owner: string;
  code: string;
  severity: string;
  from_day: string;
  findings: number;
}

const keyOf = (row: Pick<OpenRow, 'owner' | 'code' | 'severity'>) =>
  `${row.owner}\n${row.code}\n${row.severity}`;

/** How many findings each owner has of each code to act on: no plan mends them, nobody accepted them. */
async function toActOn(
  tx: Knex.Transaction,
  clusterId: string,
  severities: readonly string[],
  at: Date,
): Promise<Map<string, OpenRow>> {
  const counts = new Map<string, OpenRow>();
  // What could not be looked for this time counts on: silence is no progress.
  for (const table of ['eks_findings', 'eks_unseen_findings']) {
    const rows: {
      owner: string | null;
      code: string;
      severity: string;
      count: number | string;
    }[] = await tx(table)
      .where({ cluster_id: clusterId })
      .whereIn('severity', severities)
      .whereNot({ resolved_by: 'plan' })
      .whereNotExists(covering(tx, table, at))
      .groupBy('owner', 'code', 'severity')
      .select('owner', 'code', 'severity')
      .count({ count: '*' });
    for (const { owner, code, severity, count } of rows) {
      const row = {
        owner: owner ?? '',
        code,
        severity,
        from_day: dayOf(at),
        findings: Number(count),
      };
      const known = counts.get(keyOf(row));
      if (known) known.findings += row.findings;
      else counts.set(keyOf(row), row);
    }
  }
  return counts;
}

/**
 * Writes how many findings to act on each owner has of each code since the day of `at`, from what the
 * database has of a cluster. A row stays open as long as the number does, so a year of an unchanged
 * cluster is one row; the same day written twice is written once.
 */
export async function writeFindingDays(
  tx: Knex.Transaction,
  clusterId: string,
  at: Date,
): Promise<void> {
  const of = { cluster_id: clusterId };
  const assessment: { verdict: string } | undefined = await tx(
    'eks_assessments',
  )
    .where(of)
    .first('verdict');
  if (!assessment) return;
  // Of a cluster that cannot be reached nearly all is unknown; how much was so before goes on.
  const severities =
    assessment.verdict === 'unreachable'
      ? ['blocker', 'warning']
      : ['blocker', 'warning', 'unknown'];
  const day = dayOf(at);
  const counts = await toActOn(tx, clusterId, severities, at);
  const before: OpenRow[] = await tx('eks_daily_findings')
    .where(of)
    .whereIn('severity', severities)
    .whereNull('to_day')
    .select('owner', 'code', 'severity', 'from_day', 'findings');
  for (const was of before) {
    const key = keyOf(was);
    const is = counts.get(key);
    if (is?.findings === was.findings) {
      counts.delete(key);
      continue;
    }
    const row = tx('eks_daily_findings').where({
      ...of,
      owner: was.owner,
      code: was.code,
      severity: was.severity,
      from_day: was.from_day,
    });
    if (was.from_day < day) {
      await row.update({ to_day: day });
    } else if (is) {
      // Of one day the last number counts.
      await row.update({ findings: is.findings });
      counts.delete(key);
    } else {
      await row.delete();
    }
  }
  const rows = [...counts.values()].map(row => ({
    ...of,
    ...row,
    to_day: null,
  }));
  for await (const batch of batches(rows))
    await tx('eks_daily_findings')
      .insert(batch)
      // A reading may be of the day before the last word.
      .onConflict(['cluster_id', 'owner', 'code', 'severity', 'from_day'])
      .merge(['findings', 'to_day']);
}

/** Ends what is counted of clusters: from the day of `at` on they are not there. */
export async function endDays(
  tx: Knex.Transaction,
  clusterIds: readonly string[],
  at: Date,
): Promise<void> {
  const day = dayOf(at);
  for (let from = 0; from < clusterIds.length; from += 500) {
    const of = clusterIds.slice(from, from + 500);
    await tx('eks_daily_clusters')
      .whereIn('cluster_id', of)
      .where('day', '>=', day)
      .delete();
    await tx('eks_daily_findings')
      .whereIn('cluster_id', of)
      .whereNull('to_day')
      .update({ to_day: day });
  }
}
