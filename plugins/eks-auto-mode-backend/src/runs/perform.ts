// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { Plan } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { v4 as uuid } from 'uuid';
import type { ClusterSession } from '../clusters/session';
import { classify } from './classify';
import type { RunClock } from './clock';
import type { Call, EffectKind, Performed } from './effect';
import { inLanes } from './inLanes';
import type { Claim, RunLeases } from './lease';
import { canonicalJson } from '../plans/canonical';
import type { Permits } from './permit';
import { renewal } from './renewal';
import { LeaseLostError, type RunsStore, type Settlement } from './store';

/** A step asked for a call that its plan does not hold. A fault of the product, never of the cluster. */
export class NotPlannedError extends Error {
  constructor(api: string, target: string, why: string) {
    super(`${api} on ${target} was refused: ${why}`);
    this.name = 'NotPlannedError';
  }
}

/** A person paused, aborted or took back the run between an intent and its call. */
export class RunStoppedError extends Error {
  constructor(readonly runId: string) {
    super(
      `Run ${runId} was stopped; the calls that were about to begin were not made`,
    );
    this.name = 'RunStoppedError';
  }
}

/** The record could not be read or written: nothing may be done that is not in it. */
export class RecordError extends Error {
  constructor(cause: unknown) {
    super(
      `The record of the run could not be read or written: ${
        cause instanceof Error ? cause.message : String(cause)
      }`,
      { cause },
    );
    this.name = 'RecordError';
  }
}

/** The same, for a promise of the store or of the leases. */
export async function recorded<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof LeaseLostError) throw error;
    throw new RecordError(error);
  }
}

export interface PerformOptions {
  store: RunsStore;
  leases: RunLeases;
  clock: RunClock;
  permits: Permits;
  effects: ReadonlyMap<string, EffectKind>;
}

export interface PerformScope {
  claim: Claim;
  plan: Plan;
  stepId: string;
  undoing: boolean;
  session: ClusterSession;
  signal: AbortSignal;
}

/** Mutating calls of one run that are under way at once. */
const CONCURRENT_CALLS = 16;

interface Prepared<A extends JsonObject> {
  call: Call<A>;
  effectId: string;
  token: string;
  target: string;
}

/** What happened before, by change (or effect taken back). */
interface Earlier {
  objects: Map<string, Set<string>>;
  counts: Map<string, number>;
}

function count(earlier: Earlier, id: string, object: string) {
  const objects = earlier.objects.get(id) ?? new Set<string>();
  earlier.objects.set(id, objects.add(object));
  earlier.counts.set(id, (earlier.counts.get(id) ?? 0) + 1);
}

/**
 * Makes mutating calls, in the one order that survives a crash at any point: intent written, lease
 * renewed, call made with a deadline that ends before the lease, outcome written.
 */
export class Performer {
  readonly #earlier = new WeakMap<Claim, Map<string, Earlier>>();

  constructor(private readonly options: PerformOptions) {}

  /**
   * Calls are made side by side, but for those of one lane; what else a caller wants in sequence, it
   * asks for in sequence.
   */
  async perform<A extends JsonObject>(
    scope: PerformScope,
    kind: EffectKind<A>,
    calls: Call<A>[],
  ): Promise<Performed[]> {
    if (calls.length === 0) return [];
    const prepared = await this.#prepare(scope, kind, calls);
    await this.#writeIntents(scope, kind, prepared);
    const begunBy = await this.#renew(scope, kind, prepared);
    const results = await inLanes(
      prepared,
      ({ call }, index) => kind.lane?.(call.args) ?? String(index),
      each => this.#call(scope, kind, each, begunBy),
      CONCURRENT_CALLS,
    );
    await this.#writeOutcomes(scope, kind, prepared, results);
    const earlier = await this.#earlierOf(scope, kind.api);
    for (const [index, { call }] of prepared.entries()) {
      if (results[index].state !== 'happened') continue;
      const id =
        'change' in call.because
          ? call.because.change.id
          : call.because.undoes.effectId;
      count(earlier, id, kind.object(call.args));
    }
    return results;
  }

  /** After something outside of `perform` wrote outcomes under the claim. */
  forget(claim: Claim) {
    this.#earlier.delete(claim);
  }

