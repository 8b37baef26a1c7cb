// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Knex } from 'knex';
import { covering } from '../assessments/findingsStore';

/** How many of a team's findings on one cluster a person must act on. */
export interface TeamCounts {
  blockers: number;
  warnings: number;
  unknowns: number;
}

/** An exception of a team that ends soon, and what it accepts. */
export interface EndingException {
  id: string;
  clusterId: string;
  clusterName: string;
  entityRef?: string;
  code: string;
  subjectKey: string;
  reason: string;
  expiresAt: string;
}

/** The newest plan of a cluster, as long as nobody approved or discarded it. */
export interface OpenPlan {
  id: string;
  clusterArn: string;
  number: number;
  createdAt: string;
  createdBy: string;
}

/** Things in one namespace, or of one cluster, that no team answers for. */
export interface UnownedPlace {
  clusterId: string;
  clusterName: string;
  entityRef?: string;
  /** Absent for what is in no namespace. */
  namespace?: string;
  /** The cluster's owner, whom these things fall to for want of a nearer one. */
  fallsTo?: string;
  things: number;
  findings: number;
  /** To act on: no plan mends them, and nobody accepted them. */
  blockers: number;
}

/** Namespaces that are the cluster's own: they are rightly its owner's. */
const SYSTEM_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease'];

/** What belongs to whom over all clusters, counted in the database. */
export class TeamStore {
  constructor(private readonly db: Knex) {}

  /** Ids of clusters that a team owns. */
  async owned(owner: string): Promise<string[]> {
    const rows: { id: string }[] = await this.db('eks_clusters')
      .where({ owner })
      .whereNull('gone_at')
      .select('id');
    return rows.map(row => row.id);
  }

  /** By cluster id: what of a team's a person must act on; clusters with an info alone have zeros. */
  async counts(owner: string, now: Date): Promise<Map<string, TeamCounts>> {
    const rows: {
      cluster_id: string;
      severity: string;
      count: number | string;
    }[] = await this.db('eks_findings as f')
      .where({ 'f.owner': owner })
      .whereNot({ 'f.resolved_by': 'plan' })
      .whereNotExists(covering(this.db, 'f', now))
      .groupBy('f.cluster_id', 'f.severity')
      .select('f.cluster_id', 'f.severity', this.db.raw('count(*) as count'));
    const found = new Map<string, TeamCounts>();
    for (const { cluster_id, severity, count } of rows) {
      const counts = found.get(cluster_id) ?? {
        blockers: 0,
        warnings: 0,
        unknowns: 0,
      };
      if (severity === 'blocker') counts.blockers = Number(count);
      if (severity === 'warning') counts.warnings = Number(count);
      if (severity === 'unknown') counts.unknowns = Number(count);
      found.set(cluster_id, counts);
    }
    return found;
  }

  /** Exceptions of a team that end between `now` and `until`, soonest first. */
  async ending(
    owner: string,
    clusterIds: readonly string[],
    now: Date,
    until: Date,
    limit: number,
  ): Promise<EndingException[]> {
    const rows = await this.db('eks_exceptions as e')
      .join('eks_clusters as c', 'c.id', 'e.cluster_id')
      .where('e.owner', owner)
      .where('e.expires_at', '>', now.toISOString())
      .where('e.expires_at', '<=', until.toISOString())
      .whereIn('e.cluster_id', clusterIds)
      .orderBy(['e.expires_at', 'e.id'])
      .limit(limit)
      .select('e.*', 'c.name', 'c.entity_ref');
    return rows.map(row => ({
      id: row.id,
      clusterId: row.cluster_id,
      clusterName: row.name,
      entityRef: row.entity_ref ?? undefined,
      code: row.code,
      subjectKey: row.subject_key,
      reason: row.reason,
      expiresAt: row.expires_at,
    }));
  }

