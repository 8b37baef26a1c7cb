// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import type {
  JournalEntry,
  Plan,
  RunState,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { batches } from '../database/batches';
import { databaseTime, isPostgres, type DatabaseTime } from './databaseTime';
import type { EffectRecord } from './effect';
import {
  effectFromRow,
  effectToRow,
  entryFromRow,
  entryToRow,
  LISTED_STEP,
  listedRunFromRows,
  newStepToRow,
  runFromRows,
  runPatchToRow,
  stepPatchToRow,
  type EffectRow,
  type EntryRow,
  type ListedStepRow,
  type RunRow,
  type StepRow,
} from './rows';
import {
  LeaseLostError,
  type Commit,
  type EffectFilter,
  type ListedRun,
  type NewEntry,
  type NewRun,
  type RunFilter,
  type RunPatch,
  type RunsStore,
  type StoredRun,
} from './store';

/** Plans, runs, journal and effects in the plugin's database; SQLite and PostgreSQL. */
export class DatabaseRunsStore implements RunsStore {
  readonly #db: Knex;
  readonly #time: DatabaseTime;

  constructor(db: Knex, options: { time?: DatabaseTime } = {}) {
    this.#db = db;
    this.#time = options.time ?? databaseTime;
  }

  async addPlan(plan: Plan): Promise<Plan> {
    // Two plans of one cluster made at once want one number: the unique index decides, the loser
    // counts again.
    for (let attempt = 0; ; attempt++) {
      const [{ last }] = await this.#db('eks_plans')
        .where({ cluster_arn: plan.clusterArn })
        .max({ last: 'number' });
      const numbered: Plan = { ...plan, number: Number(last ?? 0) + 1 };
      try {
        await this.#db.transaction(async tx => {
          await tx('eks_plans').insert({
            id: numbered.id,
            cluster_arn: numbered.clusterArn,
            number: numbered.number,
            digest: numbered.digest,
            created_at: numbered.createdAt,
            created_by: numbered.createdBy,
            document: JSON.stringify(numbered),
          });
          for await (const services of batches(numbered.services ?? []))
            await tx('eks_plan_services').insert(
              services.map(({ componentRef, pods }) => ({
                plan_id: numbered.id,
                component_ref: componentRef,
                pods,
              })),
            );
        });
        return numbered;
      } catch (error) {
        if (!isDatabaseConflictError(error) || attempt === 4) throw error;
      }
    }
  }

  async getPlan(id: string): Promise<Plan | undefined> {
    const row = await this.#db('eks_plans').where({ id }).first('document');
    return row && JSON.parse(row.document);
  }

  async podsOfService(
    componentRef: string,
    planIds: readonly string[],
  ): Promise<Map<string, number>> {
    const rows: { plan_id: string; pods: number }[] = await this.#db(
      'eks_plan_services',
    )
      .where({ component_ref: componentRef })
      .whereIn('plan_id', planIds)
      .select('plan_id', 'pods');
    return new Map(rows.map(row => [row.plan_id, row.pods]));
  }

  async listPlans(
    clusterArn: string,
    page: { limit: number; before?: number },
  ): Promise<Plan[]> {
    const rows: { document: string }[] = await this.#db('eks_plans')
      .where({ cluster_arn: clusterArn })
      .modify((query: Knex.QueryBuilder) => {
        if (page.before !== undefined) query.where('number', '<', page.before);
      })
      .orderBy('number', 'desc')
      .limit(page.limit)
      .select('document');
    return rows.map(row => JSON.parse(row.document));
  }

  async addRun(run: NewRun, entries: NewEntry[]): Promise<StoredRun> {
    try {
      await this.#db.transaction(async tx => {
        await tx('eks_runs').insert({
          id: run.id,
          plan_id: run.planId,
          plan_number: run.planNumber,
          plan_digest: run.planDigest,
          cluster_arn: run.clusterArn,
          cluster_name: run.clusterName,
          state: run.state,
          undo_to: run.undoTo ?? null,
          requested_by: run.requestedBy,
          approved_by: run.approvedBy ?? null,
          approval_comment: run.approvalComment ?? null,
          until: run.until ?? null,
          created_at: run.createdAt,
        });
        for (const [position, step] of run.steps.entries()) {
          await tx('eks_run_steps').insert(
            newStepToRow(run.id, step, position),
          );
        }
        await tx('eks_run_leases').insert({
          run_id: run.id,
          due_at: this.#time(tx),
        });
        await this.#append(tx, run.id, entries);
      });
    } catch (error) {
      if (!isDatabaseConflictError(error)) throw error;
      const [active] = await this.listRuns(
        { clusterArns: [run.clusterArn], active: true },
        { limit: 1 },
      );
      if (!active) throw error;
      throw new ConflictError(
        `Run ${active.id} is ${active.state} on cluster ${run.clusterName}; a cluster has one run at a time. Finish, undo or abort that run first`,
      );
    }
    const stored = await this.getRun(run.id);
    if (!stored) throw new NotFoundError(`Run ${run.id} vanished`);
    return stored;
  }

  async getRun(id: string): Promise<StoredRun | undefined> {
    const row = await this.#db<RunRow>('eks_runs').where({ id }).first();
    if (!row) return undefined;
    const steps = await this.#db<StepRow>('eks_run_steps')
      .where({ run_id: id })
      .orderBy('position');
    return runFromRows(row, steps);
  }

  async listRuns(
    filter: RunFilter,
    page: { limit: number; offset?: number },
  ): Promise<ListedRun[]> {
    const rows: RunRow[] = await this.#db('eks_runs')
      .modify((query: Knex.QueryBuilder) => {
        if (filter.clusterArns)
          query.whereIn('cluster_arn', filter.clusterArns);
        if (filter.states) query.whereIn('state', filter.states);
        if (filter.active === true) query.whereNull('ended_at');
        if (filter.active === false) query.whereNotNull('ended_at');
      })
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(page.limit)
      .offset(page.offset ?? 0);
    const steps: ListedStepRow[] = await this.#db('eks_run_steps')
      .whereIn(
        'run_id',
        rows.map(row => row.id),
      )
      .orderBy('position')
      .select(LISTED_STEP);
    const stepsOf = new Map<string, ListedStepRow[]>();
    for (const step of steps) {
      const ofRun = stepsOf.get(step.run_id) ?? [];
      stepsOf.set(step.run_id, ofRun);
      ofRun.push(step);
    }
    return rows.map(row => listedRunFromRows(row, stepsOf.get(row.id) ?? []));
  }

  async commit(runId: string, commit: Commit): Promise<void> {
    await this.#db.transaction(async tx => {
      const state = await this.#guard(tx, runId, commit);
      if (
        commit.run &&
        Object.keys(commit.run).length > 0 &&
        (commit.runWhenState === undefined || commit.runWhenState === state)
      )
        await this.#patchRun(tx, runId, commit.run);
      for (const [stepId, patch] of Object.entries(commit.steps ?? {})) {
        if (Object.keys(patch).length > 0)
          await tx('eks_run_steps')
            .where({ run_id: runId, step_id: stepId })
            .update(stepPatchToRow(patch));
      }
      await this.#open(tx, runId, commit.open ?? []);
      await this.#settle(tx, runId, commit.settle ?? []);
      await this.#append(tx, runId, commit.entries ?? []);
      if (commit.dueInMs !== undefined || commit.stopped !== undefined) {
        await tx('eks_run_leases')
          .where({ run_id: runId })
          .update({
            ...(commit.dueInMs === undefined
              ? {}
              : {
                  due_at:
                    commit.dueInMs === null
                      ? null
                      : tx.raw('? + ?', [
                          this.#time(tx),
                          Math.round(commit.dueInMs),
                        ]),
                }),
            ...(commit.stopped === undefined
              ? {}
              : { stopped: commit.stopped }),
          });
      }
    });
  }

  async journal(
    runId: string,
    page: { after: number; limit: number },
  ): Promise<JournalEntry[]> {
    const rows = await this.#db<EntryRow>('eks_run_journal')
      .where({ run_id: runId })
      .andWhere('sequence', '>', page.after)
      .orderBy('sequence')
      .limit(page.limit);
    return rows.map(entryFromRow);
  }

  async effects(
    runId: string,
    filter: EffectFilter = {},
  ): Promise<EffectRecord[]> {
    const rows: EffectRow[] = await this.#db('eks_run_effects')
      .where({ run_id: runId })
      .modify((query: Knex.QueryBuilder) => {
        if (filter.stepId !== undefined) query.where('step_id', filter.stepId);
        if (filter.api !== undefined) query.where('api', filter.api);
        if (filter.state !== undefined) query.where('state', filter.state);
      })
      .orderBy('sequence');
    return rows.map(effectFromRow);
  }

  /** Locks the run's row, so that what follows is one after the other for one run. */
  async #guard(
    tx: Knex.Transaction,
    runId: string,
    commit: Commit,
  ): Promise<RunState> {
    const lock = <T extends object>(query: Knex.QueryBuilder<T>) =>
      isPostgres(tx) ? query.forUpdate() : query;
    const run = await lock(tx('eks_runs').where({ id: runId })).first('state');
    if (!run) throw new NotFoundError(`There is no run ${runId}`);
    if (commit.ifState && !commit.ifState.includes(run.state)) {
      throw new ConflictError(
        `Run ${runId} is ${
          run.state
        }; this can be asked only of a run that is ${commit.ifState.join(
          ' or ',
        )}`,
      );
    }
    if (commit.fence !== undefined) {
      const lease = await lock(
        tx('eks_run_leases').where({ run_id: runId }),
      ).first('fence', 'holder');
      if (!lease || lease.fence !== commit.fence || lease.holder === null)
        throw new LeaseLostError(runId);
    }
    return run.state;
  }

  async #patchRun(tx: Knex.Transaction, runId: string, patch: RunPatch) {
    try {
      await tx('eks_runs').where({ id: runId }).update(runPatchToRow(patch));
    } catch (error) {
      if (!isDatabaseConflictError(error)) throw error;
      throw new ConflictError(
        `Another run is active on the cluster of run ${runId}; a cluster has one run at a time`,
      );
    }
  }

  async #append(tx: Knex.Transaction, runId: string, entries: NewEntry[]) {
    if (entries.length === 0) return;
    let sequence = await this.#sequences(tx, runId, entries.length);
    const rows = entries.map(entry => entryToRow(runId, ++sequence, entry));
    await tx.batchInsert('eks_run_journal', rows, 50);
  }

  async #open(
    tx: Knex.Transaction,
    runId: string,
    open: NonNullable<Commit['open']>,
  ) {
    if (open.length === 0) return;
    const { cluster_arn: clusterArn } = await tx('eks_runs')
      .where({ id: runId })
      .first('cluster_arn');
    let sequence = await this.#sequences(tx, runId, open.length);
    const entries: EntryRow[] = [];
    const effects: EffectRow[] = [];
    for (const { effect, message } of open) {
      sequence += 1;
      effects.push(effectToRow(runId, clusterArn, sequence, effect));
      entries.push(
        entryToRow(runId, sequence, {
          at: effect.at,
          stepId: effect.stepId,
          type: 'intent',
          message,
          effectId: effect.effectId,
          data: {
            api: effect.api,
            object: effect.object,
            args: effect.args,
            replaces: effect.replaces,
          },
        }),
      );
    }
    await tx.batchInsert('eks_run_journal', entries, 50);
    try {
      await tx.batchInsert('eks_run_effects', effects, 50);
    } catch (error) {
      if (!isDatabaseConflictError(error)) throw error;
      throw new ConflictError(
        `A call on ${open
          .map(o => o.effect.object)
          .join(', ')} is not settled yet; no other may begin on it`,
      );
    }
  }

  async #settle(
    tx: Knex.Transaction,
    runId: string,
    settle: NonNullable<Commit['settle']>,
  ) {
    if (settle.length === 0) return;
    // Many pods go at once: outcomes that are alike are one statement.
    const alike = new Map<string, { outcome: string | null; ids: string[] }>();
    for (const { effectId, state, outcome } of settle) {
      const text = outcome === undefined ? null : JSON.stringify(outcome);
      const key = `${state} ${text}`;
      const group = alike.get(key) ?? { outcome: text, ids: [] };
      alike.set(key, group);
      group.ids.push(effectId);
    }
    for (const [key, { outcome, ids }] of alike) {
      const settled = await tx('eks_run_effects')
        .where({ run_id: runId, state: 'open' })
        .whereIn('effect_id', ids)
        .update({ state: key.split(' ')[0], outcome });
      if (settled !== ids.length)
        throw new ConflictError(
          `An intent among ${ids.join(
            ', ',
          )} of run ${runId} is settled already`,
        );
    }
    await this.#append(
      tx,
      runId,
      settle.map(each => ({
        at: each.at,
        stepId: each.stepId,
        type: 'outcome',
        message: each.message,
        effectId: each.effectId,
        data: {
          state: each.state,
          ...(each.outcome === undefined ? {} : { outcome: each.outcome }),
        },
      })),
    );
  }

  /** Reserves `count` sequence numbers; answers the one before the first. */
  async #sequences(
    tx: Knex.Transaction,
    runId: string,
    count: number,
  ): Promise<number> {
    await tx('eks_runs')
      .where({ id: runId })
      .increment('journal_sequence', count);
    const { journal_sequence: last } = await tx('eks_runs')
      .where({ id: runId })
      .first('journal_sequence');
    return Number(last) - count;
  }
}
