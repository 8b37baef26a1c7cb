// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { InputError } from '@backstage/errors';
import type {
  AssessedFinding,
  Severity,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Knex } from 'knex';
import { asText } from '../database/likePattern';
import { ExceptionsStore } from './exceptionsStore';

/** Which findings of these clusters. */
export interface FindingFilter {
  clusterIds: readonly string[];
  /** Only what a person must act on: the plan does not mend it and nobody accepted it. */
  toActOn?: boolean;
  severities?: string[];
  owner?: string;
  /** A code, or a family such as `NET`. */
  code?: string;
  search?: string;
}

/** What blocks a cluster until somebody acts. */
export interface Blocking {
  /** The first of them, ISO 8601, UTC. */
  since: string;
  count: number;
  owners: string[];
}

/** Which page of them. */
export interface FindingQuery extends FindingFilter {
  cursor?: string;
  limit: number;
}

interface FindingRow {
  id: string;
  cluster_id: string;
  code: string;
  subject_key: string;
  severity: Severity;
  severity_rank: number;
  since: string;
  document: string;
}

const FINDING_ORDER = ['severity_rank', 'code', 'subject_key', 'id'];

const cursorAt = (row: FindingRow): string =>
  Buffer.from(
    JSON.stringify([row.severity_rank, row.code, row.subject_key, row.id]),
  ).toString('base64url');

function positionOf(cursor: string): (string | number)[] {
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    position = undefined;
  }
  if (
    !Array.isArray(position) ||
    position.length !== FINDING_ORDER.length ||
    typeof position[0] !== 'number' ||
    !position.slice(1).every(one => typeof one === 'string')
  ) {
    throw new InputError(
      'This is no cursor that a page of findings gave; begin without one',
    );
  }
  return position;
}

/** The exceptions that cover a row of findings at `now`, for `exists`; never what could not be read. */
export const covering = (db: Knex, findings: string, now: Date) =>
  db('eks_exceptions as e')
    .select(db.raw('1'))
    .whereRaw('e.cluster_id = ??', [`${findings}.cluster_id`])
    .whereRaw('e.code = ??', [`${findings}.code`])
    .whereRaw('e.subject_key = ??', [`${findings}.subject_key`])
    .where('e.expires_at', '>', now.toISOString())
    .whereRaw(`?? <> 'unknown'`, [`${findings}.severity`]);

/** Findings of the last assessments, worst first, with the exceptions that cover them. */
export class FindingsStore {
  private readonly exceptions: ExceptionsStore;

  constructor(private readonly db: Knex) {
    this.exceptions = new ExceptionsStore(db);
  }

  /** Findings with the exceptions that cover them at `now`, in the order of severity, code, subject. */
  async list(
    filter: { clusterId?: string; componentRef?: string },
    now: Date,
  ): Promise<(AssessedFinding & { clusterId: string })[]> {
    const query = this.db('eks_findings').orderBy(FINDING_ORDER);
    if (filter.clusterId) query.where({ cluster_id: filter.clusterId });
    if (filter.componentRef)
      query.where({ component_ref: filter.componentRef });
    return await this.covered(await query, now);
  }

