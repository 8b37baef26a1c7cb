// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Verdict } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Knex } from 'knex';
import { batches } from '../database/batches';
import { asText } from '../database/likePattern';
import { dayOf, endDays, writeDay, writeFindingDays } from './daily';

/** What is wrong with a cluster's entity, or with reaching it. */
export interface ClusterProblem {
  code: string;
  message: string;
  remedy: string;
}

/** An entity that stands for an EKS cluster but cannot be used as it is. */
export interface EntityProblem extends ClusterProblem {
  entityRef: string;
}

/** A cluster as the catalog and the environments name it. */
export interface ClusterRecord {
  id: string;
  arn: string;
  name: string;
  accountId: string;
  region: string;
  environment?: string;
  entityRef?: string;
  owner?: string;
  /** Tags of its entity, for permission policies. */
  tags?: string[];
  problem?: ClusterProblem;
  /** Annotations that say how to reach it; see clusters/entity.ts. */
  options: Record<string, string>;
  goneAt?: string;
}

/** One row of the fleet: the cluster with what its last assessment came to. */
export interface ClusterRow extends ClusterRecord {
  assessment?: {
    readAt: string;
    verdict: Verdict;
    score: number;
    confidence: number;
    counts: { blocker: number; warning: number; info: number; unknown: number };
    version?: string;
    nodes?: number;
    autoNodes?: number;
    pods?: number;
    problem?: ClusterProblem;
  };
  refreshing: boolean;
}

/** What stands among verdicts for clusters that were never judged. */
export const UNASSESSED = 'unassessed';

export interface ClusterFilter {
  owner?: string;
  search?: string;
  entityRef?: string;
  arn?: string;
}

export interface ClusterQuery extends ClusterFilter {
  verdicts?: string[];
  cursor?: string;
  limit: number;
}

/** Of the clusters `c`, those that the catalog still has. */
function matching(
  builder: Knex.QueryBuilder,
  filter: ClusterFilter,
): Knex.QueryBuilder {
  builder.whereNull('c.gone_at');
  if (filter.owner) builder.where('c.owner', filter.owner);
  if (filter.entityRef) builder.where('c.entity_ref', filter.entityRef);
  if (filter.arn) builder.where('c.arn', filter.arn);
  if (filter.search) {
    builder.whereRaw(`lower(c.name) like ? escape '\\'`, [
      `%${asText(filter.search.toLocaleLowerCase('en-US'))}%`,
    ]);
  }
  return builder;
}

interface Row {
  id: string;
  arn: string;
  name: string;
  account_id: string;
  region: string;
  environment: string | null;
  entity_ref: string | null;
  owner: string | null;
  tags: string | null;
  problem: string | null;
  options: string;
  gone_at: string | null;
  read_at: string | null;
  verdict: Verdict | null;
  score: number;
  confidence: number;
  blockers: number;
  warnings: number;
  infos: number;
  unknowns: number;
  version: string | null;
  nodes: number | null;
  auto_nodes: number | null;
  pods: number | null;
  assessment_problem: string | null;
  refresh_state: string | null;
}

function recordOf(row: Row): ClusterRow {
  return {
    id: row.id,
    arn: row.arn,
    name: row.name,
    accountId: row.account_id,
    region: row.region,
    environment: row.environment ?? undefined,
    entityRef: row.entity_ref ?? undefined,
    owner: row.owner ?? undefined,
    tags: row.tags ? JSON.parse(row.tags) : undefined,
    problem: row.problem ? JSON.parse(row.problem) : undefined,
    options: JSON.parse(row.options),
    goneAt: row.gone_at ?? undefined,
    assessment:
      row.read_at && row.verdict
        ? {
            readAt: row.read_at,
            verdict: row.verdict,
            score: row.score,
            confidence: row.confidence,
            counts: {
              blocker: row.blockers,
              warning: row.warnings,
              info: row.infos,
              unknown: row.unknowns,
            },
            version: row.version ?? undefined,
            nodes: row.nodes ?? undefined,
            autoNodes: row.auto_nodes ?? undefined,
            pods: row.pods ?? undefined,
            problem: row.assessment_problem
              ? JSON.parse(row.assessment_problem)
              : undefined,
          }
        : undefined,
    refreshing:
      row.refresh_state !== null &&
      !['done', 'failed'].includes(row.refresh_state),
  };
}

/** Clusters in the database. */
export class ClustersStore {
  constructor(private readonly db: Knex) {}

  /**
   * Makes the table say what the catalog says now. A cluster that the catalog no longer has is marked
   * gone and keeps its history; its findings are counted until that day, and from when it is back.
   */
  async sync(
    clusters: ClusterRecord[],
    now: Date,
    problems: EntityProblem[] = [],
  ): Promise<void> {
    await this.db.transaction(async tx => {
      await tx('eks_entity_problems').delete();
      for (const problem of problems) {
        await tx('eks_entity_problems')
          .insert({
            entity_ref: problem.entityRef,
            document: JSON.stringify(problem),
          })
          .onConflict('entity_ref')
          .merge();
      }
      const rows = clusters.map(cluster => ({
        id: cluster.id,
        arn: cluster.arn,
        name: cluster.name,
        account_id: cluster.accountId,
        region: cluster.region,
        environment: cluster.environment ?? null,
        entity_ref: cluster.entityRef ?? null,
        owner: cluster.owner ?? null,
        tags: cluster.tags ? JSON.stringify(cluster.tags) : null,
        problem: cluster.problem ? JSON.stringify(cluster.problem) : null,
        options: JSON.stringify(cluster.options),
        seen_at: now.toISOString(),
        gone_at: null,
      }));
      const were: { id: string; gone_at: string | null }[] = await tx(
        'eks_clusters',
      ).select('id', 'gone_at');
      for await (const batch of batches(rows))
        await tx('eks_clusters').insert(batch).onConflict('id').merge();
      const ids = new Set(clusters.map(c => c.id));
      const left = were
        .filter(one => one.gone_at === null && !ids.has(one.id))
        .map(one => one.id);
      for (let at = 0; at < left.length; at += 500)
        await tx('eks_clusters')
          .whereIn('id', left.slice(at, at + 500))
          .update({ gone_at: now.toISOString() });
      await endDays(tx, left, now);
      for (const { id, gone_at } of were) {
        if (gone_at === null || !ids.has(id)) continue;
        await writeFindingDays(tx, id, now);
        await writeDay(tx, dayOf(now), id);
      }
    });
  }

