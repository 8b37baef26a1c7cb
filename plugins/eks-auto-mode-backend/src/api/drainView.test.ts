// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  PlannedSource,
  RunStep,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { JsonObject } from '@backstage/types';
import type { StoredStep } from '../runs/store';
import { drainViewOf } from './drainView';

const now = new Date('2026-11-21T12:00:00Z');
const source = (id: string, pods: number): PlannedSource => ({
  id,
  type: 'managed-node-group',
  name: id,
  nodes: 3,
  pods,
  instanceTypes: ['m5.large'],
  decision: 'move',
  keptBecause: [],
  pools: [id],
});
const plan = { sources: [source('a', 84), source('b', 12)] };
const step = (
  id: string,
  state: RunStep['state'],
  view?: JsonObject,
): StoredStep => ({
  id: `drain:${id}`,
  kind: 'drain',
  title: `Move pods off ${id}`,
  source: id,
  state,
  predicted: { minSeconds: 1, maxSeconds: 2 },
  memory: view ? { view } : {},
  failures: 0,
});
const seen = (evicted: number, remaining: number): JsonObject => ({
  at: now.toISOString(),
  nodes: [],
  evicted,
  remaining,
  refused: 0,
  perMinute: 1,
});

describe('what a drain shows of itself', () => {
  it('stands as planned before its first look', () => {
    expect(
      drainViewOf(
        { steps: [step('a', 'running'), step('b', 'pending')] },
        plan,
        now,
      ),
    ).toMatchObject({ nodes: [], evicted: 0, remaining: 84 });
  });

  it('does not show the drain before for one that has just begun', () => {
    const steps = [step('a', 'done', seen(84, 0)), step('b', 'running')];
    expect(drainViewOf({ steps }, plan, now)).toMatchObject({
      evicted: 0,
      remaining: 12,
    });
  });

  it.each(['running', 'blocked', 'waiting', 'undoing'] as const)(
    'shows what a drain that is %s recorded',
    state => {
      const steps = [step('a', state, seen(60, 24)), step('b', 'pending')];
      expect(drainViewOf({ steps }, plan, now)).toMatchObject({
        evicted: 60,
        remaining: 24,
      });
    },
  );

  it('shows the last one between two drains and after them', () => {
    const steps = [step('a', 'done', seen(84, 0)), step('b', 'pending')];
    expect(drainViewOf({ steps }, plan, now)).toMatchObject({ evicted: 84 });
  });
});
