// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ExactChange } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { EffectRecord } from '../effect';
import { changeEffects } from '../effects';
import type { ChangeArgs, ChangeEffect, Observed } from '../effects/change';
import { notAllHappened } from '../results';
import { asObject } from '../store';
import type { Reconciled, StepContext } from '../step';

/** At least so long after a call its effect may not be seen yet. */
const LEAST_LAG_MS = 3_000;

export function effectOf(api: string): ChangeEffect {
  const effect = changeEffects.get(api);
  if (!effect) throw new Error(`No code knows how to ${api}`);
  return effect;
}

export function exactChanges(context: StepContext): ExactChange[] {
  return context.step.changes.filter(
    (change): change is ExactChange => change.type === 'exact',
  );
}

export const argsOf = (change: ExactChange): ChangeArgs => ({
  target: change.target,
  request: asObject(change.request, `The request of change ${change.id}`),
});

function foreign(what: string, message: string): Reconciled {
  return {
    state: 'blocked',
    blocked: [
      {
        what: `${what}: somebody else changed it`,
        now: message,
        remedy:
          'Find out who and why. Set it to what the plan expects and retry, or skip the step with a reason',
        code: 'foreign-change',
      },
    ],
  };
}

function failed(what: string, message: string): Reconciled {
  return {
    state: 'blocked',
    blocked: [
      {
        what: `${what} failed`,
        now: message,
        remedy: 'Mend what the message names, then retry',
        code: 'update-failed',
      },
    ],
  };
}

/** What to do about a change that does not hold: undefined where it is to be called (again). */
function beforeCall(
  context: StepContext,
  effect: ChangeEffect,
  what: string,
  observed: Exclude<Observed, { state: 'holds' }>,
  last: EffectRecord | undefined,
): Reconciled | undefined {
  // A person who asks for another try lets a failed call be made again.
  const triedSince =
    last !== undefined && Date.parse(last.at) >= context.since.getTime();
  switch (observed.state) {
    case 'pending':
      return {
        state: 'again',
        afterMs: effect.pollMs,
        message: observed.message,
      };
    case 'foreign':
      return foreign(what, observed.message);
    case 'failed':
      return triedSince ? failed(what, observed.message) : undefined;
    default: {
      if (!last) return undefined;
      const age = context.now().getTime() - Date.parse(last.at);
      if (age < Math.max(LEAST_LAG_MS, effect.lagMs))
        return {
          state: 'again',
          afterMs: 1_000,
          message: `${what}: waiting until it can be seen`,
        };
      return triedSince
        ? foreign(what, 'It was made, and is no longer there')
        : undefined;
    }
  }
}

/**
 * Makes the exact changes of a step, in order, each only where it does not hold yet.
 *
 * @returns undefined where all hold.
 */
export async function applyChanges(
  context: StepContext,
  changes: readonly ExactChange[] = exactChanges(context),
): Promise<Reconciled | undefined> {
  const { session, signal } = context;
  const records = await context.effects({
    stepId: context.step.id,
    state: 'happened',
  });
  for (const [index, change] of changes.entries()) {
    const effect = effectOf(change.api);
    const args = argsOf(change);
    const last = records.filter(each => each.changeId === change.id).pop();
    const observed = await effect.observe(args, session, signal, {
      ...(last ? { last } : {}),
      expected: change.before,
    });
    if (observed.state === 'holds') continue;
    const wait = beforeCall(context, effect, change.summary, observed, last);
    if (wait) return withProgress(wait, index, changes.length);
    const result = await context.perform(effect, args, {
      change,
      replaces: observed.state === 'absent' ? observed.now : null,
    });
    return withProgress(
      notAllHappened([result], change.summary) ?? {
        state: 'again',
        afterMs: 200,
        message: change.summary,
      },
      index,
      changes.length,
    );
  }
  return undefined;
}

function withProgress(
  result: Reconciled,
  done: number,
  total: number,
): Reconciled {
  return result.state === 'again' && total > 1
    ? { ...result, progress: { done, total } }
    : result;
}

/**
 * Takes back what the journal says this step did, newest first, each only where it is not as it was.
 *
 * @param tolerate - a refusal of these is said and left: not everything can be taken back.
 * @returns undefined where nothing is left to take back.
 */
export async function takeBackChanges(
  context: StepContext,
  options: {
    only?: (record: EffectRecord) => boolean;
    tolerate?: readonly string[];
  } = {},
): Promise<Reconciled | undefined> {
  const { session, signal } = context;
  const records = await context.effects({
    stepId: context.step.id,
    state: 'happened',
  });
  const own = records
    .filter(record => record.undoes === undefined)
    .filter(options.only ?? (() => true))
    .reverse();
  const left = new Set(context.recall<string[]>('left') ?? []);
  for (const record of own) {
    const effect = changeEffects.get(record.api);
    const inverse = effect?.inverse?.(record);
    if (!effect || !inverse || left.has(record.effectId)) continue;
    const back = effectOf(inverse.api);
    const args: ChangeArgs = {
      target: String(inverse.args.target),
      request: asObject(inverse.args.request, 'The request of an undo'),
    };
    const last = records.filter(r => r.undoes === record.effectId).pop();
    const recordArgs: ChangeArgs = {
      target: String(record.args.target),
      request: asObject(record.args.request, 'The request of an effect'),
    };
    const wrote = effect.wrote?.(recordArgs);
    const observed = await back.observe(args, session, signal, {
      ...(last ? { last } : {}),
      ...(wrote === undefined ? {} : { expected: wrote }),
    });
    if (observed.state === 'holds') continue;
    const what = `Undo: ${back.describe(args)}`;
    const wait = beforeCall(context, back, what, observed, last);
    if (wait) return wait;
    const result = await context.perform(back, args, {
      undoes: record,
      replaces: observed.state === 'absent' ? observed.now : null,
    });
    if (
      result.state === 'failed' &&
      result.error.retry === 'never' &&
      options.tolerate?.includes(inverse.api)
    ) {
      await context.say(
        `${what} was refused and is left as it is: ${result.error.message}`,
      );
      await context.remember('left', [...left, record.effectId]);
      return { state: 'again', afterMs: 0, message: what };
    }
    return (
      notAllHappened([result], what) ?? {
        state: 'again',
        afterMs: 200,
        message: what,
      }
    );
  }
  return undefined;
}
