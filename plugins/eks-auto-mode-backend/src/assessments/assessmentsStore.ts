// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import {
  isAwsSubject,
  subjectKey,
  type AssessedFinding,
  type PlannedSource,
  type Severity,
  type Subject,
  type Verdict,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { Knex } from 'knex';
import { batches } from '../database/batches';
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

interface OldFinding extends ComparedFinding {
  subject_key: string;
  owner: string | null;
  since: string;
}

const RANKS: Severity[] = ['blocker', 'unknown', 'warning', 'info'];

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

/** What the documents of earlier versions lack, until the cluster's next assessment. */
const ofBefore: Pick<CostBasis, 'uncounted' | 'ownerParts'> = {
  uncounted: { fargate: 0, hybrid: 0, disputed: 0 },
  ownerParts: [],
};

/** Assessments as they are written, whole, and what is kept of them beside their findings. */
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
      for await (const batch of batches(
        assessment.services.map(service => ({
          cluster_id: clusterId,
          component_ref: service.componentRef,
          pods: service.pods,
          volumes: service.volumes,
          drain_seconds: service.drain?.seconds ?? null,
          drain_words: service.drain?.words ?? null,
        })),
      ))
        await tx('eks_service_footprints').insert(batch);
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
      for await (const batch of batches(rows))
        await tx('eks_findings').insert(batch);
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
        found.set(row.cluster_id, {
          ...ofBefore,
          ...JSON.parse(row.document),
        });
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

  /** The verdict changes with exceptions, without a new reading. */
  async setVerdict(clusterId: string, verdict: Verdict): Promise<void> {
    await this.db('eks_assessments')
      .where({ cluster_id: clusterId })
      .update({ verdict });
  }
}
