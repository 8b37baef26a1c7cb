// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Knex } from 'knex';
import { batches } from '../database/batches';

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

/** How far the reading of a cluster is. */
export interface RefreshProgress {
  state: 'reading' | 'judging';
  message: string;
  done: number;
  total: number;
}

/** How long a replica may hold a refresh without a sign of life. */
const HOLD_MS = 60_000;

/** Of each account and region; another replica may be faster with the first. */
const CANDIDATES = 5;

/** Refreshes that wait, or whose holder has gone silent. */
const free = (now: Date) => (builder: Knex.QueryBuilder) =>
  builder
    .where('state', 'queued')
    .orWhere(silent =>
      silent
        .whereIn('state', ['reading', 'judging'])
        .andWhere('held_until', '<', now.getTime()),
    );

/** Refreshes as a queue in the database: any replica takes the next, none takes one twice. */
export class RefreshStore {
  constructor(private readonly db: Knex, private readonly replica: string) {}

  /** Asks for a refresh; one that is queued or at work is left as it is. */
  async request(
    clusterId: string,
    requestedBy: string | undefined,
    now: Date,
  ): Promise<Refresh> {
    await this.queue([clusterId], requestedBy, now);
    const refresh = await this.get(clusterId);
    if (!refresh)
      throw new Error(
        `The refresh of ${clusterId} vanished while it was asked for`,
      );
    return refresh;
  }

  /** The same for many at once, on behalf of nobody. */
  async requestAll(clusterIds: readonly string[], now: Date): Promise<void> {
    for await (const batch of batches(clusterIds))
      await this.queue(batch, undefined, now);
  }

  private async queue(
    clusterIds: readonly string[],
    requestedBy: string | undefined,
    now: Date,
  ): Promise<void> {
    const queued = {
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
      .insert(clusterIds.map(id => ({ cluster_id: id, ...queued })))
      .onConflict('cluster_id')
      .ignore();
    await this.db('eks_refreshes')
      .whereIn('cluster_id', clusterIds)
      .whereIn('state', ['done', 'failed'])
      .update(queued);
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

  /**
   * Takes the refresh that waits longest, or one whose holder has gone silent, where this replica
   * reads least: AWS counts calls by account and region, so clusters of several are read side by
   * side faster than those of one.
   */
  async claim(
    now: Date,
    busy: ReadonlyMap<string, number> = new Map(),
  ): Promise<{ clusterId: string; place: string } | undefined> {
    for (;;) {
      const candidates = await this.candidates(now);
      if (candidates.length === 0) return undefined;
      candidates.sort(
        (a, b) => (busy.get(a.place) ?? 0) - (busy.get(b.place) ?? 0),
      );
      for (const { clusterId, place } of candidates) {
        const taken = await this.db('eks_refreshes')
          .where({ cluster_id: clusterId })
          .andWhere(free(now))
          .update({
            state: 'reading',
            message: 'Reading AWS and Kubernetes',
            holder: this.replica,
            held_until: now.getTime() + HOLD_MS,
            started_at: now.toISOString(),
          });
        if (taken === 1) return { clusterId, place };
      }
      // Others were faster with each of them; more may wait behind.
    }
  }

  /** The first that wait in each account and region. */
  private async candidates(
    now: Date,
  ): Promise<{ clusterId: string; place: string }[]> {
    const rows: { cluster_id: string; account_id: string; region: string }[] =
      await this.db
        .with('waiting', waiting =>
          waiting
            .from('eks_refreshes as r')
            .join('eks_clusters as c', 'c.id', 'r.cluster_id')
            .where(free(now))
            .select(
              'r.cluster_id',
              'c.account_id',
              'c.region',
              'r.requested_at',
            )
            .rowNumber('place_in_line', line =>
              line
                .partitionBy(['c.account_id', 'c.region'])
                .orderBy(['r.requested_at', 'r.cluster_id']),
            ),
        )
        .from('waiting')
        .where('place_in_line', '<=', CANDIDATES)
        .orderBy(['requested_at', 'cluster_id'])
        .select('cluster_id', 'account_id', 'region');
    return rows.map(row => ({
      clusterId: row.cluster_id,
      place: `${row.account_id}/${row.region}`,
    }));
  }

  /** @returns false where another replica took it over: stop and write nothing. */
  async progress(
    clusterId: string,
    progress: RefreshProgress,
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