  /** One page of the findings of clusters, in the same order. */
  async page(
    query: FindingQuery,
    now: Date,
  ): Promise<{
    items: (AssessedFinding & { clusterId: string })[];
    totalCount: number;
    nextCursor?: string;
  }> {
    const { cursor, limit } = query;
    const matching = () => this.matching(query, now);
    const [{ count }] = await matching().count({ count: '*' });
    const page = matching()
      .orderBy(FINDING_ORDER)
      .limit(limit + 1);
    if (cursor)
      page.whereRaw(
        `(${FINDING_ORDER.join(', ')}) > (?, ?, ?, ?)`,
        positionOf(cursor),
      );
    const rows: FindingRow[] = await page;
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: await this.covered(shown, now),
      totalCount: Number(count),
      nextCursor: rows.length > limit && last ? cursorAt(last) : undefined,
    };
  }

  /**
   * Of each code on each cluster the first of these findings, and how many more there are, in the
   * same order.
   */
  async kinds(
    query: FindingFilter & { limit: number },
    now: Date,
  ): Promise<(AssessedFinding & { clusterId: string; alike: number })[]> {
    const kind = ['cluster_id', 'severity_rank', 'code'];
    const rows: (FindingRow & { all_of_kind: number | string })[] =
      await this.db
        .with(
          'ranked',
          this.matching(query, now)
            .select('id')
            .rowNumber('nth', line =>
              line.partitionBy(kind).orderBy(['subject_key', 'id']),
            )
            .select(
              this.db.raw(
                `count(*) over (partition by ${kind.join(
                  ', ',
                )}) as all_of_kind`,
              ),
            ),
        )
        .from('eks_findings as f')
        .join('ranked as r', 'r.id', 'f.id')
        .where('r.nth', 1)
        .orderBy(FINDING_ORDER.map(column => `f.${column}`))
        .limit(query.limit)
        .select('f.*', 'r.all_of_kind');
    const found = await this.covered(rows, now);
    return found.map((finding, at) => ({
      ...finding,
      alike: Number(rows[at].all_of_kind) - 1,
    }));
  }

  /** Of each cluster that somebody must unblock: how many findings do, whose, and since when. */
  async blocking(
    clusterIds: readonly string[],
    now: Date,
  ): Promise<Map<string, Blocking>> {
    const rows: {
      cluster_id: string;
      owner: string | null;
      since: string;
      count: number | string;
    }[] = await this.matching(
      { clusterIds, severities: ['blocker'], toActOn: true },
      now,
    )
      .select('cluster_id', 'owner')
      .min({ since: 'since' })
      .count({ count: '*' })
      .groupBy('cluster_id', 'owner')
      .orderBy(['cluster_id', 'owner']);
    const found = new Map<string, Blocking>();
    for (const { cluster_id, owner, since, count } of rows) {
      const all = found.get(cluster_id) ?? { since, count: 0, owners: [] };
      found.set(cluster_id, all);
      if (since < all.since) all.since = since;
      all.count += Number(count);
      if (owner !== null) all.owners.push(owner);
    }
    return found;
  }

  private matching(query: FindingFilter, now: Date): Knex.QueryBuilder {
    const { clusterIds, severities, owner, code, search } = query;
    const found = this.db('eks_findings').whereIn('cluster_id', clusterIds);
    if (query.toActOn)
      found
        .whereNot({ severity: 'info' })
        .whereNot({ resolved_by: 'plan' })
        .whereNotExists(covering(this.db, 'eks_findings', now));
    if (severities?.length) found.whereIn('severity', severities);
    if (owner) found.where({ owner });
    if (code)
      found.where(b =>
        b
          .where({ code })
          .orWhereRaw(`code like ? escape '\\'`, [`${asText(code)}-%`]),
      );
    if (search)
      found.whereRaw(`search_text like ? escape '\\'`, [
        `%${asText(search.toLocaleLowerCase('en-US'))}%`,
      ]);
    return found;
  }

  private async covered(
    rows: readonly FindingRow[],
    now: Date,
  ): Promise<(AssessedFinding & { clusterId: string })[]> {
    const exceptions = await this.exceptions.active(
      [...new Set(rows.map(row => row.cluster_id))],
      now,
    );
    const accepted = new Map(
      exceptions.map(e => [`${e.clusterId}\n${e.code}\n${e.subjectKey}`, e.id]),
    );
    return rows.map(row => ({
      ...(JSON.parse(row.document) as Omit<AssessedFinding, 'id' | 'since'>),
      id: row.id,
      since: row.since,
      clusterId: row.cluster_id,
      exceptionId:
        row.severity === 'unknown'
          ? undefined
          : accepted.get(`${row.cluster_id}\n${row.code}\n${row.subject_key}`),
    }));
  }
}
