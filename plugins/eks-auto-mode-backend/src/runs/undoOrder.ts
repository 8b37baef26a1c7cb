// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Run,
  StepKind,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { StoredRun, StoredStep } from './store';

/** Steps whose undo brings the workloads back to the old nodes. The rest prepares Auto Mode. */
const MOVES: ReadonlySet<StepKind> = new Set<StepKind>([
  'node-pools',
  'canary',
  'quiet-autoscalers',
  'drain',
  'shrink',
  'soak',
  'release',
  'clean-up',
  'verify',
]);

/** Steps that change nothing, or nothing that can be taken back. */
const NOTHING: ReadonlySet<StepKind> = new Set<StepKind>([
  'preflight',
  'backup',
  'authentication-mode',
  'definition-owner',
  'retire',
  'soak',
  'verify',
]);

const touched = (step: StoredStep) =>
  step.startedAt !== undefined && step.state !== 'skipped';

/**
 * The steps to take back, in order: the plan's, backwards, so that sizes come back and nodes are
 * uncordoned before pools are closed and drained. One exception: autoscalers are woken last of what
 * moves workloads, since an awake one would scale the old groups while Auto nodes are drained.
 */
export function undoOrder(
  run: StoredRun,
  undoTo: NonNullable<Run['undoTo']>,
): StoredStep[] {
  const backwards = [...run.steps]
    .reverse()
    .filter(step => touched(step) && !NOTHING.has(step.kind));
  const moves = backwards.filter(step => MOVES.has(step.kind));
  const order = [
    ...moves.filter(step => step.kind !== 'quiet-autoscalers'),
    ...moves.filter(step => step.kind === 'quiet-autoscalers'),
  ];
  return undoTo === 'workloads-back'
    ? order
    : [...order, ...backwards.filter(step => !MOVES.has(step.kind))];
}

/** The step that a run stands at; undefined where nothing is left. */
export function currentStep(run: StoredRun): StoredStep | undefined {
  return run.undoTo === undefined
    ? run.steps.find(step => step.state !== 'done' && step.state !== 'skipped')
    : undoOrder(run, run.undoTo).find(step => step.state !== 'undone');
}
