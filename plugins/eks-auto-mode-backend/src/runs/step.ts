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
  StepState,
  VerificationRow,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Inventory,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { ClusterSession } from '../clusters/session';
import type { Call, EffectKind, EffectRecord, Performed } from './effect';

/** What one short reconcile of a step came to. */
export type Reconciled =
  | { state: 'done'; message?: string }
  | {
      state: 'again';
      afterMs: number;
      message: string;
      progress?: { done: number; total: number };
      /** What holds up a part of it while the rest goes on; shown live. */
      blocked?: Blocked[];
    }
  | { state: 'blocked'; blocked: Blocked[] };

export interface OwnedSubject {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
  labels?: Record<string, string>;
}

/** The storage that a pod's claims resolve to, as it is now. */
export interface ClusterStorage {
  claims: PersistentVolumeClaim[];
  volumes: PersistentVolume[];
  classes: StorageClass[];
}

/** Whether a pod, as it is now, has a place on one of the planned pools. */
export type PodFits = (
  plan: Plan,
  pod: Pod,
  storage: ClusterStorage,
) => { fits: true } | { fits: false; reason: string };

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
  /** When the step began, or a person last asked for a retry: deadlines count from here. */
  readonly since: Date;
  /** Where an undo of the run ends; absent while the run goes forward. */
  readonly undoTo?: 'workloads-back' | 'auto-mode-off';
  now(): Date;
  /** A fresh inventory of the parts that placement and verify need, read under the assess role. */
  inventory(): Promise<Inventory>;
  backups: StepBackups;
  podFits: PodFits;
  /** Findings of the plan that were accepted and still are: `<code> <subject key>`. */
  accepted(): Promise<ReadonlySet<string>>;
  /** How the basis of the plan differs from the cluster as it is now, in words. */
  drift(): Promise<string[]>;
  /** The plan's blockers that no exception covers now. */
  unexcepted(): Promise<Plan['blockedBy']>;
  /** Resolves an owner to show beside a blocked object. */
  ownerOf(subject: OwnedSubject): Promise<string | undefined>;
  /** Small facts of this step that survive a crash (readiness before the first cordon …). */
  recall<T extends JsonValue>(key: string): T | undefined;
  remember(key: string, value: JsonValue): Promise<void>;
  /** How far another step of this run is; undefined where the plan has none. */
  stepState(stepId: string): StepState | undefined;
  /** Facts that another step of this run remembered. */
  recallOf(stepId: string, key: string): JsonValue | undefined;
  /** Journals the intent, renews the lease, makes the call, journals the outcome. */
  perform<A extends JsonObject>(
    kind: EffectKind<A>,
    args: A,
    options:
      | { change: Change; replaces: JsonValue }
      | { undoes: EffectRecord; replaces: JsonValue },
  ): Promise<Performed>;
  /** The same for calls that are made at once. */
  performAll<A extends JsonObject>(
    kind: EffectKind<A>,
    calls: Call<A>[],
  ): Promise<Performed[]>;
  /** All effects of this run, oldest first; `stepId` narrows to one step. */
  effects(filter?: {
    stepId?: string;
    api?: string;
    state?: EffectRecord['state'];
  }): Promise<EffectRecord[]>;
  effectKind(api: string): EffectKind | undefined;
  /** A line in the journal that people read. */
  say(message: string, data?: JsonValue): Promise<void>;
  /** The backup that this run stands on. */
  useBackup(backupId: string): Promise<void>;
  /** The table before and after. */
  verified(rows: VerificationRow[]): Promise<void>;
}

/** What the backup step needs of the backups room. */
export interface StepBackups {
  /**
   * Starts one for this run, once; calling again returns the same. One that came to nothing before
   * `since` is left behind and another started.
   */
  ensure(runId: string, clusterArn: string, since?: Date): Promise<Backup>;
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

/** A step stands before something that only a person can decide. */
export class BlockedError extends Error {
  constructor(readonly blocked: Blocked[]) {
    super(blocked.map(each => each.what).join('; '));
    this.name = 'BlockedError';
  }
}
