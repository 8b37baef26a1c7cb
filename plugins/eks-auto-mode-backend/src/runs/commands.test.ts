// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { RunState } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { applyCommand, type RunCommand } from './commands';
import type { EffectRecord } from './effect';
import type { StoredRun, StoredStep } from './store';

const step = (more: Partial<StoredStep>): StoredStep => ({
  id: 'drain',
  kind: 'drain',
  title: 'Drain',
  state: 'running',
  predicted: { minSeconds: 1, maxSeconds: 2 },
  failures: 0,
  memory: {},
  ...more,
});

const run = (state: RunState, more: Partial<StoredRun> = {}): StoredRun => ({
  id: 'r1',
  planId: 'p',
  planNumber: 1,
  planDigest: 'd1',
  clusterArn: 'arn',
  clusterName: 'shop',
  state,
  requestedBy: 'user:default/ann',
  createdAt: '2026-11-21T08:00:00.000Z',
  steps: [step({ startedAt: '2026-11-21T08:00:00.000Z' })],
  blockedBy: [],
  ...more,
});

const apply = (
  of: StoredRun,
  command: RunCommand,
  more: { separateApprover?: boolean; effects?: EffectRecord[] } = {},
) =>
  applyCommand(of, command, {
    actor: 'user:default/ann',
    at: '2026-11-21T09:00:00.000Z',
    separateApprover: false,
    effects: [],
    ...more,
  });

describe('applyCommand', () => {
  it.each<[string, StoredRun, RunCommand, RegExp]>([
    ['resume what runs', run('running'), { type: 'resume' }, /is running/],
    ['pause what is done', run('done'), { type: 'pause' }, /is done/],
    ['retry what waits', run('waiting'), { type: 'retry' }, /is waiting/],
    [
      'skip without a reason',
      run('blocked'),
      { type: 'skip', stepId: 'drain', reason: ' ' },
      /reason/,
    ],
    [
      'skip a step that is not there',
      run('blocked'),
      { type: 'skip', stepId: 'x', reason: 'r' },
      /no step x/,
    ],
    [
      'skip the backup',
      run('blocked', { steps: [step({ id: 'backup', kind: 'backup' })] }),
      { type: 'skip', stepId: 'backup', reason: 'r' },
      /cannot be skipped/,
    ],
    [
      'acknowledge what has no gate',
      run('waiting'),
      { type: 'acknowledge', stepId: 'drain' },
      /nothing to acknowledge/,
    ],
    [
      'approve a retirement that it does not wait for',
      run('waiting'),
      { type: 'approve-retire', digest: 'd1' },
      /does not wait/,
    ],
  ])('refuses to %s', (_, of, command, message) => {
    expect(() => apply(of, command)).toThrow(message);
  });

  it('refuses an undo once a group was retired, and says what is left to do', () => {
    const retired: EffectRecord = {
      effectId: 'e',
      runId: 'r1',
      stepId: 'retire',
      api: 'eks:DeleteNodegroup',
      object: 'arn:…nodegroup/blue',
      args: {},
      replaces: null,
      token: 't',
      at: 'now',
      state: 'happened',
    };
    expect(() =>
      apply(
        run('done'),
        { type: 'undo', undoTo: 'workloads-back' },
        { effects: [retired] },
      ),
    ).toThrow(/Re-create the group from the backup/);
  });

  it('lets only somebody else approve a retirement where that is asked for', () => {
    const waiting = run('waiting', {
      steps: [
        step({
          id: 'retire',
          kind: 'retire',
          state: 'waiting',
          gate: { type: 'approval', what: 'Let go' },
        }),
      ],
    });
    const command: RunCommand = { type: 'approve-retire', digest: 'd1' };
    expect(() => apply(waiting, command, { separateApprover: true })).toThrow(
      /somebody else/,
    );
    expect(apply(waiting, command).steps).toEqual({
      retire: {
        gateOpenedBy: 'user:default/ann',
        gateOpenedAt: '2026-11-21T09:00:00.000Z',
      },
    });
  });

  it('retries in the direction that the run goes', () => {
    expect(
      apply(run('blocked', { undoTo: 'workloads-back' }), { type: 'retry' })
        .run,
    ).toEqual({ state: 'undoing', blockedBy: [] });
  });

  it('stops calls with a pause and lets them begin with a resume', () => {
    expect(apply(run('running'), { type: 'pause' })).toMatchObject({
      stopped: true,
      run: { state: 'paused', resumeState: 'running' },
    });
    expect(
      apply(run('paused', { resumeState: 'undoing' }), { type: 'resume' }),
    ).toMatchObject({ stopped: false, run: { state: 'undoing' } });
  });
});
