// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  STEP_KINDS,
  type StepKind,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { StoredRun, StoredStep } from './store';
import { undoOrder } from './undoOrder';

const step = (kind: StepKind, more: Partial<StoredStep> = {}): StoredStep => ({
  id: kind,
  kind,
  title: kind,
  state: 'done',
  startedAt: '2026-11-21T08:00:00.000Z',
  predicted: { minSeconds: 1, maxSeconds: 2 },
  failures: 0,
  memory: {},
  ...more,
});

const run = (steps: StoredStep[]): StoredRun => ({
  id: 'r',
  planId: 'p',
  planNumber: 1,
  planDigest: 'd',
  clusterArn: 'a',
  clusterName: 'c',
  state: 'undoing',
  requestedBy: 'x',
  createdAt: 'y',
  steps,
  blockedBy: [],
});

const order = (
  steps: StoredStep[],
  to: 'workloads-back' | 'auto-mode-off',
): string[] => undoOrder(run(steps), to).map(each => each.kind);

describe('undoOrder', () => {
  const all = STEP_KINDS.map(kind => step(kind));

  it('brings sizes back, uncordons, empties the pools, and wakes autoscalers last', () => {
    expect(order(all, 'workloads-back')).toEqual([
      'clean-up',
      'release',
      'shrink',
      'drain',
      'canary',
      'node-pools',
      'quiet-autoscalers',
    ]);
  });

  it('switches Auto Mode off after that, and takes its grounds away last', () => {
    expect(order(all, 'auto-mode-off').slice(7)).toEqual([
      'access-entry',
      'enable',
      'security-groups',
      'subnet-tags',
      'node-role',
      'cluster-role',
      'addons',
      'logging',
    ]);
  });

  it('leaves alone what never began or was skipped', () => {
    const { startedAt: _, ...pending } = step('shrink', { state: 'pending' });
    expect(
      order(
        [step('drain'), pending, step('release', { state: 'skipped' })],
        'workloads-back',
      ),
    ).toEqual(['drain']);
  });
});
