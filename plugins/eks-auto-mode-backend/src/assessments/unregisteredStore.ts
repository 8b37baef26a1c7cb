// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Knex } from 'knex';
import type { ClusterProblem } from './clustersStore';

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

/** An account and region that could not be looked through. */
export interface DiscoveryProblem extends ClusterProblem {
  accountId: string;
  region: string;
}

/** Clusters that the catalog lacks, as the last look at the accounts found them. */
export class UnregisteredStore {
  constructor(private readonly db: Knex) {}

  /**
   * A place that could not be looked through keeps the clusters that were last seen there: nothing is
   * concluded from silence.
   */
  async replace(
    clusters: UnregisteredCluster[],
    problems: DiscoveryProblem[],
    now: Date,
  ): Promise<void> {
    const silent = new Set(problems.map(placeOf));
    await this.db.transaction(async tx => {
      const kept: { arn: string; document: string }[] = await tx(
        'eks_unregistered_clusters',
      );
      for (const { arn, document } of kept) {
        if (!silent.has(placeOf(JSON.parse(document)))) {
          await tx('eks_unregistered_clusters').where({ arn }).delete();
        }
      }
      for (const cluster of clusters) {
        await tx('eks_unregistered_clusters')
          .insert({
            arn: cluster.arn,
            seen_at: now.toISOString(),
            document: JSON.stringify(cluster),
          })
          .onConflict('arn')
          .merge();
      }
      await tx('eks_discovery_problems').delete();
      for (const problem of problems) {
        await tx('eks_discovery_problems')
          .insert({
            place: placeOf(problem),
            document: JSON.stringify(problem),
          })
          .onConflict('place')
          .merge();
      }
      await tx('eks_discoveries')
        .insert({ id: 1, looked_at: now.toISOString() })
        .onConflict('id')
        .merge();
    });
  }

  async list(): Promise<{
    items: UnregisteredCluster[];
    problems: DiscoveryProblem[];
    /** When somebody looked last; absent where nobody has. */
    readAt?: string;
  }> {
    const rows: { document: string }[] = await this.db(
      'eks_unregistered_clusters',
    ).orderBy('arn');
    const problems: { document: string }[] = await this.db(
      'eks_discovery_problems',
    ).orderBy('place');
    const last: { looked_at: string } | undefined = await this.db(
      'eks_discoveries',
    ).first('looked_at');
    return {
      items: rows.map(row => JSON.parse(row.document)),
      problems: problems.map(row => JSON.parse(row.document)),
      readAt: last?.looked_at,
    };
  }
}

function placeOf(place: { accountId: string; region: string }): string {
  return `${place.accountId}/${place.region}`;
}
