// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { isError } from '@backstage/errors';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { z } from 'zod';
import type { ClusterSession } from '../../clusters/session';
import type { EffectKind, EffectRecord, Settled } from '../effect';

/** A planned call: what it is about, and its request as the API takes it, without token. */
export type ChangeArgs = { target: string; request: JsonObject };

/** Whether what a change wants is true now. */
export type Observed =
  | { state: 'holds' }
  /** `now` is what the call would replace. */
  | { state: 'absent'; now: JsonValue }
  /** Accepted and at work, or something else is at work that must end first. */
  | { state: 'pending'; message: string }
  /** It was accepted and failed later on. */
  | { state: 'failed'; message: string }
  /** Neither as it was nor as it should be: somebody else changed it. */
  | { state: 'foreign'; message: string };

export interface ObserveWith {
  /** The last call of this change that happened. */
  last?: EffectRecord;
  /** What the value was when it was decided on; a third value is somebody else's. */
  expected?: JsonValue;
}

/** An effect whose wanted state can be looked up, so that it is made only where it is missing. */
export interface ChangeEffect extends EffectKind<ChangeArgs> {
  observe(
    args: ChangeArgs,
    session: ClusterSession,
    signal: AbortSignal,
    given: ObserveWith,
  ): Promise<Observed>;
  /** The value that a call leaves, for those that replace a whole document. */
  wrote?(args: ChangeArgs): JsonValue;
  /** How often to look while it is pending. */
  readonly pollMs: number;
  /** For this long after a call a read may still show what was before. */
  readonly lagMs: number;
}

type Clients = ReturnType<ClusterSession['mutating']>;

/** One API operation as a change: its request's shape, how to look, how to call, how to go back. */
export interface ChangeSpec<R> {
  api: string;
  /** Strict: a field that it does not know would otherwise be dropped from what was approved. */
  schema: z.ZodType<R>;
  describe(request: R): string;
  observe(
    request: R,
    session: ClusterSession,
    signal: AbortSignal,
    given: ObserveWith & { target: string },
  ): Promise<Observed>;
  call(
    request: R,
    clients: Clients,
    context: { token: string; signal: AbortSignal; target: string },
  ): Promise<JsonValue | undefined>;
  inverse?(
    request: R,
    record: EffectRecord,
  ): { api: string; request: JsonObject } | undefined;
  /** Finds a call that may have happened by more than the state it leaves (an update's id). */
  find?(
    request: R,
    since: Date,
    session: ClusterSession,
    signal: AbortSignal,
  ): Promise<JsonObject | undefined>;
  wrote?(request: R): JsonValue;
  pollMs?: number;
  lagMs?: number;
}

const targetOf = (args: JsonObject) => String(args.target);

export function changeEffect<R>(spec: ChangeSpec<R>): ChangeEffect {
  const { lagMs = 0, pollMs = 1_000 } = spec;
  const requestOf = (args: JsonObject) => spec.schema.parse(args.request);
  return {
    api: spec.api,
    pollMs,
    lagMs,
    object: targetOf,
    request: args => args.request,
    describe: args => spec.describe(requestOf(args)),
    ...(spec.wrote
      ? { wrote: (args: ChangeArgs) => spec.wrote?.(requestOf(args)) ?? null }
      : {}),
    observe: (args, session, signal, given) =>
      spec.observe(requestOf(args), session, signal, {
        ...given,
        target: args.target,
      }),
    call: (args, clients, context) =>
      spec.call(requestOf(args), clients, { ...context, target: args.target }),
    async settle(intent, session, signal): Promise<Settled> {
      const request = requestOf(intent.args);
      const found = await spec.find?.(
        request,
        new Date(intent.at),
        session,
        signal,
      );
      if (found) return { state: 'happened', outcome: found };
      const observed = await spec.observe(request, session, signal, {
        target: intent.args.target,
        expected: intent.replaces,
      });
      switch (observed.state) {
        case 'holds':
        case 'failed':
          return { state: 'happened' };
        case 'pending':
          // With an id to find, something else is at work; without, it is this call's own doing.
          return spec.find
            ? { state: 'look-again', afterMs: pollMs }
            : { state: 'happened' };
        case 'foreign':
          return { state: 'cannot-tell', why: observed.message };
        default: {
          const age = Date.now() - Date.parse(intent.at);
          return age < lagMs
            ? { state: 'look-again', afterMs: 2_000 }
            : { state: 'did-not' };
        }
      }
    },
    inverse(record) {
      const inverse = spec.inverse?.(requestOf(record.args), record);
      return (
        inverse && {
          api: inverse.api,
          args: { target: targetOf(record.args), request: inverse.request },
        }
      );
    },
  };
}

/** IAM is eventually consistent (IAM User Guide): what was written may not be read at once. */
export const IAM_LAG_MS = 15_000;

/** Whether an error says that the thing is not there. */
export function isNotFound(error: unknown): boolean {
  return (
    isError(error) &&
    [
      'ResourceNotFoundException',
      'NoSuchEntityException',
      'NoSuchEntity',
    ].includes(error.name)
  );
}
