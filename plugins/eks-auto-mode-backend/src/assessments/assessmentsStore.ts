// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AssessedFinding,
  PlannedSource,
  Verdict,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { Knex } from 'knex';
import { batches } from '../database/batches';
import { turn } from '../turns';
import type { CostBasis } from '../costs/basis';
import type { Judgement } from '../readiness/verdict';
import type { ClusterProblem } from './clustersStore';
import { dayOf, writeDay, writeFindingDays } from './daily';
import { packInventory, unpackInventory } from './inventoryDocument';
import { writeFindings } from './writeFindings';

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
export interface NewAssessment extends Judgement {
  clusterId: string;
  readAt: string;
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

const judgementRow = ({ verdict, score, confidence, counts }: Judgement) => ({
  verdict,
  score,
  confidence,
  blockers: counts.blocker,
  warnings: counts.warning,
  infos: counts.info,
  unknowns: counts.unknown,
});

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
      await tx('eks_assessments')
        .insert({
          cluster_id: clusterId,
          read_at: assessment.readAt,
          judged_at: assessment.readAt,
          ...judgementRow(assessment),
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
      await writeFindings(
        tx,
        assessment,
        previous && { readAt: previous.read_at, verdict: previous.verdict },
      );
      await writeFindingDays(tx, clusterId, new Date(assessment.readAt));
      await writeDay(tx, dayOf(assessment.readAt), clusterId);
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

  /**
   * What the assessment of `readAt` comes to with the exceptions that hold at `now`. Nothing is
   * written, and false comes back, where another assessment took its place.
   */
  async setJudgement(
    clusterId: string,
    readAt: string,
    judgement: Judgement,
    now: Date,
  ): Promise<boolean> {
    return await this.db.transaction(async tx => {
      const written = await tx('eks_assessments')
        .where({ cluster_id: clusterId, read_at: readAt })
        .update({ judged_at: now.toISOString(), ...judgementRow(judgement) });
      if (written === 0) return false;
      await writeFindingDays(tx, clusterId, now);
      await writeDay(tx, dayOf(now), clusterId);
      return true;
    });
  }

  /** Ids of clusters of which an exception began or ran out since they were last judged. */
  async judgedOtherwise(now: Date): Promise<string[]> {
    const rows: { id: string }[] = await this.db('eks_exceptions as e')
      .join('eks_assessments as a', 'a.cluster_id', 'e.cluster_id')
      .join('eks_clusters as c', 'c.id', 'e.cluster_id')
      .whereNull('c.gone_at')
      .where(b =>
        b
          .whereRaw('e.created_at > a.judged_at')
          .orWhere(over =>
            over
              .whereRaw('e.expires_at > a.judged_at')
              .where('e.expires_at', '<=', now.toISOString()),
          ),
      )
      .distinct('c.id');
    return rows.map(row => row.id);
  }
}
