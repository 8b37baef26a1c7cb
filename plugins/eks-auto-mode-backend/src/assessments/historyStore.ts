// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Verdict } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Knex } from 'knex';
import { dayOf, writeDay } from './daily';

/** What a cluster came to on one day. */
export interface ClusterDay {
  day: string;
  verdict?: Verdict;
  score?: number;
  blockers: number;
  warnings: number;
  unknowns: number;
  nodes?: number;
  autoNodes?: number;
}

/** Clusters and blockers of one day. */
export interface FleetDay {
  day: string;
  clusters: number;
  migrated: number;
  blocked: number;
  /** Of severity blocker, and not for the plan to mend. */
  blockers: number;
}

/** Blockers of one owner and code, now and on an earlier day. */
export interface BlockerTrend {
  owner?: string;
  code: string;
  blockers: number;
  before: number;
}

/** Which clusters, and whose: of an owner the findings are their own, on whatever cluster. */
export interface HistoryScope {
  clusterIds: readonly string[] | 'all';
  /** Clusters whose findings count; they differ where an owner's findings lie on others' clusters. */
  findingClusterIds: readonly string[] | 'all';
  owner?: string;
}

/** What was, day by day; written by the scheduler and by each assessment. */
export class HistoryStore {
  constructor(private readonly db: Knex) {}

  /** A cluster that was not read on a day is on it what it was before. */
  async writeToday(now: Date): Promise<void> {
    await writeDay(this.db, dayOf(now));
  }

  async cluster(clusterId: string, fromDay: string): Promise<ClusterDay[]> {
    const rows = await this.db('eks_daily_clusters')
      .where({ cluster_id: clusterId })
      .where('day', '>=', fromDay)
      .orderBy('day');
    return rows.map(row => ({
      day: row.day,
      verdict: row.verdict === 'unassessed' ? undefined : row.verdict,
      score: row.score ?? undefined,
      blockers: row.blockers,
      warnings: row.warnings,
      unknowns: row.unknowns,
      nodes: row.nodes ?? undefined,
      autoNodes: row.auto_nodes ?? undefined,
    }));
  }

  /**
   * Those of `days`, in their order, of which something is known. Of all clusters those count too
   * that the catalog has lost since: on their days they were there.
   */
  async fleet(
    scope: HistoryScope,
    days: readonly string[],
  ): Promise<FleetDay[]> {
    const query = this.db('eks_daily_clusters').whereIn('day', days);
    if (scope.clusterIds !== 'all')
      query.whereIn('cluster_id', scope.clusterIds);
    const rows: {
      day: string;
      verdict: string;
      count: number | string;
      blockers: number | string;
    }[] = await query
      .groupBy('day', 'verdict')
      .select(
        'day',
        'verdict',
        this.db.raw('count(*) as count'),
        this.db.raw('sum(blockers) as blockers'),
      );
    const byDay = new Map<string, FleetDay>();
    const on = (day: string): FleetDay => {
      const known = byDay.get(day);
      if (known) return known;
      const fresh = { day, clusters: 0, migrated: 0, blocked: 0, blockers: 0 };
      byDay.set(day, fresh);
      return fresh;
    };
    for (const { day, verdict, count, blockers } of rows) {
      const one = on(day);
      one.clusters += Number(count);
      one.blockers += Number(blockers);
      if (verdict === 'migrated') one.migrated += Number(count);
      if (verdict === 'blocked') one.blocked += Number(count);
    }
    if (scope.owner) {
      // Findings lie on clusters of others too, and who owns no cluster may have some.
      (await this.knownDays(scope, days)).forEach(on);
      const blockers = await this.blockers(scope);
      for (const one of byDay.values()) one.blockers = blockers(one.day);
    }
    return days.flatMap(day => byDay.get(day) ?? []);
  }

  private async knownDays(
    scope: HistoryScope,
    days: readonly string[],
  ): Promise<string[]> {
    const query = this.db('eks_daily_clusters').whereIn('day', days);
    if (scope.findingClusterIds !== 'all')
      query.whereIn('cluster_id', scope.findingClusterIds);
    const rows: { day: string }[] = await query.distinct('day');
    return rows.map(row => row.day);
  }

  /** An owner's open blockers by day: what began until then without what had ended. */
  private async blockers(
    scope: HistoryScope,
  ): Promise<(day: string) => number> {
    const sums = async (column: 'from_day' | 'to_day') => {
      const rows: { day: string; sum: number | string }[] = await this.findings(
        scope,
      )
        .whereNotNull(column)
        .groupBy(column)
        .select({ day: column })
        .select(this.db.raw('sum(findings) as sum'));
      return rows.map(row => ({ day: row.day, sum: Number(row.sum) }));
    };
    const [began, ended] = [await sums('from_day'), await sums('to_day')];
    const until = (rows: { day: string; sum: number }[], day: string) =>
      rows.reduce(
        (total, row) => (row.day <= day ? total + row.sum : total),
        0,
      );
    return day => until(began, day) - until(ended, day);
  }

  /** Blockers now and on `since`, by owner and code. */
  async trends(scope: HistoryScope, since: string): Promise<BlockerTrend[]> {
    const { db } = this;
    const rows: {
      owner: string;
      code: string;
      blockers: number | string;
      before: number | string;
    }[] = await this.findings(scope)
      .where(b =>
        b
          .whereNull('to_day')
          .orWhere(was =>
            was.where('from_day', '<=', since).where('to_day', '>', since),
          ),
      )
      .groupBy('owner', 'code')
      .select(
        'owner',
        'code',
        db.raw(
          'sum(case when to_day is null then findings else 0 end) as blockers',
        ),
        db.raw(
          'sum(case when from_day <= ? then findings else 0 end) as before',
          [since],
        ),
      );
    return rows.map(({ owner, code, blockers, before }) => ({
      owner: owner || undefined,
      code,
      blockers: Number(blockers),
      before: Number(before),
    }));
  }

  private findings(scope: HistoryScope): Knex.QueryBuilder {
    const query = this.db('eks_daily_findings').where({ severity: 'blocker' });
    if (scope.findingClusterIds !== 'all')
      query.whereIn('cluster_id', scope.findingClusterIds);
    return scope.owner ? query.where({ owner: scope.owner }) : query;
  }

  /** Forgets days and changes before `before`; what is open stays. */
  async forget(before: Date): Promise<void> {
    const day = dayOf(before);
    await this.db('eks_daily_clusters').where('day', '<', day).delete();
    await this.db('eks_daily_findings').where('to_day', '<', day).delete();
    await this.db('eks_finding_changes')
      .where('read_at', '<', before.toISOString())
      .delete();
    await this.db('eks_assessment_changes')
      .where('read_at', '<', before.toISOString())
      .delete();
  }
}
