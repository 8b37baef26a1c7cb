// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonValue } from '@backstage/types';
import type { KubernetesSubject } from './subject';
import type { Gate, StepKind } from './plan';

/**
 * Where a run is. `waiting` stands at a gate, `blocked` needs a decision of a person.
 * @public
 */
export type RunState =
  | 'running'
  | 'waiting'
  | 'blocked'
  | 'paused'
  | 'undoing'
  | 'done'
  | 'undone'
  | 'aborted';

/** @public */
export type StepState =
  | 'pending'
  | 'waiting'
  | 'running'
  | 'blocked'
  | 'done'
  | 'skipped'
  | 'undoing'
  | 'undone';

/**
 * Why a run does not go on, with whose it is where that is known.
 * @public
 */
export interface Blocked {
  /** One sentence: what failed. */
  what: string;
  /** What is true now. */
  now: string;
  /** What a person can do. */
  remedy: string;
  subject?: KubernetesSubject | { arn: string };
  owner?: string;
  code?: string;
}

/** @public */
export interface RunStep {
  id: string;
  kind: StepKind;
  title: string;
  source?: string;
  state: StepState;
  startedAt?: string;
  endedAt?: string;
  message?: string;
  progress?: { done: number; total: number };
  predicted: { minSeconds: number; maxSeconds: number };
  skipReason?: string;
  blocked?: Blocked[];
  gate?: Gate;
}

/**
 * One line of the table before and after: what *verify* looked at.
 * @public
 */
export interface VerificationRow {
  what: string;
  before: string;
  after: string;
  holds: boolean;
}

/** @public */
export interface Run {
  id: string;
  planId: string;
  planNumber: number;
  planDigest: string;
  clusterArn: string;
  clusterName: string;
  state: RunState;
  /** Where an undo ends. */
  undoTo?: 'workloads-back' | 'auto-mode-off';
  requestedBy: string;
  approvedBy?: string;
  approvalComment?: string;
  until?: StepKind;
  createdAt: string;
  startedAt?: string;
  endedAt?: string;
  steps: RunStep[];
  blockedBy: Blocked[];
  backupId?: string;
  verification?: { rows: VerificationRow[] };
}

/**
 * One line of a run's append-only record.
 * @public
 */
export interface JournalEntry {
  runId: string;
  /** 1, 2, 3 … per run, without a gap. */
  sequence: number;
  at: string;
  stepId?: string;
  type:
    | 'requested'
    | 'approved'
    | 'step-started'
    | 'step-done'
    | 'step-undone'
    | 'intent'
    | 'outcome'
    | 'message'
    | 'blocked'
    | 'retried'
    | 'skipped'
    | 'paused'
    | 'resumed'
    | 'aborted'
    | 'undo-requested'
    | 'notified'
    | 'ended';
  /** Entity reference of the person, or absent for what the run did by itself. */
  actor?: string;
  message: string;
  /** For `intent` and `outcome`: the effect they belong to. */
  effectId?: string;
  data?: JsonValue;
}
