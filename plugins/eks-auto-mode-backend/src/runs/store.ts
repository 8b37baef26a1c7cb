// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  Blocked,
  JournalEntry,
  Plan,
  Run,
  RunState,
  RunStep,
  StepState,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { EffectRecord } from './effect';

/** A step with what only the engine needs. */
export interface StoredStep extends RunStep {
  /** Started or last retried: deadlines count from here. ISO 8601. */
  since?: string;
  gateOpenedBy?: string;
  gateOpenedAt?: string;
  /** Failures in a row; throttling is none. */
  failures: number;
  /** Small facts of the step that survive a crash. */
  memory: Record<string, JsonValue>;
}

export interface StoredRun extends Run {
  steps: StoredStep[];
  /** What a paused run goes back to. */
  resumeState?: RunState;
}

/** A run as lists have it: what its drains counted, without all that its steps remember. */
export interface ListedRun extends Run {
  steps: (Omit<StoredStep, 'memory'> & DrainCounts)[];
  resumeState?: RunState;
}

/** What a step that drains has counted; 0 for others. */
export interface DrainCounts {
  evicted: number;
  /** Evictions that a budget refused. */
  refused: number;
}

/** A step of a run that is about to be written for the first time. */
export type NewStep = Pick<
  StoredStep,
  'id' | 'kind' | 'title' | 'source' | 'predicted' | 'gate' | 'skipReason'
> & { state: StepState };

export type NewRun = Omit<
  Run,
  'steps' | 'blockedBy' | 'startedAt' | 'endedAt' | 'backupId' | 'verification'
> & { steps: NewStep[] };

export type NewEntry = Omit<JournalEntry, 'runId' | 'sequence'>;

/** An intent as it is written; its state is `open`. */
export type NewEffect = Omit<EffectRecord, 'runId' | 'state' | 'outcome'>;

export interface Settlement {
  effectId: string;
  state: 'happened' | 'did-not';
  outcome?: JsonValue;
}

/** Fields that a commit sets; `null` empties one. */
export interface RunPatch {
  state?: RunState;
  resumeState?: RunState | null;
  undoTo?: Run['undoTo'];
  startedAt?: string;
  endedAt?: string | null;
  backupId?: string;
  blockedBy?: Blocked[];
  verification?: Run['verification'];
}

export interface StepPatch {
  state?: StepState;
  startedAt?: string;
  endedAt?: string | null;
  since?: string;
  message?: string | null;
  progress?: { done: number; total: number } | null;
  skipReason?: string;
  blocked?: Blocked[] | null;
  gateOpenedBy?: string;
  gateOpenedAt?: string;
  failures?: number;
  memory?: Record<string, JsonValue>;
}

/**
 * Everything that changes about a run at one moment. It is written wholly or not at all.
 */
export interface Commit {
  /**
   * The claim under which it is written. A commit of somebody whose claim was taken over is refused
   * with a {@link LeaseLostError}; a person's command has none.
   */
  fence?: number;
  /** Refused with a ConflictError where the run is in another state. */
  ifState?: RunState[];
  run?: RunPatch;
  /**
   * The run patch is left out where the run is no longer in this state: a person commanded something
   * else while a reconcile was at work, and the person's word stands.
   */
  runWhenState?: RunState;
  steps?: Record<string, StepPatch>;
  entries?: NewEntry[];
  /** Intents; each gets an `intent` entry of its own in the journal. */
  open?: { effect: NewEffect; message: string }[];
  /** Outcomes; each gets an `outcome` entry. */
  settle?: (Settlement & { stepId: string; message: string; at: string })[];
  /** When the run is to be reconciled next; null: not before a command. */
  dueInMs?: number | null;
  /** True: no new call may begin (paused, aborted). */
  stopped?: boolean;
}

export interface EffectFilter {
  stepId?: string;
  api?: string;
  state?: EffectRecord['state'];
}

/** Which runs. */
export interface RunFilter {
  clusterArns?: readonly string[];
  states?: readonly RunState[];
  active?: boolean;
}

/** The record of plans and runs. */
export interface RunsStore {
  /** @returns the plan with its number; the caller's `number` is not looked at. */
  addPlan(plan: Plan): Promise<Plan>;
  getPlan(id: string): Promise<Plan | undefined>;
  /** How many pods of a service each of these plans moves; those that move none are left out. */
  podsOfService(
    componentRef: string,
    planIds: readonly string[],
  ): Promise<Map<string, number>>;
  listPlans(
    clusterArn: string,
    page: { limit: number; before?: number },
  ): Promise<Plan[]>;
  /** @throws ConflictError naming the run that is active on this cluster. */
  addRun(run: NewRun, entries: NewEntry[]): Promise<StoredRun>;
  getRun(id: string): Promise<StoredRun | undefined>;
  /** Newest first. */
  listRuns(
    filter: RunFilter,
    page: { limit: number; offset?: number },
  ): Promise<ListedRun[]>;
  commit(runId: string, commit: Commit): Promise<void>;
  /** Entries after `sequence`, oldest first. */
  journal(
    runId: string,
    page: { after: number; limit: number },
  ): Promise<JournalEntry[]>;
  /** Oldest first. */
  effects(runId: string, filter?: EffectFilter): Promise<EffectRecord[]>;
}

/** Another replica took the run over: whatever this one still believes, it must not act. */
export class LeaseLostError extends Error {
  constructor(readonly runId: string) {
    super(`The claim on run ${runId} was taken over`);
    this.name = 'LeaseLostError';
  }
}

/** The run without what only the engine needs. */
export function toRun(stored: StoredRun): Run {
  const { resumeState: _, steps, ...run } = stored;
  return {
    ...run,
    steps: steps.map(
      ({
        memory: _memory,
        failures: _failures,
        since: _since,
        gateOpenedBy: _by,
        gateOpenedAt: _at,
        ...step
      }) => step,
    ),
  };
}

/** A JSON object, or a failure that names what should have been one. */
export function asObject(
  value: JsonValue | undefined,
  what: string,
): JsonObject {
  if (
    value === undefined ||
    value === null ||
    typeof value !== 'object' ||
    Array.isArray(value)
  ) {
    throw new Error(`${what} is not an object`);
  }
  return value;
}