  /** Only the holder of a claim writes effects, so what it has counted once it may remember. */
  async #earlierOf(scope: PerformScope, api: string): Promise<Earlier> {
    const byKey = this.#earlier.get(scope.claim) ?? new Map<string, Earlier>();
    this.#earlier.set(scope.claim, byKey);
    const key = `${scope.stepId} ${api}`;
    const known = byKey.get(key);
    if (known) return known;
    const earlier: Earlier = { objects: new Map(), counts: new Map() };
    const records = await recorded(
      this.options.store.effects(scope.claim.runId, {
        stepId: scope.stepId,
        api,
        state: 'happened',
      }),
    );
    for (const record of records)
      count(earlier, record.changeId ?? record.undoes ?? '', record.object);
    byKey.set(key, earlier);
    return earlier;
  }

  async #prepare<A extends JsonObject>(
    scope: PerformScope,
    kind: EffectKind<A>,
    calls: Call<A>[],
  ): Promise<Prepared<A>[]> {
    const { permits, effects } = this.options;
    const earlier = await this.#earlierOf(scope, kind.api);
    // Calls of one batch count against a change's maximum, too.
    const batch = new Map<string, Set<string>>();
    return calls.map(call => {
      const target = kind.target?.(call.args) ?? kind.object(call.args);
      const object = kind.object(call.args);
      let generation: number;
      let why: string | undefined;
      if ('change' in call.because) {
        const { change } = call.because;
        const done = earlier.objects.get(change.id) ?? new Set<string>();
        const begun = batch.get(change.id) ?? new Set<string>();
        // Idempotency tokens must differ for a second call of the same change, or AWS would answer
        // with the fate of the first.
        generation = earlier.counts.get(change.id) ?? 0;
        why = permits(scope.plan, scope.stepId, change, {
          api: kind.api,
          target,
          request: kind.request(call.args),
          used: done.size + begun.size - (done.has(object) ? 1 : 0),
          undoing: scope.undoing,
        });
        if (!done.has(object)) batch.set(change.id, begun.add(object));
      } else {
        const { undoes } = call.because;
        generation = earlier.counts.get(undoes.effectId) ?? 0;
        const inverse = effects.get(undoes.api)?.inverse?.(undoes);
        if (
          undoes.runId !== scope.claim.runId ||
          undoes.state !== 'happened' ||
          !inverse ||
          inverse.api !== kind.api ||
          canonicalJson(inverse.args) !== canonicalJson(call.args)
        )
          why = `it does not take back effect ${undoes.effectId} of this run`;
      }
      if (why !== undefined) throw new NotPlannedError(kind.api, target, why);
      const identity =
        'change' in call.because
          ? call.because.change.id
          : `undo ${call.because.undoes.effectId}`;
      return {
        call,
        target,
        effectId: uuid(),
        token: createHash('sha256')
          .update(
            canonicalJson([
              scope.claim.runId,
              scope.stepId,
              identity,
              object,
              generation,
            ]),
          )
          .digest('hex')
          .slice(0, 64),
      };
    });
  }

  async #writeIntents<A extends JsonObject>(
    scope: PerformScope,
    kind: EffectKind<A>,
    prepared: Prepared<A>[],
  ) {
    const { store, clock } = this.options;
    await recorded(
      store.commit(scope.claim.runId, {
        fence: scope.claim.fence,
        open: prepared.map(({ call, effectId, token }) => ({
          message: kind.describe(call.args),
          effect: {
            effectId,
            stepId: scope.stepId,
            api: kind.api,
            object: kind.object(call.args),
            args: call.args,
            replaces: call.replaces,
            ...('change' in call.because
              ? { changeId: call.because.change.id }
              : { undoes: call.because.undoes.effectId }),
            token,
            at: clock.now().toISOString(),
          },
        })),
      }),
    );
  }

  /** @returns a function that says, at the last moment, whether a call may still begin. */
  async #renew<A extends JsonObject>(
    scope: PerformScope,
    kind: EffectKind<A>,
    prepared: Prepared<A>[],
  ): Promise<() => boolean> {
    const renewed = await recorded(
      renewal(this.options, scope.claim, scope.undoing ? 'back' : 'forward'),
    );
    if (renewed.state === 'lost') throw new LeaseLostError(scope.claim.runId);
    if (renewed.state === 'stopped') {
      await this.#writeOutcomes(
        scope,
        kind,
        prepared,
        prepared.map(() => notMade('RunStopped', 'the run was stopped')),
      );
      throw new RunStoppedError(scope.claim.runId);
    }
    return renewed.mayBegin;
  }

  async #call<A extends JsonObject>(
    scope: PerformScope,
    kind: EffectKind<A>,
    { call, token, target }: Prepared<A>,
    mayBegin: () => boolean,
  ): Promise<Performed> {
    const signal = AbortSignal.any([
      scope.signal,
      AbortSignal.timeout(this.options.leases.times.callTimeoutMs),
    ]);
    const late = notMade(
      'TooLate',
      'the process stood still for so long that its claim may be over',
    );
    if (!mayBegin()) return late;
    let refused = false;
    try {
      const session = scope.session.mutating({
        api: kind.api,
        target,
        // The last thing before the request leaves: a process can be frozen anywhere.
        beforeSend: () => {
          if (mayBegin()) return;
          refused = true;
          throw new Error('The claim on the run may be over');
        },
      });
      const outcome = await kind.call(call.args, session, { token, signal });
      return {
        state: 'happened',
        ...(outcome === undefined ? {} : { outcome }),
      };
    } catch (error) {
      if (refused) return late;
      const { certainty, ...classified } = classify(error);
      return certainty === 'refused'
        ? { state: 'failed', error: classified }
        : this.#look(scope, kind, call, token, certainty);
    }
  }

  /** After an error that leaves open what happened: an answered one can be looked up at once. */
  async #look<A extends JsonObject>(
    scope: PerformScope,
    kind: EffectKind<A>,
    call: Call<A>,
    token: string,
    certainty: 'answered' | 'unanswered',
  ): Promise<Performed> {
    if (certainty === 'unanswered') return { state: 'open' };
    try {
      const settled = await kind.settle(
        {
          effectId: '',
          runId: scope.claim.runId,
          stepId: scope.stepId,
          api: kind.api,
          object: kind.object(call.args),
          args: call.args,
          replaces: call.replaces,
          token,
          at: this.options.clock.now().toISOString(),
        },
        scope.session,
        scope.signal,
      );
      if (settled.state === 'happened') return settled;
      if (settled.state === 'did-not')
        return {
          state: 'failed',
          error: {
            name: 'ServerError',
            message: `${kind.api} failed on the other side and changed nothing`,
            retry: 'transient',
          },
        };
    } catch {
      // Reading failed too. The intent stays open, and is settled by the next reconcile.
    }
    return { state: 'open' };
  }

  async #writeOutcomes<A extends JsonObject>(
    scope: PerformScope,
    kind: EffectKind<A>,
    prepared: Prepared<A>[],
    results: Performed[],
  ) {
    const { store, clock } = this.options;
    const at = clock.now().toISOString();
    const settle = prepared.flatMap(({ call, effectId }, index) => {
      const result = results[index];
      if (result.state === 'open') return [];
      const settlement: Settlement & {
        stepId: string;
        message: string;
        at: string;
      } = {
        effectId,
        stepId: scope.stepId,
        at,
        message: messageOf(kind.describe(call.args), result),
        ...(result.state === 'happened'
          ? {
              state: 'happened',
              ...(result.outcome === undefined
                ? {}
                : { outcome: result.outcome }),
            }
          : { state: 'did-not', outcome: errorJson(result.error) }),
      };
      return [settlement];
    });
    await recorded(
      store.commit(scope.claim.runId, { fence: scope.claim.fence, settle }),
    );
  }
}

function notMade(name: string, message: string): Performed {
  return { state: 'failed', error: { name, message, retry: 'throttled' } };
}

function messageOf(
  what: string,
  result: Exclude<Performed, { state: 'open' }>,
): string {
  return result.state === 'happened'
    ? `${what}: done`
    : `${what}: not done, ${result.error.name}: ${result.error.message}`;
}

function errorJson(
  error: Extract<Performed, { state: 'failed' }>['error'],
): JsonValue {
  return {
    name: error.name,
    message: error.message,
    retry: error.retry,
    ...(error.status === undefined ? {} : { status: error.status }),
  };
}
