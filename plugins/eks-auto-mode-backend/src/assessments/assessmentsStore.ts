// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash, randomUUID } from 'node:crypto';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  isAwsSubject,
  subjectKey,
  type AssessedFinding,
  type Exception,
  type PlannedSource,
  type Severity,
  type Subject,
  type Verdict,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { Knex } from 'knex';
import { turn } from '../turns';
import type { CostBasis } from '../costs/basis';
import {
  unseenFindings,
  writeChanges,
  type ChangedFinding,
} from './changesStore';
import type { ClusterProblem } from './clustersStore';
import {
  compareFindings,
  type ComparedFinding,
  type FindingDifference,
} from './compareFindings';
import { dayOf, writeDay, writeFindingDays } from './daily';
import { packInventory, unpackInventory } from './inventoryDocument';

/** Pods and volumes of one Component on one cluster. */
export interface ServiceFootprint {
  componentRef: string;
  pods: number;
  volumes: number;
  /** The lower bound of its drain. */
  drain?: { seconds: number; words: string };
}

export interface UnreadPart {
  part: string;
  reason: string;
  operation: string;
  message: string;
  remedy?: string;
}

/** What one reading and judging came to; findings still without `id` and `since`. */
export interface NewAssessment {
  clusterId: string;
  readAt: string;
  verdict: Verdict;
  score: number;
  confidence: number;
  counts: { blocker: number; warning: number; info: number; unknown: number };
  version?: string;
  nodes?: number;
  autoNodes?: number;
  pods?: number;
  /** Whether Auto Mode is switched on; undefined where the cluster could not be read. */
  autoMode?: boolean;
  problem?: ClusterProblem;
  sources: PlannedSource[];
  unreadParts: UnreadPart[];
  services: ServiceFootprint[];
  cost?: CostBasis;
  findings: Omit<AssessedFinding, 'id' | 'since'>[];
}

export interface AssessmentDetail {
  readAt: string;
  sources: PlannedSource[];
  unreadParts: UnreadPart[];
}

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
  severity_rank: number;
  since: string;
  document: string;
}

interface OldFinding extends ComparedFinding {
  subject_key: string;
  owner: string | null;
  since: string;
}

const RANKS: Severity[] = ['blocker', 'unknown', 'warning', 'info'];
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

/** What stands for itself in a LIKE pattern. */
const asText = (text: string) => text.replace(/[\\%_]/g, '\\$&');

/** The exceptions that cover a row of findings at `now`, for `exists`. */
export const covering = (db: Knex, findings: string, now: Date) =>
  db('eks_exceptions as e')
    .select(db.raw('1'))
    .whereRaw('e.cluster_id = ??', [`${findings}.cluster_id`])
    .whereRaw('e.code = ??', [`${findings}.code`])
    .whereRaw('e.subject_key = ??', [`${findings}.subject_key`])
    .where('e.expires_at', '>', now.toISOString());

/** The namespace that a subject is in, or that it is. */
function namespaceOf(subject: Subject): string | undefined {
  if (isAwsSubject(subject)) return undefined;
  return subject.kind === 'Namespace' ? subject.name : subject.namespace;
}

const findingId = (clusterId: string, code: string, key: string) =>
  createHash('sha256')
    .update(`${clusterId}\n${code}\n${key}`)
    .digest('hex')
    .slice(0, 32);

/** Rows a statement: SQLite takes no more than 999 values in one. */
const ROWS = 50;

/** SQLite works in this thread, so between two statements others get their turn. */
async function insertAll(
  tx: Knex.Transaction,
  table: string,
  rows: readonly object[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS) {
    await turn();
    await tx(table).insert(rows.slice(at, at + ROWS));
  }
}

/** Findings that are no longer there, for the log of changes; their titles are in their documents. */
async function leftFindings(
  tx: Knex.Transaction,
  old: readonly OldFinding[],
  differences: readonly FindingDifference[],
): Promise<Map<string, ChangedFinding>> {
  const left = new Set(
    differences
      .filter(one => one.kind === 'gone' || one.kind === 'unseen')
      .map(one => one.id),
  );
  const titles = new Map<string, string>();
  const ids = [...left];
  for (let at = 0; at < ids.length; at += 200) {
    await turn();
    const rows: { id: string; document: string }[] = await tx('eks_findings')
      .whereIn('id', ids.slice(at, at + 200))
      .select('id', 'document');
    for (const row of rows) titles.set(row.id, JSON.parse(row.document).title);
  }
  return new Map(
    old
      .filter(row => left.has(row.id))
      .map(row => [
        row.id,
        {
          code: row.code,
          title: titles.get(row.id) ?? row.code,
          subjectKey: row.subject_key,
          owner: row.owner ?? undefined,
          since: row.since,
        },
      ]),
  );
}

