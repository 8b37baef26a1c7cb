// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Knex } from 'knex';
import { batches } from '../database/batches';

/** A cluster without Auto Mode of which nobody was told yet. */
export interface NewCluster {
  arn: string;
  name: string;
  accountId: string;
  region: string;
  /** Absent where the catalog lacks it. */
  entityRef?: string;
  owner?: string;
}

/** Which clusters without Auto Mode the operators were told of. */
export class NewClustersStore {
  constructor(private readonly db: Knex) {}

  /**
   * Clusters of the catalog and of the accounts that are known to be without Auto Mode and were never
   * told of, by ARN. One that could not be read is none: nobody knows whether it has it.
   */
  async untold(limit: number): Promise<NewCluster[]> {
    const { db } = this;
    const registered = await db('eks_clusters as c')
      .join('eks_assessments as a', 'a.cluster_id', 'c.id')
      .leftJoin('eks_clusters_told as t', 't.arn', 'c.arn')
      .whereNull('t.arn')
      .whereNull('c.gone_at')
      .where('a.auto_mode', false)
      .orderBy('c.arn')
      .limit(limit)
      .select(
        'c.arn',
        'c.name',
        'c.account_id',
        'c.region',
        'c.entity_ref',
        'c.owner',
      );
    const elsewhere: { document: string }[] = await db(
      'eks_unregistered_clusters as u',
    )
      .leftJoin('eks_clusters_told as t', 't.arn', 'u.arn')
      .whereNull('t.arn')
      .orderBy('u.arn')
      .select('u.document');
    return [
      ...registered.map(row => ({
        arn: row.arn,
        name: row.name,
        accountId: row.account_id,
        region: row.region,
        entityRef: row.entity_ref ?? undefined,
        owner: row.owner ?? undefined,
      })),
      ...elsewhere
        .map(row => JSON.parse(row.document))
        .filter(cluster => cluster.autoMode === false)
        .map(({ arn, name, accountId, region }) => ({
          arn,
          name,
          accountId,
          region,
        })),
    ].slice(0, limit);
  }

  /** Never again: neither as what the catalog lacks nor, later, as what it has. */
  async told(arns: readonly string[], now: Date): Promise<void> {
    for await (const batch of batches(arns))
      await this.db('eks_clusters_told')
        .insert(batch.map(arn => ({ arn, told_at: now.toISOString() })))
        .onConflict('arn')
        .ignore();
  }
}