  /** Clusters on which an exception of this team holds at `now`. */
  async excepted(owner: string, now: Date): Promise<string[]> {
    const rows: { cluster_id: string }[] = await this.db('eks_exceptions')
      .where({ owner })
      .where('expires_at', '>', now.toISOString())
      .distinct('cluster_id');
    return rows.map(row => row.cluster_id);
  }

  /** Plans made since `since` that wait for somebody to approve them, newest first. */
  async openPlans(
    clusterArns: readonly string[],
    since: Date,
    limit: number,
  ): Promise<OpenPlan[]> {
    const { db } = this;
    const rows = await db('eks_plans as p')
      .whereIn('p.cluster_arn', clusterArns)
      .where('p.created_at', '>=', since.toISOString())
      .whereNotExists(
        db('eks_plans as n')
          .select(db.raw('1'))
          .whereRaw('n.cluster_arn = p.cluster_arn and n.number > p.number'),
      )
      .whereNotExists(
        db('eks_runs as r').select(db.raw('1')).whereRaw('r.plan_id = p.id'),
      )
      .whereNotExists(
        db('eks_plan_discards as d')
          .select(db.raw('1'))
          .whereRaw('d.plan_id = p.id'),
      )
      .orderBy('p.created_at', 'desc')
      .limit(limit)
      .select(
        'p.id',
        'p.cluster_arn',
        'p.number',
        'p.created_at',
        'p.created_by',
      );
    return rows.map(row => ({
      id: row.id,
      clusterArn: row.cluster_arn,
      number: row.number,
      createdAt: row.created_at,
      createdBy: row.created_by,
    }));
  }

  /**
   * Places with things that nobody answers for: those without any owner, and those in a namespace
   * that fall to the cluster's owner because neither they nor the namespace name a team.
   */
  async unowned(
    clusterIds: readonly string[],
    page: { limit: number; offset: number },
    now: Date,
  ): Promise<{ items: UnownedPlace[]; totalCount: number }> {
    const { db } = this;
    const places = () =>
      db('eks_findings as f')
        .join('eks_clusters as c', 'c.id', 'f.cluster_id')
        .whereIn('f.cluster_id', clusterIds)
        .where(b =>
          b
            .where('f.owner_resolution', 'none')
            .orWhere(o =>
              o
                .where('f.owner_resolution', 'cluster')
                .whereNotNull('f.namespace')
                .whereNotIn('f.namespace', SYSTEM_NAMESPACES),
            ),
        )
        .groupBy(
          'f.cluster_id',
          'f.namespace',
          'c.name',
          'c.entity_ref',
          'c.owner',
        );
    const rows: {
      cluster_id: string;
      namespace: string | null;
      name: string;
      entity_ref: string | null;
      owner: string | null;
      things: number | string;
      findings: number | string;
      blockers: number | string;
      places: number | string;
    }[] = await places()
      .select(
        'f.cluster_id',
        'f.namespace',
        'c.name',
        'c.entity_ref',
        'c.owner',
      )
      .select(
        db.raw('count(distinct f.subject_key) as things'),
        db.raw('count(*) as findings'),
        db.raw(
          // Counted with the page: the places are gone through once.
          'count(*) over () as places',
        ),
        db.raw(
          `sum(case when f.severity = 'blocker' and f.resolved_by <> 'plan'
            and not exists ? then 1 else 0 end) as blockers`,
          [covering(db, 'f', now)],
        ),
      )
      .orderBy([
        { column: 'blockers', order: 'desc' },
        { column: 'c.name' },
        { column: 'f.cluster_id' },
        { column: 'f.namespace' },
      ])
      .limit(page.limit)
      .offset(page.offset);
    return {
      totalCount: Number(rows[0]?.places ?? 0),
      items: rows.map(row => ({
        clusterId: row.cluster_id,
        clusterName: row.name,
        entityRef: row.entity_ref ?? undefined,
        namespace: row.namespace ?? undefined,
        fallsTo: row.owner ?? undefined,
        things: Number(row.things),
        findings: Number(row.findings),
        blockers: Number(row.blockers),
      })),
    };
  }
}
