// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { InputError } from '@backstage/errors';
import type {
  Severity,
  Verdict,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Knex } from 'knex';
import { batches } from '../database/batches';
import type { FindingChangeKind, FindingDifference } from './compareFindings';

/** Of one assessment so many changed findings are kept, the worst; the counts are of all. */
const MOST = 200;
/** Of these, so many are shown in a list. */
const SHOWN = 50;

/** A finding that became another one. */
export interface FindingChange {
  kind: FindingChangeKind;
  code: string;
  title: string;
  severity: Severity;
  was?: Severity;
  subjectKey: string;
  owner?: string;
  since: string;
}

/** What one assessment found different from the one before. */
export interface AssessmentChange {
  readAt: string;
  previousReadAt: string;
  verdict: Verdict;
  previousVerdict: Verdict;
  counts: Record<FindingChangeKind, number>;
  findings: FindingChange[];
}

/** A finding as it stands in the change log. */
export type ChangedFinding = Omit<FindingChange, 'kind' | 'severity' | 'was'>;

/** Writes what an assessment found different; nothing where nothing is. */
export async function writeChanges(
  tx: Knex.Transaction,
  change: {
    clusterId: string;
    readAt: string;
    verdict: Verdict;
    previous: { readAt: string; verdict: Verdict };
    differences: readonly FindingDifference[];
    findingOf(id: string): ChangedFinding | undefined;
  },
): Promise<void> {
  const { clusterId, readAt, verdict, previous, differences } = change;
  if (differences.length === 0 && verdict === previous.verdict) return;
  const count = (kind: FindingChangeKind) =>
    differences.filter(one => one.kind === kind).length;
  const key = { cluster_id: clusterId, read_at: readAt };
  // One moment is written once, whoever writes it again.
  await tx('eks_finding_changes').where(key).delete();
  await tx('eks_assessment_changes').where(key).delete();
  await tx('eks_assessment_changes').insert({
    ...key,
    previous_read_at: previous.readAt,
    verdict,
    previous_verdict: previous.verdict,
    appeared: count('new'),
    gone: count('gone'),
    worse: count('worse'),
    better: count('better'),
    unseen: count('unseen'),
  });
  const rows = differences
    .flatMap(({ id, ...difference }) => {
      const finding = change.findingOf(id);
      return finding ? [{ id, ...finding, ...difference }] : [];
    })
    .slice(0, MOST)
    .map((one, position) => ({
      ...key,
      position,
      kind: one.kind,
      finding_id: one.id,
      code: one.code,
      subject_key: one.subjectKey,
      title: one.title,
      severity: one.severity,
      was: one.was ?? null,
      owner: one.owner ?? null,
      since: one.since,
    }));
  for await (const batch of batches(rows))
    await tx('eks_finding_changes').insert(batch);
}

/** What changed from one assessment of a cluster to the next. */
export class ChangesStore {
  constructor(private readonly db: Knex) {}

  /** Newest first; assessments that changed nothing are left out. */
  async page(
    clusterId: string,
    page: { cursor?: string; limit: number },
  ): Promise<{ items: AssessmentChange[]; nextCursor?: string }> {
    const query = this.db('eks_assessment_changes')
      .where({ cluster_id: clusterId })
      .orderBy('read_at', 'desc')
      .limit(page.limit + 1);
    if (page.cursor !== undefined) {
      if (Number.isNaN(Date.parse(page.cursor)))
        throw new InputError(
          'This is no cursor that a page of changes gave; begin without one',
        );
      query.where('read_at', '<', page.cursor);
    }
    const rows = await query;
    const shown = rows.slice(0, page.limit);
    const findings = await this.db('eks_finding_changes')
      .where({ cluster_id: clusterId })
      .whereIn(
        'read_at',
        shown.map(row => row.read_at),
      )
      .where('position', '<', SHOWN)
      .orderBy('position');
    return {
      items: shown.map(row => ({
        readAt: row.read_at,
        previousReadAt: row.previous_read_at,
        verdict: row.verdict,
        previousVerdict: row.previous_verdict,
        counts: {
          new: row.appeared,
          gone: row.gone,
          worse: row.worse,
          better: row.better,
          unseen: row.unseen,
        },
        findings: findings
          .filter(one => one.read_at === row.read_at)
          .map(one => ({
            kind: one.kind,
            code: one.code,
            title: one.title,
            severity: one.severity,
            was: one.was ?? undefined,
            subjectKey: one.subject_key,
            owner: one.owner ?? undefined,
            since: one.since,
          })),
      })),
      nextCursor: rows.length > page.limit ? shown.at(-1)?.read_at : undefined,
    };
  }
}
