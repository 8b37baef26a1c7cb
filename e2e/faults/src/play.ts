// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Plan,
  Run,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Effect, FaultCall } from '@internal/sandbox';
import { testify, type LedgerEntry, type Violation } from '@internal/witness';
import { Purposes } from './calls';
import { effectOf, type FaultKind } from './faultKinds';
import { bucket, clusterArn } from './fleet';
import { Replica, type Sabotage } from './replica';
import type { Router } from './router';
import { World, type Frozen } from './world';

/** `forth` goes through retirement; `back` is taken back, workloads and Auto Mode, after the release. */
export type Script = 'forth' | 'back';

export interface Cell {
  /** What the call means, as {@link Purposes} says. */
  call: string;
  fault: FaultKind;
}

/** Where a run stood between two steps, for others to go on from there. */
export interface Stage {
  frozen: Frozen;
  runId: string;
  plan: Plan;
  undoFrom: string | undefined;
  seen: [string, number][];
  /** The cluster's normal form before the run. */
  before: unknown;
}

export interface Outcome {
  run: Run;
  /** What the run stood before, and was asked to try again. */
  blocked: string[];
  /** Mutating calls by purpose, in the order of their first. */
  calls: string[];
  /** The call of the cell was made, and what was to go wrong went wrong. */
  met: boolean;
  violations: Violation[];
  ledger: LedgerEntry[];
  journal: string[];
  /** Where each call's step began, if that was asked for. */
  stages: Map<string, Stage>;
}

export interface PlayOptions {
  cell?: Cell;
  sabotage?: Sabotage;
  /** Keeps how everything stood whenever a step began. */
  keepStages?: boolean;
  from?: Stage;
  /** How long a whole run may take. */
  withinMs?: number;
  /** As often a person who reads the reason asks for another try. */
  retries?: number;
}

const ann = 'user:default/ann';
const TICK_MS = 80;
/** As long the database cannot be reached. */
const LOST_MS = 300;

const pause = (ms: number) =>
  new Promise<void>(resolve => {
    setTimeout(resolve, ms);
  });

/** A run in a world of its own, watched from outside, with at most one thing that goes wrong. */
class Play {
  readonly calls = new Set<string>();
  readonly stages = new Map<string, Stage>();
  readonly #purposes: Purposes;
  #stage: Stage | undefined;
  #plan: Plan | undefined;
  #runId: string | undefined;
  #before: unknown;
  readonly blocked: string[] = [];
  met = false;
  undoFrom: string | undefined;
  #replica: Replica | undefined;
  #replicas = 0;
  #world: World | undefined;
  /** The database refuses from the moment on at which this is set, until then. */
  #lostUntil = 0;
  /** The call was answered; what becomes of it is about to be written. */
  #answered = false;

  constructor(
    private readonly script: Script,
    private readonly options: PlayOptions,
  ) {
    const { from } = options;
    this.#purposes = new Purposes(from?.seen);
    this.#plan = from?.plan;
    this.#runId = from?.runId;
    this.#before = from?.before;
    this.undoFrom = from?.undoFrom;
  }

  async run(router: Router): Promise<Outcome> {
    const world = await World.start(
      router,
      call => this.#meet(call),
      this.options.from?.frozen,
    );
    this.#world = world;
    try {
      this.#before ??= (await world.collect()).form;
      this.#start();
      if (this.options.from) await this.#passTime();
      const { plan, run } = await this.#perform();
      const after = await world.collect();
      const journal = await this.#runs.journal(run.id, { limit: 2000 });
      const backup =
        run.backupId === undefined
          ? undefined
          : await this.#current.backups.get(run.backupId);
      const violations = testify({
        clusterArn,
        ledger: after.ledger,
        backupBucket: bucket,
        runs: [
          {
            id: run.id,
            plan,
            ...(backup?.verifiedAt
              ? { backupVerifiedAt: backup.verifiedAt }
              : {}),
            ...(this.undoFrom ? { undoFrom: this.undoFrom } : {}),
            ...(run.endedAt ? { endedAt: run.endedAt } : {}),
          },
        ],
        ...(run.state === 'undone'
          ? { before: this.#before, after: after.form }
          : {}),
      });
      return {
        run,
        blocked: this.blocked,
        calls: [...this.calls],
        met: this.met,
        violations,
        ledger: after.ledger,
        journal: journal.items.map(
          each =>
            `${each.at} ${each.type} ${each.stepId ?? ''} ${each.message}`,
        ),
        stages: this.stages,
      };
    } finally {
      await this.#replica?.close();
      await world.close();
    }
  }

  get #current(): Replica {
    if (!this.#replica) throw new Error('No replica was started');
    return this.#replica;
  }

  get #runs() {
    return this.#current.runs;
  }

