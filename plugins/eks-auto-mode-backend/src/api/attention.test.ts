// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { RunState } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Blocking } from '../assessments/findingsStore';
import { aClusterRow } from '../assessments/testing/clusterRow';
import type { ListedRun } from '../runs/store';
import { attentionOf, type AttentionFrom } from './attention';

const arnOf = (name: string) =>
  `arn:aws:eks:us-east-1:111122223333:cluster/${name}`;

const aRun = (
  name: string,
  state: RunState,
  startedAt: string,
  more: Partial<ListedRun> = {},
): ListedRun => ({
  id: `run-${name}`,
  planId: 'plan',
  planNumber: 1,
  planDigest: 'd',
  clusterArn: arnOf(name),
  clusterName: name,
  state,
  requestedBy: 'user:default/ada',
  createdAt: startedAt,
  startedAt,
  steps: [],
  blockedBy: [],
  ...more,
});

function told(from: Partial<AttentionFrom>) {
  const { attention, attentionCount } = attentionOf({
    clusters: [],
    runs: [],
    backupAlerts: new Map(),
    blocking: new Map(),
    ...from,
  });
  return {
    attentionCount,
    lines: attention.map(
      ({ clusterName, kind, message, since }) =>
        `${clusterName}: ${kind}, ${message}${since ? ` since ${since}` : ''}`,
    ),
  };
}

describe('what needs attention', () => {
  it('is what is at work, then what is overdue, then what only waits; oldest first', () => {
    const of = (since: string, count: number, owners: string[]): Blocking => ({
      since,
      count,
      owners,
    });
    const { lines, attentionCount } = told({
      clusters: [
        aClusterRow('late', 'blocked'),
        aClusterRow('early', 'blocked'),
        aClusterRow('dark', 'unreachable'),
        aClusterRow('old', 'ready'),
        aClusterRow('held', 'needs-work'),
        aClusterRow('asks', 'needs-work'),
        aClusterRow('fine', 'migrated'),
      ],
      blocking: new Map([
        ['late', of('2026-11-20', 1, ['group:default/a'])],
        ['early', of('2026-10-01', 5, ['group:default/a', 'group:default/b'])],
      ]),
      backupAlerts: new Map([
        [arnOf('old'), { alert: 'overdue', since: '2026-11-10' }],
        [arnOf('fine'), { alert: 'damaged', since: '2026-11-09' }],
      ]),
      runs: [
        aRun('asks', 'waiting', '2026-11-01'),
        aRun('held', 'blocked', '2026-11-18', {
          blockedBy: [{ what: 'A budget', now: '', remedy: '' }],
        }),
      ],
    });
    expect(lines).toEqual([
      'held: run-blocked, A budget since 2026-11-18',
      'asks: waiting-approval, The run waits since 2026-11-01',
      'fine: overdue-backup, The newest backup was read back and is damaged; another one is taken since 2026-11-09',
      'old: overdue-backup, No backup was verified in time; its page shows why the last attempt came to nothing since 2026-11-10',
      'dark: unreachable, Refused (401)',
      'early: blocked, 5 things block it; they belong to a, b since 2026-10-01',
      'late: blocked, 1 thing blocks it; it belongs to a since 2026-11-20',
    ]);
    expect(attentionCount).toBe(7);
  });

  it('names twenty, and counts them all', () => {
    const clusters = Array.from({ length: 23 }, (_, index) =>
      aClusterRow(`c${index}`, 'unreachable'),
    );
    const { lines, attentionCount } = told({
      clusters,
      runs: [aRun('c22', 'blocked', '2026-11-18')],
    });
    expect(lines).toHaveLength(20);
    expect(lines[0]).toBe(
      'c22: run-blocked, The run is blocked since 2026-11-18',
    );
    expect(attentionCount).toBe(24);
  });

  it('says what a waiting step waits for, and nothing of runs on clusters that one may not see', () => {
    const waiting = aRun('seen', 'waiting', '2026-11-01', {
      steps: [
        {
          id: 'retire',
          kind: 'retire',
          title: 'Retire blue',
          state: 'waiting',
          message: 'for its approval',
          startedAt: '2026-11-02',
          failures: 0,
          predicted: { minSeconds: 0, maxSeconds: 0 },
          evicted: 0,
          refused: 0,
        },
      ],
    });
    expect(
      told({
        clusters: [aClusterRow('seen', 'needs-work')],
        runs: [waiting, aRun('hidden', 'blocked', '2026-11-01')],
      }),
    ).toEqual({
      attentionCount: 1,
      lines: [
        'seen: waiting-approval, Retire blue waits: for its approval since 2026-11-02',
      ],
    });
  });
});
