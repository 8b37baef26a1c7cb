// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Knex } from 'knex';

export type RefreshState = 'queued' | 'reading' | 'judging' | 'done' | 'failed';

/** The reading of a cluster that is at work, or the last one. */
export interface Refresh {
  clusterId: string;
  state: RefreshState;
  message: string;
  done: number;
  total: number;
  requestedBy?: string;
  startedAt?: string;
  endedAt?: string;
}

/** How long a replica may hold a refresh without a sign of life. */
const HOLD_MS = 60_000;

/** Refreshes as a queue in the database: any replica takes the next, none takes one twice. */
export class RefreshStore {
  constructor(private readonly db: Knex, private readonly replica: string) {}

  /** Asks for a refresh; one that is queued or at work is left as it is. */
  async request(
    clusterId: string,
    requestedBy: string | undefined,
    now: Date,
  ): Promise<Refresh> {
    const row = {
      cluster_id: clusterId,
      state: 'queued',
      message: 'Waiting for its turn',
      done: 0,
      total: 0,
      requested_by: requestedBy ?? null,
      requested_at: now.toISOString(),
      started_at: null,
      ended_at: null,
      holder: null,
      held_until: null,
    };
    await this.db('eks_refreshes')
      .insert(row)
      .onConflict('cluster_id')
      .ignore();
    await this.db('eks_refreshes')
      .where({ cluster_id: clusterId })
      .whereIn('state', ['done', 'failed'])
      .update(row);
    const refresh = await this.get(clusterId);
    if (!refresh)
      throw new Error(
        `The refresh of ${clusterId} vanished while it was asked for`,
      );
    return refresh;
  }

  async get(clusterId: string): Promise<Refresh | undefined> {
    const row = await this.db('eks_refreshes')
      .where({ cluster_id: clusterId })
      .first();
    return (
      row && {
        clusterId: row.cluster_id,
        state: row.state,
        message: row.message,
        done: row.done,
        total: row.total,
        requestedBy: row.requested_by ?? undefined,
        startedAt: row.started_at ?? undefined,
        endedAt: row.ended_at ?? undefined,
      }
    );
  }

  /** Takes the refresh that waits longest, or one whose holder has gone silent. */
  async claim(now: Date): Promise<string | undefined> {
    const free = (builder: Knex.QueryBuilder) =>
      builder
        .where('state', 'queued')
        .orWhere(b =>
          b
            .whereIn('state', ['reading', 'judging'])
            .andWhere('held_until', '<', now.getTime()),
        );
    const candidates: { cluster_id: string }[] = await this.db('eks_refreshes')
      .where(free)
      .orderBy('requested_at')
      .limit(5)
      .select('cluster_id');
    for (const { cluster_id } of candidates) {
      const taken = await this.db('eks_refreshes')
        .where({ cluster_id })
        .andWhere(free)
        .update({
          state: 'reading',
          message: 'Reading AWS and Kubernetes',
          holder: this.replica,
          held_until: now.getTime() + HOLD_MS,
          started_at: now.toISOString(),
        });
      if (taken === 1) return cluster_id;
    }
    return undefined;
  }

  /** @returns false where another replica took it over: stop and write nothing. */
  async progress(
    clusterId: string,
    progress: {
      state: 'reading' | 'judging';
      message: string;
      done: number;
      total: number;
    },
    now: Date,
  ): Promise<boolean> {
    const kept = await this.db('eks_refreshes')
      .where({ cluster_id: clusterId, holder: this.replica })
      .update({ ...progress, held_until: now.getTime() + HOLD_MS });
    return kept === 1;
  }

  async end(
    clusterId: string,
    state: 'done' | 'failed',
    message: string,
    now: Date,
  ): Promise<void> {
    await this.db('eks_refreshes')
      .where({ cluster_id: clusterId, holder: this.replica })
      .update({
        state,
        message,
        ended_at: now.toISOString(),
        holder: null,
        held_until: null,
      });
  }
}
