// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Knex } from 'knex';
import { databaseTime, isPostgres, type DatabaseTime } from './databaseTime';

/** The right to reconcile one run until it lapses; the fence grows with each claim. */
export interface Claim {
  runId: string;
  fence: number;
}

/** Where a run goes. */
export type Way = 'forward' | 'back';

export interface LeaseTimes {
  /** At least three call timeouts: a call that is begun under a lease ends under it. */
  leaseMs: number;
  /** No mutating call lasts longer. */
  callTimeoutMs: number;
}

/** The shortest lease that calls of this length allow. */
export const leaseTimes = (callTimeoutMs: number): LeaseTimes => ({
  leaseMs: 3 * callTimeoutMs,
  callTimeoutMs,
});

export const defaultLeaseTimes: LeaseTimes = leaseTimes(10_000);

/** Row leases on runs. Every decision is one conditional statement on the database's own time. */
export interface RunLeases {
  readonly times: LeaseTimes;
  /** Takes up to `limit` runs that are due and free. */
  claimDue(limit: number): Promise<Claim[]>;
  /**
   * Extends a claim.
   * @returns `lost` where the lease lapsed or was taken over, `stopped` where a person paused or
   * aborted the run, or asked for its undo since `way` was read: no new call may begin.
   */
  renew(claim: Claim, way?: Way): Promise<'held' | 'stopped' | 'lost'>;
  /**
   * Gives it back, due again after so long, or (null) not before a command. A command that came
   * while the claim was held keeps its own, earlier due time.
   */
  release(claim: Claim, dueInMs: number | null): Promise<void>;
}

/** Row leases in the plugin's database; SQLite and PostgreSQL. */
export class DatabaseRunLeases implements RunLeases {
  readonly #db: Knex;
  readonly #holder: string;
  readonly #time: DatabaseTime;
  readonly times: LeaseTimes;

  constructor(
    db: Knex,
    options: { holder: string; times?: LeaseTimes; time?: DatabaseTime },
  ) {
    this.#db = db;
    this.#holder = options.holder;
    this.times = options.times ?? defaultLeaseTimes;
    this.#time = options.time ?? databaseTime;
    if (this.times.leaseMs < 3 * this.times.callTimeoutMs) {
      throw new Error(
        `A lease of ${this.times.leaseMs} ms is shorter than three call timeouts of ${this.times.callTimeoutMs} ms: a call could outlive it`,
      );
    }
  }

  async claimDue(limit: number): Promise<Claim[]> {
    const time = () => this.#time(this.#db);
    // A database token does not fence AWS: a call of the last holder may be on its way until one
    // call timeout after its lease lapsed. Before that nobody takes the run, so nobody mistakes a
    // world in which that call is about to happen for one in which it did not.
    const free = (query: Knex.QueryBuilder) =>
      query
        .where(idle =>
          idle.whereNull('holder').andWhereRaw('due_at <= ?', [time()]),
        )
        .orWhere(lapsed =>
          lapsed
            .whereNotNull('holder')
            .andWhereRaw('held_until + ? < ?', [
              this.times.callTimeoutMs,
              time(),
            ]),
        );
    const claims: Claim[] = [];
    await this.#db.transaction(async tx => {
      const rows: { run_id: string }[] = await tx('eks_run_leases')
        .where(free)
        .orderBy('due_at')
        .limit(limit)
        .select('run_id')
        .modify(query => {
          if (isPostgres(tx)) query.forUpdate().skipLocked();
        });
      for (const { run_id: runId } of rows) {
        const taken = await tx('eks_run_leases')
          .where({ run_id: runId })
          .andWhere(free)
          .update({
            due_at: null,
            fence: tx.raw('fence + 1'),
            holder: this.#holder,
            held_until: tx.raw('? + ?', [this.#time(tx), this.times.leaseMs]),
          });
        if (taken !== 1) continue;
        const { fence } = await tx('eks_run_leases')
          .where({ run_id: runId })
          .first('fence');
        claims.push({ runId, fence: Number(fence) });
      }
    });
    return claims;
  }

  async renew(claim: Claim, way?: Way): Promise<'held' | 'stopped' | 'lost'> {
    const held: { stopped: boolean | number }[] = await this.#db(
      'eks_run_leases',
    )
      .where({ run_id: claim.runId, fence: claim.fence, holder: this.#holder })
      .andWhereRaw('held_until > ?', [this.#time(this.#db)])
      .update(
        {
          held_until: this.#db.raw('? + ?', [
            this.#time(this.#db),
            this.times.leaseMs,
          ]),
        },
        ['stopped'],
      );
    if (held.length !== 1) return 'lost';
    if (held[0].stopped) return 'stopped';
    if (way === undefined) return 'held';
    const run = await this.#db('eks_runs')
      .where({ id: claim.runId })
      .first('undo_to');
    return (run?.undo_to ? 'back' : 'forward') === way ? 'held' : 'stopped';
  }

  async release(claim: Claim, dueInMs: number | null): Promise<void> {
    await this.#db('eks_run_leases')
      .where({ run_id: claim.runId, fence: claim.fence, holder: this.#holder })
      .update({
        holder: null,
        held_until: null,
        ...(dueInMs === null
          ? {}
          : {
              due_at: this.#db.raw('COALESCE(due_at, ? + ?)', [
                this.#time(this.#db),
                Math.round(dueInMs),
              ]),
            }),
      });
  }
}
