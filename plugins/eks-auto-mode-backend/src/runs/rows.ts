// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonValue } from '@backstage/types';
import type {
  JournalEntry,
  RunState,
  StepKind,
  StepState,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { EffectRecord } from './effect';
import type {
  DrainCounts,
  ListedRun,
  NewEffect,
  NewEntry,
  NewStep,
  RunPatch,
  StepPatch,
  StoredRun,
  StoredStep,
} from './store';

/** Rows as the database holds them, and their way to and from the words of the vocabulary. */

export interface RunRow {
  id: string;
  plan_id: string;
  plan_number: number;
  plan_digest: string;
  cluster_arn: string;
  cluster_name: string;
  state: RunState;
  resume_state: RunState | null;
  undo_to: 'workloads-back' | 'auto-mode-off' | null;
  requested_by: string;
  approved_by: string | null;
  approval_comment: string | null;
  until: StepKind | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  backup_id: string | null;
  blocked: string;
  verification: string | null;
  journal_sequence: number;
}

export interface StepRow {
  run_id: string;
  step_id: string;
  position: number;
  kind: StepKind;
  title: string;
  source: string | null;
  state: StepState;
  started_at: string | null;
  ended_at: string | null;
  since: string | null;
  message: string | null;
  progress_done: number | null;
  progress_total: number | null;
  min_seconds: number;
  max_seconds: number;
  skip_reason: string | null;
  blocked: string | null;
  gate: string | null;
  gate_opened_by: string | null;
  gate_opened_at: string | null;
  failures: number;
  evicted: number;
  refused: number;
  memory: string;
}

/** A step as lists read it: what a drain of thousands of pods remembers is large. */
export type ListedStepRow = Omit<StepRow, 'memory'>;

export const LISTED_STEP = [
  'run_id',
  'step_id',
  'position',
  'kind',
  'title',
  'source',
  'state',
  'started_at',
  'ended_at',
  'since',
  'message',
  'progress_done',
  'progress_total',
  'min_seconds',
  'max_seconds',
  'skip_reason',
  'blocked',
  'gate',
  'gate_opened_by',
  'gate_opened_at',
  'failures',
  'evicted',
  'refused',
] as const satisfies readonly (keyof ListedStepRow)[];

export interface EntryRow {
  run_id: string;
  sequence: number;
  at: string;
  step_id: string | null;
  type: JournalEntry['type'];
  actor: string | null;
  message: string;
  effect_id: string | null;
  data: string | null;
}

export interface EffectRow {
  effect_id: string;
  run_id: string;
  step_id: string;
  sequence: number;
  cluster_arn: string;
  api: string;
  object: string;
  change_id: string | null;
  undoes: string | null;
  args: string;
  replaces: string;
  token: string;
  at: string;
  state: EffectRecord['state'];
  outcome: string | null;
}

const json = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value);

/** Leaves out what is not set, so that an object reads as its type says: absent, not undefined. */
function given<T extends object>(object: T): T {
  for (const key of Object.keys(object) as (keyof T)[]) {
    if (object[key] === undefined || object[key] === null) delete object[key];
  }
  return object;
}

function stepFromRow(row: ListedStepRow): Omit<StoredStep, 'memory'> {
  return given<Omit<StoredStep, 'memory'>>({
    id: row.step_id,
    kind: row.kind,
    title: row.title,
    source: row.source ?? undefined,
    state: row.state,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    since: row.since ?? undefined,
    message: row.message ?? undefined,
    progress:
      row.progress_total === null
        ? undefined
        : { done: row.progress_done ?? 0, total: row.progress_total },
    predicted: { minSeconds: row.min_seconds, maxSeconds: row.max_seconds },
    skipReason: row.skip_reason ?? undefined,
    blocked: row.blocked ? JSON.parse(row.blocked) : undefined,
    gate: row.gate ? JSON.parse(row.gate) : undefined,
    gateOpenedBy: row.gate_opened_by ?? undefined,
    gateOpenedAt: row.gate_opened_at ?? undefined,
    failures: row.failures,
  });
}

export function runFromRows(row: RunRow, steps: StepRow[]): StoredRun {
  return {
    ...runFromRow(row),
    steps: steps.map(step => ({
      ...stepFromRow(step),
      memory: JSON.parse(step.memory),
    })),
  };
}

export function listedRunFromRows(
  row: RunRow,
  steps: ListedStepRow[],
): ListedRun {
  return {
    ...runFromRow(row),
    steps: steps.map(step => ({
      ...stepFromRow(step),
      evicted: step.evicted,
      refused: step.refused,
    })),
  };
}

function runFromRow(row: RunRow): Omit<StoredRun, 'steps'> {
  return given<Omit<StoredRun, 'steps'>>({
    id: row.id,
    planId: row.plan_id,
    planNumber: row.plan_number,
    planDigest: row.plan_digest,
    clusterArn: row.cluster_arn,
    clusterName: row.cluster_name,
    state: row.state,
    resumeState: row.resume_state ?? undefined,
    undoTo: row.undo_to ?? undefined,
    requestedBy: row.requested_by,
    approvedBy: row.approved_by ?? undefined,
    approvalComment: row.approval_comment ?? undefined,
    until: row.until ?? undefined,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    blockedBy: JSON.parse(row.blocked),
    backupId: row.backup_id ?? undefined,
    verification: row.verification ? JSON.parse(row.verification) : undefined,
  });
}

