// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import {
  isAwsSubject,
  subjectKey,
  type Severity,
  type Subject,
  type Verdict,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Knex } from 'knex';
import { batches } from '../database/batches';
import { identityOf } from '../readiness/identity';
import { turn } from '../turns';
import type { NewAssessment } from './assessmentsStore';
import { writeChanges } from './changesStore';
import { compareFindings } from './compareFindings';

/** A finding of the assessment before, or one that could not be looked for since. */
interface KnownFinding {
  id: string;
  code: string;
  severity: Severity;
  subject_key: string;
  owner: string | null;
  resolved_by: string;
  since: string;
}

const KNOWN = [
  'id',
  'code',
  'severity',
  'subject_key',
  'owner',
  'resolved_by',
  'since',
];
const RANKS: Severity[] = ['blocker', 'unknown', 'warning', 'info'];
const LONGEST_KEY = 1024;

const findingId = (clusterId: string, code: string, identity: string) =>
  createHash('sha256')
    .update(`${clusterId}\n${code}\n${identity}`)
    .digest('hex')
    .slice(0, 32);

/** The namespace that a subject is in, or that it is. */
function namespaceOf(subject: Subject): string | undefined {
  if (isAwsSubject(subject)) return undefined;
  return subject.kind === 'Namespace' ? subject.name : subject.namespace;
}

/** Titles of findings that are about to be replaced: they are in their documents. */
async function titlesOf(
  tx: Knex.Transaction,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  for (let at = 0; at < ids.length; at += 200) {
    await turn();
    const rows: { id: string; document: string }[] = await tx('eks_findings')
      .whereIn('id', ids.slice(at, at + 200))
      .select('id', 'document');
    for (const row of rows) titles.set(row.id, JSON.parse(row.document).title);
  }
  return titles;
}

/**
 * Replaces a cluster's findings and logs what changed. One that was there before keeps its `since`;
 * so does one that could not be looked for, until its check says whether it is gone.
 */
export async function writeFindings(
  tx: Knex.Transaction,
  assessment: NewAssessment,
  previous: { readAt: string; verdict: Verdict } | undefined,
): Promise<void> {
  const { clusterId, readAt, verdict } = assessment;
  const of = { cluster_id: clusterId };
  const found = new Map(
    assessment.findings.map(finding => [
      findingId(clusterId, finding.code, identityOf(finding)),
      { finding, key: subjectKey(finding.subject) },
    ]),
  );
  const before: KnownFinding[] = await tx('eks_findings')
    .where(of)
    .select(KNOWN);
  const wereUnseen: (KnownFinding & { title: string })[] = await tx(
    'eks_unseen_findings',
  )
    .where(of)
    .select([...KNOWN, 'title']);
  const { differences, unseen } = compareFindings(
    before,
    [...found].map(([id, { finding }]) => ({ id, ...finding })),
    { unreachable: verdict === 'unreachable', wereUnseen },
  );

  const known = new Map(
    [...wereUnseen, ...before].map(row => [row.id, row] as const),
  );
  const titles = await titlesOf(
    tx,
    before.filter(row => !found.has(row.id)).map(row => row.id),
  );
  for (const row of wereUnseen) titles.set(row.id, row.title);
  const sinceOf = (id: string) => known.get(id)?.since ?? readAt;
  if (previous) {
    await writeChanges(tx, {
      clusterId,
      readAt,
      verdict,
      previous,
      differences,
      findingOf: id => {
        const is = found.get(id);
        if (is)
          return {
            code: is.finding.code,
            title: is.finding.title,
            subjectKey: is.key.slice(0, LONGEST_KEY),
            owner: is.finding.owner,
            since: sinceOf(id),
          };
        const was = known.get(id);
        return (
          was && {
            code: was.code,
            title: titles.get(id) ?? was.code,
            subjectKey: was.subject_key,
            owner: was.owner ?? undefined,
            since: was.since,
          }
        );
      },
    });
  }

  await tx('eks_unseen_findings').where(of).delete();
  for await (const batch of batches(
    unseen.map(row => ({
      ...row,
      ...of,
      title: titles.get(row.id) ?? row.code,
    })),
  ))
    await tx('eks_unseen_findings').insert(batch);

  await tx('eks_findings').where(of).delete();
  const rows = [...found].map(([id, { finding, key }]) => ({
    id,
    ...of,
    code: finding.code,
    subject_key: key.slice(0, LONGEST_KEY),
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
  }));
  for await (const batch of batches(rows))
    await tx('eks_findings').insert(batch);
}
