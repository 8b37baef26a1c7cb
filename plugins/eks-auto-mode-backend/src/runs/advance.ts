// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type {
  Blocked,
  Plan,
  StepKind,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { classify } from './classify';
import type { RunClock } from './clock';
import { gateState, type Windows } from './gates';
import type { Claim } from './lease';
import { recorded } from './perform';
import { canonicalJson } from '../plans/canonical';
import { BlockedError, type Reconciled } from './step';
import type {
  Commit,
  NewEntry,
  RunsStore,
  StepPatch,
  StoredRun,
  StoredStep,
} from './store';
import type { Tell } from './tell';
import { troubleOf } from './trouble';

/** Milliseconds until the next reconcile; null: not before a command. */
export type Next = number | null;

/** While a run is blocked its lock in the cluster is kept. */
const RESTING_MS = 240_000;

const LONGEST_BACKOFF_MS = 60_000;

/** Steps before which the owners of workloads are told. */
const MOVING: ReadonlySet<StepKind> = new Set<StepKind>(['drain']);

/** Writes what a reconcile came to; the state machine of a run and its steps. */
export class Advance {
  constructor(
    private readonly options: {
      store: RunsStore;
      clock: RunClock;
      windows: Windows;
      tell: Tell;
      logger: LoggerService;
      failureBudget: number;
    },
  ) {}

