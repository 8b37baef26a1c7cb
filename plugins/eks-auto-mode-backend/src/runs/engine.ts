// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Plan,
  StepKind,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { ClusterSessions } from '../clusters/session';
import { Advance, type Next } from './advance';
import { systemClock, type RunClock } from './clock';
import {
  holdLock,
  releaseLock,
  type LockHolder,
  type MayWrite,
} from './clusterLock';
import { RunStepContext, type RunWorld } from './context';
import type { EffectKind } from './effect';
import type { RunEvents } from './events';
import { alwaysOpen, type Windows } from './gates';
import { LazySession } from './lazySession';
import type { Claim, RunLeases } from './lease';
import { Performer, RecordError, RunStoppedError, recorded } from './perform';
import { permits } from './permit';
import { renewal } from './renewal';
import { settleAll } from './settle';
import type { Step } from './step';
import {
  LeaseLostError,
  type RunsStore,
  type StoredRun,
  type StoredStep,
} from './store';
import { Tell } from './tell';
import { currentStep } from './undoOrder';

export interface RunEngineOptions {
  store: RunsStore;
  leases: RunLeases;
  sessions: ClusterSessions;
  steps: ReadonlyMap<StepKind, Step>;
  effects: ReadonlyMap<string, EffectKind>;
  world: RunWorld;
  logger: LoggerService;
  /** Names this portal in the lock of a cluster; another portal's users read it. */
  portal: string;
  events?: RunEvents;
  windows?: Windows;
  clock?: RunClock;
  /** Failures in a row after which a person has to decide. */
  failureBudget?: number;
}

/** A run that waits for a person still holds its lock in the cluster: it is renewed this often. */
const LOCK_RENEW_MS = 240_000;

const REMEMBERED_PLANS = 50;

/** Within a burst the lock is renewed this often. */
const LOCK_FRESH_MS = 120_000;

/**
 * Reconciles runs: observes, decides, makes at most one batch of changes, records. What may happen is
 * decided by the claim and the journal alone, so that any driver, or two at once, may call it.
 */
export class RunEngine {
  readonly #clock: RunClock;
  readonly #performer: Performer;
  readonly #advance: Advance;
  readonly #tell: Tell;
  /** When this process last renewed the lock of a run; only spares requests. */
  readonly #locked = new Map<string, number>();
  readonly #plans = new Map<string, Plan>();

