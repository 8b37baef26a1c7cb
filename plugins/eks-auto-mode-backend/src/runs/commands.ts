// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import type { RunState } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { EffectRecord } from './effect';
import type { Commit, NewEntry, StepPatch, StoredRun } from './store';
import { currentStep } from './undoOrder';

/** What a person can ask of a run. */
export type RunCommand =
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'abort'; reason?: string }
  | { type: 'retry' }
  | { type: 'skip'; stepId: string; reason: string }
  | { type: 'undo'; undoTo: 'workloads-back' | 'auto-mode-off' }
  /** The separate approval that lets old capacity go; all waiting retirements without `stepId`. */
  | { type: 'approve-retire'; digest: string; stepId?: string }
  | { type: 'acknowledge'; stepId: string };

const WORKING: RunState[] = ['running', 'waiting', 'undoing'];

/** Steps whose leaving out would take away a ground that others stand on. */
const NEVER_SKIPPED = new Set(['preflight', 'backup']);

interface Circumstances {
  actor: string;
  at: string;
  separateApprover: boolean;
  /** Read for an undo only. */
  effects: EffectRecord[];
}

/**
 * What a command writes. Pure; the store refuses it where the run has moved on meanwhile.
 *
 * @throws ConflictError where the run is not in a state for it, InputError where it names something
 * that is not there, NotAllowedError where this person may not.
 */
export function applyCommand(
  run: StoredRun,
  command: RunCommand,
  { actor, at, separateApprover, effects }: Circumstances,
): Commit {
  const entry = (
    type: NewEntry['type'],
    message: string,
    stepId?: string,
  ): NewEntry => ({
    at,
    type,
    actor,
    message,
    ...(stepId === undefined ? {} : { stepId }),
  });
  const inState = (...states: RunState[]) => {
    if (!states.includes(run.state)) {
      throw new ConflictError(
        `Run ${run.id} is ${run.state}; ${
          command.type
        } can be asked only of a run that is ${states.join(' or ')}`,
      );
    }
    return { ifState: [run.state], dueInMs: 0 };
  };
  const working: RunState = run.undoTo === undefined ? 'running' : 'undoing';
  const stepAgain: StepPatch = {
    state: run.undoTo === undefined ? 'running' : 'undoing',
    since: at,
    failures: 0,
    blocked: null,
    message: null,
  };
  switch (command.type) {
    case 'pause':
      return {
        ...inState(...WORKING, 'blocked'),
        run: { state: 'paused', resumeState: run.state },
        stopped: true,
        entries: [entry('paused', 'Paused; no new call begins')],
      };
    case 'resume':
      return {
        ...inState('paused'),
        run: { state: run.resumeState ?? working, resumeState: null },
        stopped: false,
        entries: [entry('resumed', 'Resumed')],
      };
    case 'abort':
      return {
        ...inState(...WORKING, 'blocked', 'paused'),
        run: { state: 'aborted', endedAt: at },
        stopped: true,
        entries: [
          entry(
            'aborted',
            command.reason
              ? `Aborted: ${command.reason}. What was done stays as it is`
              : 'Aborted. What was done stays as it is',
          ),
        ],
      };
    case 'retry': {
      const step = currentStep(run);
      return {
        ...inState('blocked'),
        run: { state: working, blockedBy: [] },
        ...(step
          ? {
              steps: {
                [step.id]:
                  step.startedAt === undefined
                    ? { ...stepAgain, state: 'pending' }
                    : stepAgain,
              },
            }
          : {}),
        entries: [entry('retried', 'Asked for another try', step?.id)],
      };
    }
    case 'skip': {
      const step = run.steps.find(each => each.id === command.stepId);
      if (!step)
        throw new InputError(`Run ${run.id} has no step ${command.stepId}`);
      if (command.reason.trim() === '')
        throw new InputError('To skip a step a reason is needed');
      if (run.undoTo !== undefined && currentStep(run)?.id === step.id) {
        return {
          ...inState('blocked'),
          run: { state: working, blockedBy: [] },
          steps: {
            [step.id]: {
              state: 'undone',
              skipReason: command.reason,
              blocked: null,
            },
          },
          entries: [
            entry(
              'skipped',
              `Left as it is: ${step.title}. ${command.reason}`,
              step.id,
            ),
          ],
        };
      }
      if (step.state === 'done' || step.state === 'skipped')
        throw new ConflictError(`Step ${step.id} is ${step.state} already`);
      if (NEVER_SKIPPED.has(step.kind))
        throw new NotAllowedError(
          `Step ${step.id} cannot be skipped: everything after it stands on it`,
        );
      return {
        ...inState('blocked', 'waiting', 'paused'),
        run: {
          ...(run.state === 'paused' ? {} : { state: working }),
          blockedBy: [],
        },
        steps: {
          [step.id]: {
            state: 'skipped',
            skipReason: command.reason,
            endedAt: at,
            blocked: null,
          },
        },
        entries: [
          entry('skipped', `Skipped ${step.title}: ${command.reason}`, step.id),
        ],
      };
    }
    case 'undo': {
      const retired = effects.find(
        effect =>
          effect.api === 'eks:DeleteNodegroup' && effect.state === 'happened',
      );
      if (retired) {
        throw new ConflictError(
          `${retired.object} was retired in this run; there is nothing to bring workloads back to. Re-create the group from the backup first`,
        );
      }
      return {
        ...inState(
          ...WORKING,
          'blocked',
          'paused',
          'done',
          'aborted',
          'undone',
        ),
        run: {
          state: 'undoing',
          undoTo: command.undoTo,
          resumeState: null,
          endedAt: null,
          blockedBy: [],
        },
        stopped: false,
        entries: [
          entry(
            'undo-requested',
            command.undoTo === 'workloads-back'
              ? 'Asked to bring the workloads back'
              : 'Asked to bring the workloads back and to switch Auto Mode off',
          ),
        ],
      };
    }
    case 'approve-retire': {
      const state = inState('waiting');
      if (command.digest !== run.planDigest)
        throw new InputError(
          `What was approved is not this run's plan: its digest is ${run.planDigest}`,
        );
      if (separateApprover && actor === run.requestedBy)
        throw new NotAllowedError(
          `${actor} asked for this run; somebody else has to approve the retirement`,
        );
      const steps = run.steps.filter(
        step =>
          step.gate?.type === 'approval' &&
          step.gateOpenedBy === undefined &&
          (command.stepId === undefined || command.stepId === step.id),
      );
      if (!steps.some(step => step.id === currentStep(run)?.id))
        throw new ConflictError(
          `Run ${run.id} does not wait for this approval`,
        );
      return {
        ...state,
        steps: Object.fromEntries(
          steps.map(step => [
            step.id,
            { gateOpenedBy: actor, gateOpenedAt: at },
          ]),
        ),
        entries: steps.map(step =>
          entry('approved', `Approved: ${step.title}`, step.id),
        ),
      };
    }
    case 'acknowledge': {
      const step = run.steps.find(each => each.id === command.stepId);
      if (step?.gate?.type !== 'acknowledge')
        throw new InputError(
          `Step ${command.stepId} of run ${run.id} has nothing to acknowledge`,
        );
      return {
        ...inState(...WORKING, 'blocked', 'paused'),
        steps: { [step.id]: { gateOpenedBy: actor, gateOpenedAt: at } },
        entries: [
          entry('approved', `Acknowledged: ${step.gate.what}`, step.id),
        ],
      };
    }
    default:
      throw new InputError('Unknown command');
  }
}
