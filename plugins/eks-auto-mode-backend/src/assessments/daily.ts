// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AssessedFinding } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Knex } from 'knex';
import { batches } from '../database/batches';

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

/**
 * Writes how many findings each owner has of each code since a day. A row stays open as long as the
 * number does, so a year of an unchanged cluster is one row; the same day written twice is written
 * once. Codes that could not be judged this time keep what they had: silence is no progress.
 */
export async function writeFindingDays(
  tx: Knex.Transaction,
  clusterId: string,
  day: string,
  findings: readonly Pick<
    AssessedFinding,
    'owner' | 'code' | 'severity' | 'resolvedBy'
  >[],
): Promise<void> {
  const counts = new Map<string, OpenRow>();
  const unjudged = new Set<string>();
  for (const { owner = '', code, severity, resolvedBy } of findings) {
    if (severity === 'unknown') unjudged.add(code);
    if (severity === 'info' || resolvedBy === 'plan') continue;
    const row = { owner, code, severity, from_day: day, findings: 1 };
    const known = counts.get(keyOf(row));
    if (known) known.findings += 1;
    else counts.set(keyOf(row), row);
  }
  const before: OpenRow[] = await tx('eks_daily_findings')
    .where({ cluster_id: clusterId })
    .whereNull('to_day')
    .select('owner', 'code', 'severity', 'from_day', 'findings');
  for (const was of before) {
    const key = keyOf(was);
    const is = counts.get(key);
    const keeps =
      is?.findings === was.findings ||
      (!is && was.severity !== 'unknown' && unjudged.has(was.code));
    if (keeps) {
      counts.delete(key);
      continue;
    }
    const row = tx('eks_daily_findings').where({
      cluster_id: clusterId,
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
    cluster_id: clusterId,
    ...row,
  }));
  for await (const batch of batches(rows))
    await tx('eks_daily_findings').insert(batch);
}