/** Assessments, inventories, findings and exceptions in the database. */
export class AssessmentsStore {
  constructor(private readonly db: Knex) {}

  /** Replaces a cluster's last assessment; a finding that was there before keeps its `since`. */
  async save(
    assessment: NewAssessment,
    inventory: Inventory | undefined,
  ): Promise<void> {
    const { clusterId } = assessment;
    const document = inventory && (await packInventory(inventory));
    await this.db.transaction(async tx => {
      const previous: { read_at: string; verdict: Verdict } | undefined =
        await tx('eks_assessments')
          .where({ cluster_id: clusterId })
          .first('read_at', 'verdict');
      const old: OldFinding[] = await tx('eks_findings')
        .where({ cluster_id: clusterId })
        .select('id', 'code', 'severity', 'subject_key', 'owner', 'since');
      await tx('eks_assessments')
        .insert({
          cluster_id: clusterId,
          read_at: assessment.readAt,
          verdict: assessment.verdict,
          score: assessment.score,
          confidence: assessment.confidence,
          blockers: assessment.counts.blocker,
          warnings: assessment.counts.warning,
          infos: assessment.counts.info,
          unknowns: assessment.counts.unknown,
          version: assessment.version ?? null,
          nodes: assessment.nodes ?? null,
          auto_nodes: assessment.autoNodes ?? null,
          pods: assessment.pods ?? null,
          auto_mode: assessment.autoMode ?? null,
          problem: assessment.problem
            ? JSON.stringify(assessment.problem)
            : null,
          sources: JSON.stringify(assessment.sources),
          unread_parts: JSON.stringify(assessment.unreadParts),
        })
        .onConflict('cluster_id')
        .merge();
      if (document) {
        await tx('eks_inventories')
          .insert({
            cluster_id: clusterId,
            read_at: assessment.readAt,
            document,
          })
          .onConflict('cluster_id')
          .merge();
      }
      await tx('eks_costs').where({ cluster_id: clusterId }).delete();
      if (assessment.cost) {
        await tx('eks_costs').insert({
          cluster_id: clusterId,
          document: JSON.stringify(assessment.cost),
        });
      }
      await turn();
      await tx('eks_service_footprints')
        .where({ cluster_id: clusterId })
        .delete();
      await insertAll(
        tx,
        'eks_service_footprints',
        assessment.services.map(service => ({
          cluster_id: clusterId,
          component_ref: service.componentRef,
          pods: service.pods,
          volumes: service.volumes,
          drain_seconds: service.drain?.seconds ?? null,
          drain_words: service.drain?.words ?? null,
        })),
      );
      const found = new Map(
        assessment.findings.map(finding => {
          const key = subjectKey(finding.subject);
          return [findingId(clusterId, finding.code, key), { finding, key }];
        }),
      );
      const since = new Map(old.map(row => [row.id, row.since]));
      const unseen = await unseenFindings(
        tx,
        clusterId,
        [...found.keys()].filter(id => !since.has(id)),
      );
      const sinceOf = (id: string) =>
        since.get(id) ?? unseen.get(id) ?? assessment.readAt;
      if (previous) {
        const differences = compareFindings(
          old,
          [...found].map(([id, { finding }]) => ({ id, ...finding })),
          {
            unreachable: assessment.verdict === 'unreachable',
            wereUnseen: new Set(unseen.keys()),
          },
        );
        const left = await leftFindings(tx, old, differences);
        await writeChanges(tx, {
          clusterId,
          readAt: assessment.readAt,
          verdict: assessment.verdict,
          previous: { readAt: previous.read_at, verdict: previous.verdict },
          differences,
          findingOf: id => {
            const is = found.get(id);
            return is
              ? {
                  code: is.finding.code,
                  title: is.finding.title,
                  subjectKey: is.key.slice(0, 1024),
                  owner: is.finding.owner,
                  since: sinceOf(id),
                }
              : left.get(id);
          },
        });
      }
      await tx('eks_findings').where({ cluster_id: clusterId }).delete();
      const rows: object[] = [];
      for (const [id, { finding, key }] of found) {
        rows.push({
          id,
          cluster_id: clusterId,
          code: finding.code,
          subject_key: key.slice(0, 1024),
          severity: finding.severity,
          owner: finding.owner ?? null,
          owner_resolution: finding.ownerResolution,
          resolved_by: finding.resolvedBy,
          namespace: namespaceOf(finding.subject)?.slice(0, 255) ?? null,
          component_ref: finding.componentRef ?? null,
          since: sinceOf(id),
          severity_rank: RANKS.indexOf(finding.severity),
          search_text:
            `${finding.code} ${finding.title} ${finding.message} ${key}`.toLocaleLowerCase(
              'en-US',
            ),
          document: JSON.stringify(finding),
        });
      }
      await insertAll(tx, 'eks_findings', rows);
      const day = dayOf(assessment.readAt);
      // Of a cluster that cannot be reached the last that is known goes on.
      if (assessment.verdict !== 'unreachable')
        await writeFindingDays(
          tx,
          clusterId,
          day,
          [...found.values()].map(({ finding }) => finding),
        );
      await writeDay(tx, day, clusterId);
    });
  }

