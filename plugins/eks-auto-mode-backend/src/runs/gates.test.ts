// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Gate } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { alwaysOpen, gateState, type Windows } from './gates';
import type { StoredRun, StoredStep } from './store';

const now = new Date('2026-11-21T09:00:00.000Z');

const closed: Windows = {
  at: () => ({ open: false, opensAt: new Date(now.getTime() + 10_000) }),
};

function state(
  gate: Gate,
  more: Partial<StoredStep> = {},
  windows: Windows = alwaysOpen,
) {
  const step: StoredStep = {
    id: 's',
    kind: 'retire',
    title: 's',
    state: 'pending',
    predicted: { minSeconds: 1, maxSeconds: 2 },
    failures: 0,
    memory: {},
    gate,
    ...more,
  };
  const before: StoredStep = {
    ...step,
    id: 'before',
    endedAt: '2026-11-21T08:59:30.000Z',
  };
  const run: StoredRun = {
    id: 'r',
    planId: 'p',
    planNumber: 1,
    planDigest: 'd',
    clusterArn: 'a',
    clusterName: 'c',
    state: 'running',
    requestedBy: 'x',
    createdAt: '2026-11-21T08:00:00.000Z',
    steps: [before, step],
    blockedBy: [],
  };
  return gateState(run, step, windows, now);
}

describe('gateState', () => {
  it.each<[string, ReturnType<typeof state>, object]>([
    [
      'waits for an approval',
      state({ type: 'approval', what: 'Let go' }),
      { open: false, waitingFor: 'Let go' },
    ],
    [
      'opens with an approval',
      state({ type: 'approval', what: 'Let go' }, { gateOpenedBy: 'x' }),
      { open: true },
    ],
    [
      'waits until the window opens',
      state({ type: 'window', what: 'Nights' }, {}, closed),
      { open: false, afterMs: 10_000 },
    ],
    [
      'keeps an approved step outside of the window waiting',
      state(
        { type: 'approval', what: 'Let go' },
        { gateOpenedBy: 'x' },
        closed,
      ),
      { open: false, afterMs: 10_000 },
    ],
    [
      'lets what changes nothing begin outside of the window',
      state({ type: 'soak', seconds: 30 }, { kind: 'soak' }, closed),
      { open: true },
    ],
    [
      'soaks from the end of the step before',
      state({ type: 'soak', seconds: 60 }),
      { open: false, afterMs: 30_000 },
    ],
    ['has soaked', state({ type: 'soak', seconds: 30 }), { open: true }],
    [
      'does not close behind a step that has begun',
      state(
        { type: 'window', what: 'Nights' },
        { startedAt: '2026-11-21T08:00:00.000Z' },
        closed,
      ),
      { open: true },
    ],
  ])('%s', (_, result, expected) => {
    expect(result).toMatchObject(expected);
  });
});
