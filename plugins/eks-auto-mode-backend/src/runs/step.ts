// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  Backup,
  Blocked,
  Change,
  Plan,
  PlanStep,
  StepKind,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { ClusterSession } from '../clusters/session';
import type { EffectKind, EffectRecord, Performed } from './effect';

/** What one short reconcile of a step came to. */
export type Reconciled =
  | { state: 'done'; message?: string }
  | { state: 'again'; afterMs: number; message: string; progress?: { done: number; total: number } }
  | { state: 'blocked'; blocked: Blocked[] };

/**
 * What a step sees of its run. Nothing of it outlives a reconcile but what was journalled.
 */
export interface StepContext {
  readonly runId: string;
  readonly clusterArn: string;
  readonly clusterName: string;
  readonly plan: Plan;
  readonly step: PlanStep;
  /** Reads only; under the migrate role. */
  readonly session: ClusterSession;
  readonly signal: AbortSignal;
  now(): Date;
  /** A fresh inventory of the parts that placement and verify need, read under the assess role. */
  inventory(): Promise<Inventory>;
  backups: StepBackups;
  /** Resolves an owner to show beside a blocked object. */
  ownerOf(subject: { apiVersion: string; kind: string; namespace?: string; name: string; labels?: Record<string, string> }): Promise<string | undefined>;
  /** Small facts of this step that survive a crash (readiness before the first cordon …). */
  recall<T extends JsonValue>(key: string): T | undefined;
  remember(key: string, value: JsonValue): Promise<void>;
  /** Journals the intent, renews the lease, makes the call, journals the outcome. */
  perform<A extends JsonObject>(
    kind: EffectKind<A>,
    args: A,
    options: { change: Change; replaces: JsonValue },
  ): Promise<Performed>;
  /** All effects of this run, oldest first; `stepId` narrows to one step. */
  effects(filter?: { stepId?: string; api?: string }): Promise<EffectRecord[]>;
  /** A line in the journal that people read. */
  say(message: string, data?: JsonValue): Promise<void>;
}

/** What the backup step needs of the backups room. */
export interface StepBackups {
  /** Starts one for this run, once; calling again returns the same. */
  ensure(runId: string, clusterArn: string): Promise<Backup>;
  latestVerified(clusterArn: string): Promise<Backup | undefined>;
}

/**
 * One part of a run. `reconcile` observes the world, decides, makes at most one batch of idempotent
 * changes and returns; it never sleeps. `undo` takes back only what the journal says this run did.
 */
export interface Step {
  readonly kind: StepKind;
  reconcile(context: StepContext): Promise<Reconciled>;
  undo(context: StepContext): Promise<Reconciled>;
}