  async detail(clusterId: string): Promise<AssessmentDetail | undefined> {
    const row = await this.db('eks_assessments')
      .where({ cluster_id: clusterId })
      .first();
    return (
      row && {
        readAt: row.read_at,
        sources: JSON.parse(row.sources),
        unreadParts: JSON.parse(row.unread_parts),
      }
    );
  }

  /** What the costs of clusters are worked out from; of those that have been read. */
  async costs(clusterIds: readonly string[]): Promise<Map<string, CostBasis>> {
    const found = new Map<string, CostBasis>();
    for (let at = 0; at < clusterIds.length; at += 500) {
      const rows: { cluster_id: string; document: string }[] = await this.db(
        'eks_costs',
      ).whereIn('cluster_id', clusterIds.slice(at, at + 500));
      for (const row of rows)
        found.set(row.cluster_id, JSON.parse(row.document));
    }
    return found;
  }

  /** What a Component has on each cluster, by cluster id. */
  async footprints(
    componentRef: string,
  ): Promise<Map<string, ServiceFootprint>> {
    const rows: {
      cluster_id: string;
      pods: number;
      volumes: number;
      drain_seconds: number | null;
      drain_words: string | null;
    }[] = await this.db('eks_service_footprints').where({
      component_ref: componentRef,
    });
    return new Map(
      rows.map(row => [
        row.cluster_id,
        {
          componentRef,
          pods: row.pods,
          volumes: row.volumes,
          drain:
            row.drain_seconds === null
              ? undefined
              : { seconds: row.drain_seconds, words: row.drain_words ?? '' },
        },
      ]),
    );
  }

  async inventory(clusterId: string): Promise<Inventory | undefined> {
    const row = await this.db('eks_inventories')
      .where({ cluster_id: clusterId })
      .first();
    return row && unpackInventory(row.document);
  }

  /** Findings with the exceptions that cover them at `now`, in the order of severity, code, subject. */
  async findings(
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
  async findingsPage(
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
    const exceptions = await this.exceptions(
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
      exceptionId: accepted.get(
        `${row.cluster_id}\n${row.code}\n${row.subject_key}`,
      ),
    }));
  }

  /** Exceptions that have not expired at `now`. */
  async exceptions(
    clusters: string | readonly string[],
    now: Date,
  ): Promise<(Omit<Exception, 'clusterArn'> & { clusterId: string })[]> {
    const rows = await this.db('eks_exceptions')
      .where('expires_at', '>', now.toISOString())
      .whereIn('cluster_id', [clusters].flat())
      .orderBy('created_at');
    return rows.map(row => ({
      id: row.id,
      clusterId: row.cluster_id,
      code: row.code,
      subjectKey: row.subject_key,
      owner: row.owner,
      reason: row.reason,
      createdBy: row.created_by,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    }));
  }

  async addException(
    exception: Omit<Exception, 'clusterArn' | 'id'> & { clusterId: string },
  ): Promise<Omit<Exception, 'clusterArn'> & { clusterId: string }> {
    const id = randomUUID();
    await this.db('eks_exceptions').insert({
      id,
      cluster_id: exception.clusterId,
      code: exception.code,
      subject_key: exception.subjectKey,
      owner: exception.owner,
      reason: exception.reason,
      created_by: exception.createdBy,
      created_at: exception.createdAt,
      expires_at: exception.expiresAt,
    });
    return { ...exception, id };
  }

  async removeException(clusterId: string, id: string): Promise<void> {
    const removed = await this.db('eks_exceptions')
      .where({ cluster_id: clusterId, id })
      .delete();
    if (removed === 0)
      throw new NotFoundError(
        `There is no exception ${id} on cluster ${clusterId}`,
      );
  }

  /** The verdict changes with exceptions, without a new reading. */
  async setVerdict(clusterId: string, verdict: Verdict): Promise<void> {
    await this.db('eks_assessments')
      .where({ cluster_id: clusterId })
      .update({ verdict });
  }
}
