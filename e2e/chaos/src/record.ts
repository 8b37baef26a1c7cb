// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { WitnessedRun } from '@internal/witness';
import knexFactory, { type Knex } from 'knex';

export interface Lease {
  runId: string;
  fence: number;
  holder: string;
}
export interface Effect {
  runId: string;
  clusterArn: string;
  stepId: string;
  api: string;
  object: string;
  changeId: string | null;
  undoes: string | null;
  state: 'open' | 'happened' | 'did-not';
}

/** Space of the advisory locks that stand for a slow database. */
const SLOW = 4711;

/** The product's record as it lies in PostgreSQL, beside the product. */
export class Record {
  readonly #server: Knex;
  #plugin?: Knex;

  constructor(
    private readonly options: { postgresUrl: string; prefix: string },
  ) {
    this.#server = knexFactory({
      client: 'pg',
      connection: options.postgresUrl,
      pool: { min: 0, max: 3 },
    });
  }

  get #db(): Knex {
    if (!this.#plugin) {
      const url = new URL(this.options.postgresUrl);
      url.pathname = `/${this.options.prefix}eks-auto-mode`;
      this.#plugin = knexFactory({
        client: 'pg',
        connection: url.toString(),
        pool: { min: 0, max: 6 },
      });
    }
    return this.#plugin;
  }

  /** Once the product has made its tables. */
  async prepare(): Promise<void> {
    // A renewal that finds an intent open, and an outcome that is about to be written, wait as long as
    // the suite holds the run's advisory lock: the moments before and after a call, held open.
    await this.#db.raw(`
      CREATE TABLE IF NOT EXISTS chaos_slow (
        run_id text NOT NULL, api text NOT NULL, moment text NOT NULL
      );
      CREATE OR REPLACE FUNCTION chaos_slow_renewal() RETURNS trigger AS $$
      BEGIN
        IF NEW.fence = OLD.fence AND NEW.holder = OLD.holder AND EXISTS (
          SELECT 1 FROM chaos_slow s JOIN eks_run_effects e
            ON e.run_id = s.run_id AND e.api = s.api AND e.state = 'open'
          WHERE s.run_id = NEW.run_id AND s.moment = 'before'
        ) THEN
          PERFORM pg_advisory_xact_lock_shared(${SLOW}, hashtext(NEW.run_id));
        END IF;
        RETURN NEW;
      END $$ LANGUAGE plpgsql;
      DROP TRIGGER IF EXISTS chaos_slow_renewal ON eks_run_leases;
      CREATE TRIGGER chaos_slow_renewal BEFORE UPDATE ON eks_run_leases
        FOR EACH ROW EXECUTE FUNCTION chaos_slow_renewal();
      CREATE OR REPLACE FUNCTION chaos_slow_outcome() RETURNS trigger AS $$
      BEGIN
        IF OLD.state = 'open' AND EXISTS (
          SELECT 1 FROM chaos_slow s
          WHERE s.run_id = NEW.run_id AND s.api = NEW.api AND s.moment = 'after'
        ) THEN
          PERFORM pg_advisory_xact_lock_shared(${SLOW}, hashtext(NEW.run_id));
        END IF;
        RETURN NEW;
      END $$ LANGUAGE plpgsql;
      DROP TRIGGER IF EXISTS chaos_slow_outcome ON eks_run_effects;
      CREATE TRIGGER chaos_slow_outcome BEFORE UPDATE ON eks_run_effects
        FOR EACH ROW EXECUTE FUNCTION chaos_slow_outcome();`);
  }

  async leases(): Promise<Lease[]> {
    const rows: { run_id: string; fence: number; holder: string | null }[] =
      await this.#db('eks_run_leases').select('run_id', 'fence', 'holder');
    return rows.flatMap(row =>
      row.holder === null
        ? []
        : [{ runId: row.run_id, fence: row.fence, holder: row.holder }],
    );
  }

  async fences(): Promise<Map<string, number>> {
    const rows: { run_id: string; fence: number }[] = await this.#db(
      'eks_run_leases',
    ).select('run_id', 'fence');
    return new Map(rows.map(row => [row.run_id, row.fence]));
  }

  async effects(runId?: string): Promise<Effect[]> {
    const rows: {
      run_id: string;
      cluster_arn: string;
      step_id: string;
      api: string;
      object: string;
      change_id: string | null;
      undoes: string | null;
      state: Effect['state'];
    }[] = await this.#db('eks_run_effects')
      .modify(query => {
        if (runId !== undefined) query.where({ run_id: runId });
      })
      .orderBy(['run_id', 'sequence']);
    return rows.map(row => ({
      runId: row.run_id,
      clusterArn: row.cluster_arn,
      stepId: row.step_id,
      api: row.api,
      object: row.object,
      changeId: row.change_id,
      undoes: row.undoes,
      state: row.state,
    }));
  }

  /** The last lines of a run's journal, for a failure's message. */
  async journal(runId: string, last = 30): Promise<string[]> {
    const rows: { at: string; type: string; message: string }[] =
      await this.#db('eks_run_journal')
        .where({ run_id: runId })
        .orderBy('sequence', 'desc')
        .limit(last)
        .select('at', 'type', 'message');
    return rows.reverse().map(row => `${row.at} ${row.type} ${row.message}`);
  }

  /** What a witness needs of the runs of a cluster. */
  async witnessed(clusterArn: string): Promise<WitnessedRun[]> {
    const rows: {
      id: string;
      ended_at: string | null;
      document: string;
      verified_at: string | null;
      undo_at: string | null;
    }[] = await this.#db('eks_runs as r')
      .join('eks_plans as p', 'p.id', 'r.plan_id')
      .leftJoin('eks_backups as b', 'b.id', 'r.backup_id')
      .where('r.cluster_arn', clusterArn)
      .select('r.id', 'r.ended_at', 'p.document', 'b.verified_at', {
        undo_at: this.#db('eks_run_journal as j')
          .whereRaw('j.run_id = r.id')
          .where('j.type', 'undo-requested')
          .min('j.at'),
      });
    return rows.map(row => ({
      id: row.id,
      plan: JSON.parse(row.document),
      ...(row.verified_at ? { backupVerifiedAt: row.verified_at } : {}),
      ...(row.undo_at ? { undoFrom: row.undo_at } : {}),
      ...(row.ended_at ? { endedAt: row.ended_at } : {}),
    }));
  }

  /** Clusters that have more than one run at work. */
  async doubled(): Promise<string[]> {
    const rows: { cluster_arn: string }[] = await this.#db('eks_runs')
      .whereNull('ended_at')
      .groupBy('cluster_arn')
      .havingRaw('count(*) > 1')
      .select('cluster_arn');
    return rows.map(row => row.cluster_arn);
  }

  /**
   * Waits until a replica stands between the intent and the call of such an effect (`before`), or
   * between its call and its outcome (`after`), and keeps it there until `release`. Answers the lease under which it stands and the name of its connection, or
   * undefined where `giveUp` says so first.
   */
  async stop(
    runId: string,
    api: string,
    moment: 'before' | 'after',
    giveUp: () => Promise<boolean>,
  ): Promise<
    { lease: Lease; session: string; release(): Promise<void> } | undefined
  > {
    const tx = await this.#db.transaction();
    const release = async () => {
      await this.#db('chaos_slow').where({ run_id: runId }).del();
      if (!tx.isCompleted()) await tx.commit();
    };
    try {
      await tx.raw('SELECT pg_advisory_xact_lock(?, hashtext(?))', [
        SLOW,
        runId,
      ]);
      await this.#db('chaos_slow').insert({ run_id: runId, api, moment });
      for (;;) {
        const { rows }: { rows: { session: string }[] } = await this.#db.raw(
          `SELECT a.application_name AS session
             FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
             WHERE l.locktype = 'advisory' AND NOT l.granted AND l.classid = ?
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND l.objid = (hashtext(?)::bigint & 4294967295)`,
          [SLOW, runId],
        );
        const lease = (await this.leases()).find(each => each.runId === runId);
        if (rows.length > 0 && lease)
          return { lease, session: rows[0].session, release };
        if (await giveUp()) break;
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    } catch (error) {
      await release();
      throw error;
    }
    await release();
    return undefined;
  }

  async drop(): Promise<void> {
    await this.#plugin?.destroy();
    const { rows }: { rows: { datname: string }[] } = await this.#server.raw(
      'SELECT datname FROM pg_database WHERE starts_with(datname, ?)',
      [this.options.prefix],
    );
    for (const { datname } of rows)
      await this.#server.raw('DROP DATABASE IF EXISTS ?? WITH (FORCE)', [
        datname,
      ]);
    await this.#server.destroy();
  }
}
