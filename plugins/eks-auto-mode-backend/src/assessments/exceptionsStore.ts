// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import type { Exception } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Knex } from 'knex';

/** Findings that somebody accepted for a while, with the reason. */
export class ExceptionsStore {
  constructor(private readonly db: Knex) {}

  /** Exceptions that have not expired at `now`. */
  async active(
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

  async add(
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

  async remove(clusterId: string, id: string): Promise<void> {
    const removed = await this.db('eks_exceptions')
      .where({ cluster_id: clusterId, id })
      .delete();
    if (removed === 0)
      throw new NotFoundError(
        `There is no exception ${id} on cluster ${clusterId}`,
      );
  }
}