  constructor(private readonly options: RunEngineOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#performer = new Performer({
      store: options.store,
      leases: options.leases,
      clock: this.#clock,
      effects: options.effects,
      permits,
    });
    this.#tell = new Tell(options);
    this.#advance = new Advance({
      store: options.store,
      clock: this.#clock,
      windows: options.windows ?? alwaysOpen,
      tell: this.#tell,
      logger: options.logger,
      failureBudget: options.failureBudget ?? 8,
    });
  }

  /**
   * Opens a session lazily, so that a run that only waits asks nobody for credentials.
   */
  session(claim: Claim, signal: AbortSignal): LazySession {
    return new LazySession(async () => {
      const run = await recorded(this.options.store.getRun(claim.runId));
      if (!run) throw new Error(`There is no run ${claim.runId}`);
      return this.options.sessions.open(
        run.clusterArn,
        'migrate',
        { runId: run.id, userRef: run.approvedBy ?? run.requestedBy },
        signal,
      );
    });
  }

  /**
   * One short reconcile.
   *
   * @returns in how many milliseconds the next is due; null: not before a command.
   * @throws LeaseLostError where another replica took the run over; RecordError where the database
   * did not answer. Nothing more may be done under this claim then.
   */
  async reconcile(
    claim: Claim,
    session: LazySession,
    signal: AbortSignal,
  ): Promise<Next> {
    const { store } = this.options;
    const run = await recorded(store.getRun(claim.runId));
    if (!run) return null;
    const plan = await this.#plan(run.planId);
    if (run.endedAt !== undefined)
      return this.#leave(claim, run, session, signal);
    const current = currentStep(run);
    try {
      return await this.#work(claim, run, plan, current, session, signal);
    } catch (error) {
      if (error instanceof RunStoppedError) return 0;
      if (error instanceof LeaseLostError || error instanceof RecordError)
        throw error;
      if (signal.aborted) return 0;
      // Credentials or tokens may be what failed: the next reconcile opens a session of its own.
      await session.close();
      return this.#advance.failed(claim, run, current, error);
    }
  }

  async #work(
    claim: Claim,
    run: StoredRun,
    plan: Plan,
    current: StoredStep | undefined,
    session: LazySession,
    signal: AbortSignal,
  ): Promise<Next> {
    const resting = run.state === 'paused' || run.state === 'blocked';
    const locked = await this.#hold(claim, run, session, signal);
    if (resting) return LOCK_RENEW_MS;
    if (!locked.held)
      return this.#advance.blocked(claim, run, current, [locked.blocked]);
    const settled = await settleAll(
      {
        store: this.options.store,
        leases: this.options.leases,
        clock: this.#clock,
        effects: this.options.effects,
      },
      claim,
      () => session.get(),
      signal,
    );
    if (settled.wrote) this.#performer.forget(claim);
    if (settled.state === 'blocked')
      return this.#advance.blocked(claim, run, current, settled.blocked);
    if (settled.state === 'look-again')
      return this.#advance.again(claim, run, current, settled);
    if (!current) {
      await this.#unlock(claim, run, session, signal);
      return this.#advance.end(claim, run, plan);
    }
    const gate = await this.#advance.enter(claim, run, plan, current);
    if (!gate.entered)
      return gate.afterMs === undefined
        ? LOCK_RENEW_MS
        : Math.min(gate.afterMs, LOCK_RENEW_MS);
    const planned = plan.steps.find(step => step.id === current.id);
    const step = this.options.steps.get(current.kind);
    if (!planned || !step)
      throw new Error(`No code knows the step ${current.id}`);
    const context = new RunStepContext(
      {
        store: this.options.store,
        performer: this.#performer,
        clock: this.#clock,
        effects: this.options.effects,
        world: this.options.world,
      },
      claim,
      run,
      current,
      plan,
      planned,
      await session.get(),
      signal,
    );
    const result =
      run.undoTo === undefined
        ? await step.reconcile(context)
        : await step.undo(context);
    return this.#advance.apply(claim, run, current, result);
  }

  /** A plan never changes, and is large: it is read once. */
  async #plan(planId: string): Promise<Plan> {
    const known = this.#plans.get(planId);
    if (known) return known;
    const plan = await recorded(this.options.store.getPlan(planId));
    if (!plan) throw new RecordError(new Error(`Plan ${planId} is gone`));
    if (this.#plans.size >= REMEMBERED_PLANS) this.#plans.clear();
    this.#plans.set(planId, plan);
    return plan;
  }

  #holder(run: StoredRun): LockHolder {
    return { portal: this.options.portal, runId: run.id };
  }

  /** Under a claim that holds now, and with an end before it lapses. */
  #mayWrite(claim: Claim, signal: AbortSignal): MayWrite {
    const { leases } = this.options;
    return async () => {
      const renewed = await recorded(
        renewal({ leases, clock: this.#clock }, claim),
      );
      if (renewed.state === 'lost') throw new LeaseLostError(claim.runId);
      return {
        beforeSend: () => {
          if (!renewed.mayBegin()) throw new LeaseLostError(claim.runId);
        },
        signal: AbortSignal.any([
          signal,
          AbortSignal.timeout(leases.times.callTimeoutMs),
        ]),
      };
    };
  }

  async #hold(
    claim: Claim,
    run: StoredRun,
    session: LazySession,
    signal: AbortSignal,
  ) {
    const last = this.#locked.get(run.id);
    const now = this.#clock.monotonic();
    if (last !== undefined && now - last < LOCK_FRESH_MS)
      return { held: true } as const;
    const held = await holdLock(
      await session.get(),
      this.#holder(run),
      this.#clock.now(),
      signal,
      async runId => {
        const other = await recorded(this.options.store.getRun(runId));
        return other?.endedAt !== undefined;
      },
      this.#mayWrite(claim, signal),
    );
    if (held.held) this.#locked.set(run.id, now);
    else this.#locked.delete(run.id);
    return held;
  }

  async #unlock(
    claim: Claim,
    run: StoredRun,
    session: LazySession,
    signal: AbortSignal,
  ) {
    this.#locked.delete(run.id);
    try {
      await releaseLock(
        await session.get(),
        this.#holder(run),
        this.#clock.now(),
        signal,
        this.#mayWrite(claim, signal),
      );
    } catch (error) {
      if (error instanceof LeaseLostError || error instanceof RecordError)
        throw error;
      // It expires by itself, and our own portal takes it over from a run that is over.
      await this.#tell.journal(
        run.id,
        `The lock in the cluster could not be given back: ${
          error instanceof Error ? error.message : String(error)
        }`,
      );
    }
  }

  /** An aborted run still has a lock to give back and perhaps a call whose fate is not known. */
  async #leave(
    claim: Claim,
    run: StoredRun,
    session: LazySession,
    signal: AbortSignal,
  ): Promise<Next> {
    if (run.state === 'aborted' && this.#locked.has(run.id))
      await this.#unlock(claim, run, session, signal);
    return null;
  }

  /** Waits until neighbours were told what there was to tell; for an orderly shutdown. */
  settled(): Promise<void> {
    return this.#tell.settled();
  }
}