  #start(): void {
    const world = this.#world;
    if (!world) throw new Error('There is no world');
    this.#replicas += 1;
    this.#replica = new Replica({
      name: `replica-${this.#replicas}`,
      knex: world.knex,
      accessKeyId: world.accessKeyId,
      ...(this.options.sabotage ? { sabotage: this.options.sabotage } : {}),
      database: (method, args) => this.#database(method, args),
      ...(this.options.keepStages
        ? { written: async args => this.#keep(args) }
        : {}),
    });
  }

  /** Keeps the moment at which a step began, or was over. */
  #keep(args: readonly unknown[]): void {
    const world = this.#world;
    if (!world || !this.#plan || !this.#runId || !betweenSteps(args[1])) return;
    this.#stage = {
      frozen: world.freeze(),
      runId: this.#runId,
      plan: this.#plan,
      undoFrom: this.undoFrom,
      seen: this.#purposes.seen,
      before: this.#before,
    };
  }

  /** Every call that reaches the sandbox. */
  #meet(call: FaultCall): Effect | undefined {
    const purpose = this.#purposes.of(
      call,
      this.undoFrom === undefined ? 'forward' : 'undo',
    );
    if (purpose === undefined) return undefined;
    if (!this.calls.has(purpose) && this.#stage)
      this.stages.set(purpose, this.#stage);
    this.calls.add(purpose);
    const { cell } = this.options;
    if (!cell || this.met || cell.call !== purpose) return undefined;
    this.met = true;
    if (cell.fault === 'crash before' || cell.fault === 'crash during')
      this.#current.drop();
    if (cell.fault === 'crash after' || cell.fault === 'database lost')
      this.#answered = true;
    return effectOf(cell.fault);
  }

  /** Every use of the database, before it. */
  #database(method: string, args: readonly unknown[]): void {
    if (this.#answered && writesOutcome(method, args)) {
      this.#answered = false;
      if (this.options.cell?.fault === 'crash after') this.#current.drop();
      else this.#lostUntil = Date.now() + LOST_MS;
    }
    if (Date.now() < this.#lostUntil)
      throw new Error('The database cannot be reached');
  }

  /** Plans and approves, unless it goes on from where another run stood. */
  async #begin(): Promise<{ plan: Plan; id: string }> {
    if (this.#plan && this.#runId) return { plan: this.#plan, id: this.#runId };
    const plan = await this.#runs.makePlan(
      clusterArn,
      {
        soakSeconds: 0,
        enableLogging: true,
        ...(this.script === 'back' ? { until: 'release' } : {}),
      },
      ann,
    );
    this.#plan = plan;
    const { id } = await this.#runs.approve(plan.id, plan.digest, ann);
    this.#runId = id;
    return { plan, id };
  }

  async #perform(): Promise<{ plan: Plan; run: Run }> {
    const { plan, id } = await this.#begin();
    const deadline = Date.now() + (this.options.withinMs ?? 600_000);
    let retries = this.options.retries ?? 4;
    for (;;) {
      if (this.#current.gone) await this.#takeOver();
      await this.#current.tick();
      await pause(TICK_MS);
      if (this.#current.gone || Date.now() < this.#lostUntil) continue;
      if (this.#lostUntil > 0) {
        // It is there again; who could not write has left its claims to lapse.
        await this.#current.driver.idle();
        this.#lostUntil = 0;
        await this.#passTime();
      }
      const run = await this.#runs.get(id);
      if (Date.now() > deadline)
        throw new Error(
          `${this.script} did not end: ${run.state}, ${run.steps
            .filter(
              step => !['done', 'pending', 'skipped'].includes(step.state),
            )
            .map(step => `${step.id} ${step.state} ${step.message ?? ''}`)
            .join('; ')}`,
        );
      if (run.state === 'undone') return { plan, run };
      if (run.state === 'done') {
        if (this.script === 'forth') return { plan, run };
        this.undoFrom = new Date().toISOString();
        await this.#runs.command(
          id,
          { type: 'undo', undoTo: 'auto-mode-off' },
          ann,
        );
      }
      if (run.state === 'blocked') {
        this.blocked.push(run.blockedBy.map(each => each.what).join('; '));
        if (retries <= 0) return { plan, run };
        retries -= 1;
        await this.#runs.command(id, { type: 'retry' }, ann);
      }
      if (
        run.state === 'waiting' &&
        run.steps.some(
          step => step.state === 'waiting' && step.gate?.type === 'approval',
        )
      )
        await this.#runs.command(
          id,
          { type: 'approve-retire', digest: plan.digest },
          ann,
        );
    }
  }

  /** Another replica stands up; the one that is gone is not heard of again. */
  async #takeOver(): Promise<void> {
    const former = this.#current;
    await former.close().catch(() => undefined);
    this.#start();
    await this.#passTime();
  }

  /** So much time passes that every claim that is not kept lapses. */
  async #passTime(): Promise<void> {
    await this.#world?.knex('eks_backups').update({ held_until: 0 });
    await this.#world
      ?.knex('eks_run_leases')
      .whereNotNull('holder')
      .update({ held_until: 0 });
  }
}

/** Nothing is under way: a step was begun, done or undone. */
function betweenSteps(commit: unknown): boolean {
  if (typeof commit !== 'object' || commit === null || !('entries' in commit))
    return false;
  const { entries } = commit;
  return (
    Array.isArray(entries) &&
    entries.some(entry => /^step-(started|done|undone)$/.test(entry.type))
  );
}

/** The journal's line on what became of a call, or the record of a backup that was written. */
function writesOutcome(method: string, args: readonly unknown[]): boolean {
  if (method === 'finish') return true;
  const commit = args[1];
  return (
    method === 'commit' &&
    typeof commit === 'object' &&
    commit !== null &&
    'settle' in commit
  );
}

export const play = (
  router: Router,
  script: Script,
  options: PlayOptions = {},
): Promise<Outcome> => new Play(script, options).run(router);
