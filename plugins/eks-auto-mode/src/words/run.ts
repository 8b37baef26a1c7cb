// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { count } from './amounts';
import type { Tone } from './readiness';

export const runStateWords: Record<
  api.RunState,
  { word: string; tone: Tone; means: string }
> = {
  running: {
    word: 'Running',
    tone: 'info',
    means: 'It works by itself. You can close this page.',
  },
  waiting: {
    word: 'Waiting',
    tone: 'warning',
    means: 'It stands at a gate: an approval, a window or a soak.',
  },
  blocked: {
    word: 'Blocked',
    tone: 'error',
    means: 'It needs a decision of a person. Nothing changes until then.',
  },
  paused: {
    word: 'Paused',
    tone: 'neutral',
    means: 'Somebody paused it. Nothing changes until it is resumed.',
  },
  undoing: {
    word: 'Undoing',
    tone: 'warning',
    means: 'It takes its changes back, last one first.',
  },
  done: {
    word: 'Done',
    tone: 'ok',
    means: 'Every step is done and the result was verified.',
  },
  undone: {
    word: 'Undone',
    tone: 'neutral',
    means: 'Its changes were taken back.',
  },
  aborted: {
    word: 'Aborted',
    tone: 'neutral',
    means: 'It was stopped where it was; its changes stand.',
  },
};

export const stepStateWords: Record<
  api.StepState,
  { word: string; tone: Tone }
> = {
  pending: { word: 'Not started', tone: 'neutral' },
  waiting: { word: 'Waiting', tone: 'warning' },
  running: { word: 'Running', tone: 'info' },
  blocked: { word: 'Blocked', tone: 'error' },
  done: { word: 'Done', tone: 'ok' },
  skipped: { word: 'Skipped', tone: 'neutral' },
  undoing: { word: 'Undoing', tone: 'warning' },
  undone: { word: 'Undone', tone: 'neutral' },
};

/** What an entry of the journal says happened. */
export const journalWords: Record<api.JournalEntry['type'], string> = {
  requested: 'asked for',
  approved: 'approved',
  'step-started': 'began',
  'step-done': 'done',
  'step-undone': 'taken back',
  intent: 'will',
  outcome: 'outcome',
  message: 'note',
  blocked: 'blocked',
  retried: 'retried',
  skipped: 'skipped',
  paused: 'paused',
  resumed: 'resumed',
  aborted: 'aborted',
  'undo-requested': 'undo asked for',
  notified: 'told',
  ended: 'ended',
};

/** True while a run can still change by itself or by a command. */
export function isActive(state: api.RunState): boolean {
  return state !== 'done' && state !== 'undone' && state !== 'aborted';
}

/** The step at work: the first that stands between pending and an end. */
export function stepAtWork(run: api.Run): api.RunStep | undefined {
  const busy: api.StepState[] = ['running', 'waiting', 'blocked', 'undoing'];
  return run.steps.find(step => busy.includes(step.state));
}

/** What a gate waits for, in words. */
export function gateWords(gate: api.Gate): string {
  switch (gate.type) {
    case 'approval':
      return `waits for an approval: ${gate.what ?? 'what comes next'}`;
    case 'acknowledge':
      return `waits until somebody confirms: ${gate.what ?? 'the edit below'}`;
    case 'window':
      return `waits for its window: ${gate.what ?? 'see the configuration'}`;
    case 'soak':
      return 'soaks: the old capacity is kept while the new one proves itself';
    default:
      return `waits: ${gate.what ?? gate.type}`;
  }
}

/** The first line of a run: what it does now, in one sentence. */
export function runHeadline(run: api.Run): string {
  const step = stepAtWork(run);
  const done = run.steps.filter(
    s => s.state === 'done' || s.state === 'skipped',
  ).length;
  const progress = `${done} of ${count(run.steps.length, 'step')} done`;
  const cluster = run.clusterName;
  switch (run.state) {
    case 'running':
      return step
        ? `${cluster} is being migrated: ${step.title}. ${progress}.`
        : `${cluster} is being migrated. ${progress}.`;
    case 'waiting':
      return step?.gate
        ? `The migration of ${cluster} ${gateWords(step.gate)}. ${progress}.`
        : `The migration of ${cluster} waits. ${progress}.`;
    case 'blocked':
      return `The migration of ${cluster} is blocked: ${
        run.blockedBy[0]?.what ?? step?.message ?? 'see the journal'
      }`;
    case 'paused':
      return `The migration of ${cluster} is paused. ${progress}.`;
    case 'undoing':
      return step
        ? `The migration of ${cluster} is being undone: ${step.title}.`
        : `The migration of ${cluster} is being undone.`;
    case 'done':
      return `${cluster} was migrated to Auto Mode. ${progress}.`;
    case 'undone':
      return `The migration of ${cluster} was undone.`;
    case 'aborted':
      return `The migration of ${cluster} was aborted. ${progress}; what they changed stands.`;
    default:
      return `${cluster}: ${run.state}`;
  }
}

/** Seconds between two moments; the second is now while it goes on. */
export function elapsedSeconds(
  startedAt: string | undefined,
  endedAt: string | undefined,
  now: number = Date.now(),
): number | undefined {
  if (!startedAt) {
    return undefined;
  }
  const end = endedAt ? Date.parse(endedAt) : now;
  return Math.max(0, (end - Date.parse(startedAt)) / 1000);
}