export function newStepToRow(
  runId: string,
  step: NewStep,
  position: number,
): Omit<
  StepRow,
  | 'started_at'
  | 'ended_at'
  | 'since'
  | 'message'
  | 'progress_done'
  | 'progress_total'
  | 'blocked'
  | 'gate_opened_by'
  | 'gate_opened_at'
  | 'failures'
  | 'evicted'
  | 'refused'
  | 'memory'
> {
  return {
    run_id: runId,
    step_id: step.id,
    position,
    kind: step.kind,
    title: step.title,
    source: step.source ?? null,
    state: step.state,
    min_seconds: Math.round(step.predicted.minSeconds),
    max_seconds: Math.round(step.predicted.maxSeconds),
    skip_reason: step.skipReason ?? null,
    gate: json(step.gate),
  };
}

export function runPatchToRow(patch: RunPatch): Partial<RunRow> {
  const row: Partial<RunRow> = {};
  if (patch.state !== undefined) row.state = patch.state;
  if (patch.resumeState !== undefined) row.resume_state = patch.resumeState;
  if (patch.undoTo !== undefined) row.undo_to = patch.undoTo;
  if (patch.startedAt !== undefined) row.started_at = patch.startedAt;
  if (patch.endedAt !== undefined) row.ended_at = patch.endedAt;
  if (patch.backupId !== undefined) row.backup_id = patch.backupId;
  if (patch.blockedBy !== undefined)
    row.blocked = JSON.stringify(patch.blockedBy);
  if (patch.verification !== undefined)
    row.verification = JSON.stringify(patch.verification);
  return row;
}

export function stepPatchToRow(patch: StepPatch): Partial<StepRow> {
  const row: Partial<StepRow> = {};
  if (patch.state !== undefined) row.state = patch.state;
  if (patch.startedAt !== undefined) row.started_at = patch.startedAt;
  if (patch.endedAt !== undefined) row.ended_at = patch.endedAt;
  if (patch.since !== undefined) row.since = patch.since;
  if (patch.message !== undefined) row.message = patch.message;
  if (patch.progress !== undefined) {
    row.progress_done = patch.progress?.done ?? null;
    row.progress_total = patch.progress?.total ?? null;
  }
  if (patch.skipReason !== undefined) row.skip_reason = patch.skipReason;
  if (patch.blocked !== undefined) row.blocked = json(patch.blocked);
  if (patch.gateOpenedBy !== undefined) row.gate_opened_by = patch.gateOpenedBy;
  if (patch.gateOpenedAt !== undefined) row.gate_opened_at = patch.gateOpenedAt;
  if (patch.failures !== undefined) row.failures = patch.failures;
  if (patch.memory !== undefined) {
    row.memory = JSON.stringify(patch.memory);
    Object.assign(row, drainCounts(patch.memory.view));
  }
  return row;
}

/** What a drain recorded of itself; nothing for steps that are none. */
function drainCounts(view: JsonValue | undefined): DrainCounts {
  const count = (field: keyof DrainCounts) => {
    const value =
      typeof view === 'object' && view !== null && !Array.isArray(view)
        ? view[field]
        : undefined;
    return typeof value === 'number' ? value : 0;
  };
  return { evicted: count('evicted'), refused: count('refused') };
}

export function entryToRow(
  runId: string,
  sequence: number,
  entry: NewEntry,
): EntryRow {
  return {
    run_id: runId,
    sequence,
    at: entry.at,
    step_id: entry.stepId ?? null,
    type: entry.type,
    actor: entry.actor ?? null,
    message: entry.message,
    effect_id: entry.effectId ?? null,
    data: json(entry.data),
  };
}

export function entryFromRow(row: EntryRow): JournalEntry {
  return given<JournalEntry>({
    runId: row.run_id,
    sequence: row.sequence,
    at: row.at,
    stepId: row.step_id ?? undefined,
    type: row.type,
    actor: row.actor ?? undefined,
    message: row.message,
    effectId: row.effect_id ?? undefined,
    data: row.data ? JSON.parse(row.data) : undefined,
  });
}

export function effectToRow(
  runId: string,
  clusterArn: string,
  sequence: number,
  effect: NewEffect,
): EffectRow {
  return {
    effect_id: effect.effectId,
    run_id: runId,
    step_id: effect.stepId,
    sequence,
    cluster_arn: clusterArn,
    api: effect.api,
    object: effect.object,
    change_id: effect.changeId ?? null,
    undoes: effect.undoes ?? null,
    args: JSON.stringify(effect.args),
    replaces: JSON.stringify(effect.replaces ?? null),
    token: effect.token,
    at: effect.at,
    state: 'open',
    outcome: null,
  };
}

export function effectFromRow(row: EffectRow): EffectRecord {
  return {
    effectId: row.effect_id,
    runId: row.run_id,
    stepId: row.step_id,
    api: row.api,
    object: row.object,
    ...(row.change_id === null ? {} : { changeId: row.change_id }),
    ...(row.undoes === null ? {} : { undoes: row.undoes }),
    args: JSON.parse(row.args),
    replaces: JSON.parse(row.replaces),
    token: row.token,
    at: row.at,
    state: row.state,
    ...(row.outcome === null ? {} : { outcome: JSON.parse(row.outcome) }),
  };
}
