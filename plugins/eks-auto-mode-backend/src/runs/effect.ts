// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type { Change } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { ClusterSession } from '../clusters/session';

/**
 * What became of an intent, found out by reading.
 */
export type Settled =
  | { state: 'happened'; outcome?: JsonValue }
  | { state: 'did-not' }
  /** What was read may be older than the call (IAM, access entries): look again later. */
  | { state: 'look-again'; afterMs: number }
  | { state: 'cannot-tell'; why: string };

/**
 * One kind of mutating call. An effect is data (`args`) plus its kind, so that another replica can
 * settle, and undo, what this one began.
 *
 * Invariants: `call` makes exactly one mutating request; `settle` only reads.
 */
export interface EffectKind<A extends JsonObject = JsonObject> {
  /** `eks:UpdateClusterConfig`, `kubernetes:evict` …: the `api` of the change it belongs to. */
  readonly api: string;
  /** What is mutated. No new effect begins on an object while an intent on it is open. */
  object(args: A): string;
  /** The target as the plan and the session's permit write it; {@link EffectKind.object} by default. */
  target?(args: A): string;
  /** Of one batch, calls of the same lane are made one after the other; all side by side by default. */
  lane?(args: A): string;
  /** Compared with an exact change's `request`; ignored for scoped changes. */
  request(args: A): JsonValue;
  /** A line for the journal. */
  describe(args: A): string;
  /** @returns what later steps or an undo need (an update id, a created ARN). */
  call(
    args: A,
    session: ReturnType<ClusterSession['mutating']>,
    context: { token: string; signal: AbortSignal },
  ): Promise<JsonValue | undefined>;
  settle(
    intent: Intent<A>,
    session: ClusterSession,
    signal: AbortSignal,
  ): Promise<Settled>;
  /** The call that takes a happened one back; undefined where nothing is to be taken back. */
  inverse?(record: EffectRecord): { api: string; args: JsonObject } | undefined;
}

/** What the journal keeps before a call is made. */
export interface Intent<A extends JsonObject = JsonObject> {
  effectId: string;
  runId: string;
  stepId: string;
  api: string;
  object: string;
  args: A;
  /** The value that the call replaces: what an undo puts back. */
  replaces: JsonValue;
  /** {@link Change.id} of the planned change that this call belongs to. */
  changeId?: string;
  /** For a call of an undo: the effect that it takes back. */
  undoes?: string;
  /** The idempotency token of the call; derives from run, step and effect. */
  token: string;
  at: string;
}

/** An intent with its outcome, as an undo reads it. */
export interface EffectRecord extends Intent {
  state: 'open' | 'happened' | 'did-not';
  outcome?: JsonValue;
}

/** One call that a step asks for. */
export interface Call<A extends JsonObject = JsonObject> {
  args: A;
  /** What the plan says about it, or the effect that it takes back. */
  because: { change: Change } | { undoes: EffectRecord };
  replaces: JsonValue;
}

/** What `perform` tells a step. */
export type Performed =
  | { state: 'happened'; outcome?: JsonValue }
  /** The call failed and did not change anything. */
  | {
      state: 'failed';
      error: {
        name: string;
        message: string;
        status?: number;
        retry: 'throttled' | 'transient' | 'never';
        retryAfterSeconds?: number;
      };
    }
  /** Whether it happened is not known yet; the next reconcile settles it. */
  | { state: 'open' };