  async problems(entityRef?: string): Promise<EntityProblem[]> {
    const query = this.db('eks_entity_problems').orderBy('entity_ref');
    if (entityRef) query.where({ entity_ref: entityRef });
    const rows: { document: string }[] = await query;
    return rows.map(row => JSON.parse(row.document));
  }

  /** Ids of clusters that were never read, or last before `before`, and that nobody has asked for. */
  async unreadSince(before: Date): Promise<string[]> {
    const rows: { id: string }[] = await this.db('eks_clusters as c')
      .leftJoin('eks_assessments as a', 'a.cluster_id', 'c.id')
      .leftJoin('eks_refreshes as r', 'r.cluster_id', 'c.id')
      .whereNull('c.gone_at')
      .where(b =>
        b.whereNull('r.state').orWhereIn('r.state', ['done', 'failed']),
      )
      .where(b =>
        b
          .whereNull('a.read_at')
          .orWhere('a.read_at', '<', before.toISOString()),
      )
      .select('c.id');
    return rows.map(row => row.id);
  }

  async get(id: string): Promise<ClusterRow | undefined> {
    const row = await this.joined().where('c.id', id).first();
    return row && recordOf(row);
  }

  /** Those of these clusters that the catalog still has. */
  async getAll(ids: readonly string[]): Promise<ClusterRow[]> {
    const found: ClusterRow[] = [];
    for (let at = 0; at < ids.length; at += 500) {
      const rows: Row[] = await this.joined()
        .whereIn('c.id', ids.slice(at, at + 500))
        .whereNull('c.gone_at');
      found.push(...rows.map(recordOf));
    }
    return found;
  }

  /** All that the catalog has, by name and id. */
  async all(filter: ClusterFilter = {}): Promise<ClusterRow[]> {
    const rows: Row[] = await matching(this.joined(), filter).orderBy([
      'c.name',
      'c.id',
    ]);
    return rows.map(recordOf);
  }

  /** Pages by name and id. `goneAt` clusters are left out. */
  async list(query: ClusterQuery): Promise<{
    items: ClusterRow[];
    nextCursor?: string;
    totalCount: number;
    verdicts: Record<string, number>;
  }> {
    const filtered = (builder: Knex.QueryBuilder) => matching(builder, query);
    const grouped: { verdict: string | null; count: number | string }[] =
      await filtered(
        this.db('eks_clusters as c').leftJoin(
          'eks_assessments as a',
          'a.cluster_id',
          'c.id',
        ),
      )
        .groupBy('a.verdict')
        .select('a.verdict as verdict', this.db.raw('count(*) as count'));
    const verdicts: Record<string, number> = {};
    for (const { verdict, count } of grouped)
      verdicts[verdict ?? UNASSESSED] = Number(count);

    const { verdicts: wanted = [] } = query;
    const byVerdict = (builder: Knex.QueryBuilder) =>
      wanted.length === 0
        ? builder
        : builder.where(one => {
            one.whereIn('a.verdict', wanted);
            if (wanted.includes(UNASSESSED)) one.orWhereNull('a.verdict');
          });
    const [{ count }] = await byVerdict(
      filtered(
        this.db('eks_clusters as c').leftJoin(
          'eks_assessments as a',
          'a.cluster_id',
          'c.id',
        ),
      ),
    ).count({ count: '*' });

    const page = byVerdict(filtered(this.joined()))
      .orderBy(['c.name', 'c.id'])
      .limit(query.limit + 1);
    if (query.cursor) {
      const [name, id] = JSON.parse(
        Buffer.from(query.cursor, 'base64url').toString(),
      ) as [string, string];
      page.where(b =>
        b
          .where('c.name', '>', name)
          .orWhere(o => o.where('c.name', name).andWhere('c.id', '>', id)),
      );
    }
    const rows: Row[] = await page;
    const items = rows.slice(0, query.limit).map(recordOf);
    const last = items.at(-1);
    return {
      items,
      totalCount: Number(count),
      verdicts,
      nextCursor:
        rows.length > query.limit && last
          ? Buffer.from(JSON.stringify([last.name, last.id])).toString(
              'base64url',
            )
          : undefined,
    };
  }

  private joined(): Knex.QueryBuilder {
    return this.db('eks_clusters as c')
      .leftJoin('eks_assessments as a', 'a.cluster_id', 'c.id')
      .leftJoin('eks_refreshes as r', 'r.cluster_id', 'c.id')
      .select(
        'c.*',
        'a.read_at',
        'a.verdict',
        'a.score',
        'a.confidence',
        'a.blockers',
        'a.warnings',
      )
      .select(
        'a.infos',
        'a.unknowns',
        'a.version',
        'a.nodes',
        'a.auto_nodes',
        'a.pods',
      )
      .select({ assessment_problem: 'a.problem', refresh_state: 'r.state' });
  }
}
