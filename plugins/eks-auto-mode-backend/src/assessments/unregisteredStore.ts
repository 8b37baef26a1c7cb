// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Knex } from 'knex';

/** A cluster that an account has and the catalog lacks. */
export interface UnregisteredCluster {
  arn: string;
  name: string;
  accountId: string;
  region: string;
  autoMode?: boolean;
  version?: string;
  /** A complete catalog-info to copy. */
  catalogInfo: string;
}

/** Clusters that the catalog lacks, as the last look at the accounts found them. */
export class UnregisteredStore {
  constructor(private readonly db: Knex) {}

  async replace(clusters: UnregisteredCluster[], now: Date): Promise<void> {
    await this.db.transaction(async tx => {
      await tx('eks_unregistered_clusters').delete();
      for (const cluster of clusters) {
        await tx('eks_unregistered_clusters').insert({
          arn: cluster.arn,
          seen_at: now.toISOString(),
          document: JSON.stringify(cluster),
        });
      }
    });
  }

  async list(): Promise<{ items: UnregisteredCluster[]; readAt?: string }> {
    const rows: { seen_at: string; document: string }[] = await this.db(
      'eks_unregistered_clusters',
    ).orderBy('arn');
    return {
      items: rows.map(row => JSON.parse(row.document)),
      readAt: rows[0]?.seen_at,
    };
  }
}