  /** Passes the gate before a step, or says what it waits for. */
  async enter(
    claim: Claim,
    run: StoredRun,
    plan: Plan,
    step: StoredStep,
  ): Promise<{ entered: true } | { entered: false; afterMs?: number }> {
    const now = this.options.clock.now();
    const at = now.toISOString();
    if (run.undoTo !== undefined) {
      if (step.state !== 'undoing') {
        await this.#commit(claim, run, step, {
          run: { state: 'undoing', blockedBy: [] },
          step: { state: 'undoing', since: at, blocked: null, failures: 0 },
          entries: [
            {
              at,
              stepId: step.id,
              type: 'step-started',
              message: `Undoing: ${step.title}`,
            },
          ],
        });
      }
      return { entered: true };
    }
    const gate = gateState(run, step, this.options.windows, now);
    if (!gate.open) {
      const message = `Waiting: ${gate.waitingFor}`;
      if (step.state !== 'waiting' || run.state !== 'waiting') {
        await this.#commit(claim, run, step, {
          run: { state: 'waiting', blockedBy: [] },
          step: { state: 'waiting', message },
          entries: [{ at, stepId: step.id, type: 'message', message }],
        });
        // A soak or a window opens by itself: nobody is asked for anything.
        if (gate.afterMs === undefined)
          this.options.tell.waiting(run, step, gate.waitingFor);
      }
      return {
        entered: false,
        ...(gate.afterMs === undefined ? {} : { afterMs: gate.afterMs }),
      };
    }
    if (step.startedAt === undefined) {
      await this.#commit(claim, run, step, {
        run: {
          state: 'running',
          blockedBy: [],
          ...(run.startedAt === undefined ? { startedAt: at } : {}),
        },
        step: {
          state: 'running',
          startedAt: at,
          since: at,
          message: null,
          blocked: null,
        },
        entries: [
          { at, stepId: step.id, type: 'step-started', message: step.title },
        ],
      });
      if (MOVING.has(step.kind))
        this.options.tell.beforeMoving(run, plan, step);
    }
    return { entered: true };
  }

  async apply(
    claim: Claim,
    run: StoredRun,
    step: StoredStep,
    result: Reconciled,
  ): Promise<Next> {
    if (result.state === 'blocked')
      return this.blocked(claim, run, step, result.blocked);
    if (result.state === 'again') return this.again(claim, run, step, result);
    const at = this.options.clock.now().toISOString();
    const undoing = run.undoTo !== undefined;
    await this.#commit(claim, run, step, {
      run: {
        state: undoing ? 'undoing' : 'running',
        ...(run.blockedBy.length > 0 ? { blockedBy: [] } : {}),
      },
      step: {
        state: undoing ? 'undone' : 'done',
        // What was taken back before it was done ends here, too.
        ...(undoing && step.endedAt !== undefined ? {} : { endedAt: at }),
        message: result.message ?? null,
        blocked: null,
        failures: 0,
        ...(step.progress
          ? {
              progress: {
                done: step.progress.total,
                total: step.progress.total,
              },
            }
          : {}),
      },
      entries: [
        {
          at,
          stepId: step.id,
          type: undoing ? 'step-undone' : 'step-done',
          message: result.message ?? step.title,
        },
      ],
    });
    return 0;
  }

  async again(
    claim: Claim,
    run: StoredRun,
    step: StoredStep | undefined,
    result: {
      afterMs: number;
      message: string;
      progress?: { done: number; total: number };
      blocked?: Blocked[];
    },
  ): Promise<Next> {
    if (!step) return result.afterMs;
    const patch: StepPatch = {};
    if (step.message !== result.message) patch.message = result.message;
    if (
      result.progress &&
      (step.progress?.done !== result.progress.done ||
        step.progress.total !== result.progress.total)
    )
      patch.progress = result.progress;
    const blocked = result.blocked ?? [];
    if (
      canonicalJson(jsonOf(step.blocked ?? [])) !==
      canonicalJson(jsonOf(blocked))
    ) {
      patch.blocked = blocked.length > 0 ? blocked : null;
      this.#log(run, step, 'is held up', blocked);
    }
    if (step.failures > 0) patch.failures = 0;
    const working = run.undoTo === undefined ? 'running' : 'undoing';
    const stepWorking = run.undoTo === undefined ? 'running' : 'undoing';
    if (step.state !== stepWorking && step.startedAt !== undefined)
      patch.state = stepWorking;
    if (Object.keys(patch).length > 0 || run.state !== working) {
      await this.#commit(claim, run, step, {
        run: {
          ...(run.state === working ? {} : { state: working }),
          ...(patch.blocked === undefined ? {} : { blockedBy: blocked }),
        },
        step: patch,
      });
    }
    return result.afterMs;
  }

  async blocked(
    claim: Claim,
    run: StoredRun,
    step: StoredStep | undefined,
    blocked: Blocked[],
  ): Promise<Next> {
    const at = this.options.clock.now().toISOString();
    await this.#commit(claim, run, step, {
      run: { state: 'blocked', blockedBy: blocked },
      step: { state: 'blocked', blocked, failures: 0 },
      entries: blocked.map(each => ({
        at,
        ...(step ? { stepId: step.id } : {}),
        type: 'blocked',
        message: `${each.what}. ${each.now}. ${each.remedy}`,
        data: jsonOf(each),
      })),
    });
    this.#log(run, step, 'is blocked', blocked);
    this.options.tell.blocked(run, step, blocked);
    return RESTING_MS;
  }

  #log(
    run: StoredRun,
    step: StoredStep | undefined,
    how: string,
    blocked: Blocked[],
  ) {
    for (const { what, now, remedy, owner } of blocked)
      this.options.logger.warn(
        `Run ${run.id} on ${run.clusterName} ${how}${
          step ? ` in step ${step.id}` : ''
        }: ${what}. ${now}. What to do: ${remedy}${
          owner ? `. Owner: ${owner}` : ''
        }`,
      );
  }

  /** Throttling is no failure; other errors retry with back-off up to a budget. */
  async failed(
    claim: Claim,
    run: StoredRun,
    step: StoredStep | undefined,
    error: unknown,
  ): Promise<Next> {
    if (error instanceof BlockedError)
      return this.blocked(claim, run, step, error.blocked);
    const failure = classify(error);
    const failures = step?.failures ?? 0;
    const backoff = Math.min(1000 * 2 ** failures, LONGEST_BACKOFF_MS);
    const afterMs = failure.retryAfterSeconds
      ? Math.max(failure.retryAfterSeconds * 1000, backoff)
      : backoff;
    if (run.state === 'paused' || run.state === 'blocked') return RESTING_MS;
    if (failure.retry === 'throttled') return afterMs;
    const spent =
      failure.retry === 'never' || failures + 1 >= this.options.failureBudget;
    const { what, remedy, worthTelling } = troubleOf(error, run.clusterName);
    if (spent) {
      return this.blocked(claim, run, step, [
        {
          what,
          now:
            failure.retry === 'never'
              ? 'Nothing was changed by what failed; it will not pass by itself'
              : `It failed ${
                  failures + 1
                } times in a row; nothing is in doubt, every call that was begun is settled before the next`,
          remedy: `${remedy}; or skip the step with a reason, or undo`,
          subject: { arn: run.clusterArn },
          code: failure.name,
        },
      ]);
    }
    const seconds = Math.round(afterMs / 1000);
    const blocked: Blocked[] = worthTelling
      ? [
          {
            what,
            now: `It is tried again in ${seconds} s; nothing is in doubt`,
            remedy,
            subject: { arn: run.clusterArn },
            code: failure.name,
          },
        ]
      : [];
    this.#log(run, step, 'is held up', blocked);
    await this.#commit(claim, run, step, {
      run: { blockedBy: blocked },
      step: {
        failures: failures + 1,
        message: `${what}. Trying again`,
        blocked: blocked.length > 0 ? blocked : null,
      },
      entries: [
        {
          at: this.options.clock.now().toISOString(),
          ...(step ? { stepId: step.id } : {}),
          type: 'message',
          message: `${what}. Trying again in ${seconds} s`,
        },
      ],
    });
    return afterMs;
  }

  async end(claim: Claim, run: StoredRun, plan: Plan): Promise<Next> {
    const at = this.options.clock.now().toISOString();
    const state = run.undoTo === undefined ? 'done' : 'undone';
    try {
      await this.options.store.commit(claim.runId, {
        fence: claim.fence,
        ifState: [run.state],
        run: { state, endedAt: at, blockedBy: [] },
        entries: [
          {
            at,
            type: 'ended',
            message:
              state === 'done' ? 'The run is done' : 'The run is taken back',
          },
        ],
      });
    } catch (error) {
      // A person commanded something else in this very moment.
      if (error instanceof ConflictError) return 0;
      return recorded(Promise.reject(error));
    }
    Object.assign(run, { state, endedAt: at, blockedBy: [] });
    this.options.tell.ended(run, plan);
    return null;
  }

  /** Writes under the claim; a person's command that came meanwhile is not overwritten. */
  async #commit(
    claim: Claim,
    run: StoredRun,
    step: StoredStep | undefined,
    change: {
      run: NonNullable<Commit['run']>;
      step?: StepPatch;
      entries?: NewEntry[];
    },
  ) {
    await recorded(
      this.options.store.commit(claim.runId, {
        fence: claim.fence,
        run: change.run,
        runWhenState: run.state,
        ...(step && change.step ? { steps: { [step.id]: change.step } } : {}),
        ...(change.entries ? { entries: change.entries } : {}),
      }),
    );
    Object.assign(run, withoutNull(change.run));
    if (step && change.step) Object.assign(step, withoutNull(change.step));
    this.options.tell.changed(run);
  }
}

/** A value as plain JSON, without fields that are undefined. */
function jsonOf<T>(value: T) {
  return JSON.parse(JSON.stringify(value));
}

/** A patch as the object it is applied to holds it: emptied fields are absent. */
function withoutNull(patch: object): object {
  return Object.fromEntries(
    Object.entries(patch).map(([key, value]) => [key, value ?? undefined]),
  );
}
