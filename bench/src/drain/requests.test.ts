// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { BudgetHistory } from './budgetHistory';
import { countRequests, type Line } from './requests';

const at = (ms: number) => new Date(ms).toISOString();

const eviction = (ms: number, pod: string, code: number): Line => ({
  verb: 'create',
  user: { username: 'harness' },
  userAgent: 'kubectl/v1.35.4',
  objectRef: {
    resource: 'pods',
    subresource: 'eviction',
    namespace: 'team-1',
    name: pod,
  },
  responseStatus: { code },
  requestReceivedTimestamp: at(ms),
});

const list = (ms: number, username: string, userAgent: string): Line => ({
  verb: 'list',
  user: { username },
  userAgent,
  objectRef: { resource: 'pods' },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: at(ms),
});

const during = { from: 1_000, to: 9_000 };

describe('the requests of a drain', () => {
  const budgets = new BudgetHistory();
  budgets.note('team-1/app-001', { at: 500, allowed: 1 });
  budgets.note('team-1/app-001', { at: 2_000, allowed: 0 });
  budgets.note('team-1/app-001', { at: 7_000, allowed: 1 });

  it('tells refusals that were news from those that the budget had announced', () => {
    const lines = [
      eviction(1_500, 'app-001-5d8f-aaaaa', 201),
      // Spent by somebody else since, which nobody could have read.
      eviction(1_900, 'app-001-5d8f-bbbbb', 429),
      eviction(2_500, 'app-001-5d8f-bbbbb', 429),
      eviction(6_999, 'app-001-5d8f-bbbbb', 429),
      eviction(7_500, 'app-001-5d8f-bbbbb', 201),
      eviction(8_000, 'app-001-5d8f-aaaaa', 404),
    ];
    expect(countRequests(lines, during, budgets).evictions).toEqual({
      requested: 6,
      accepted: 2,
      refused: 3,
      refusedNotNews: 2,
    });
  });

  it('tells how long a budget had allowed what was then asked for', () => {
    const lines = [
      // Allowed from the beginning: nobody waited for it.
      eviction(1_500, 'app-001-5d8f-aaaaa', 201),
      eviction(2_500, 'app-001-5d8f-bbbbb', 429),
      eviction(7_300, 'app-001-5d8f-bbbbb', 201),
    ];
    expect(countRequests(lines, during, budgets).reactionMs).toEqual({
      median: 300,
      ninetieth: 300,
    });
  });

  it('counts nothing of before and after', () => {
    const lines = [
      eviction(900, 'app-001-5d8f-aaaaa', 201),
      eviction(9_100, 'app-001-5d8f-aaaaa', 201),
      list(900, 'harness', 'kubectl/v1.35.4'),
    ];
    expect(countRequests(lines, during, budgets)).toEqual({
      evictions: { requested: 0, accepted: 0, refused: 0, refusedNotNews: 0 },
      podLists: 0,
      reactionMs: { median: 0, ninetieth: 0 },
    });
  });

  it('counts the lists of who drains, not those of who watches', () => {
    const lines = [
      list(2_000, 'harness', 'kubectl/v1.35.4'),
      list(2_000, 'arn:aws:sts::1:assumed-role/migrate/run', 'eks-auto-mode'),
      list(2_000, 'harness', 'control-plane-harness'),
      list(2_000, 'eks:auto-mode', 'karpenter'),
      list(2_000, 'control-plane:kubelets', 'kwok'),
      list(2_000, 'system:kube-scheduler', 'kube-scheduler'),
    ];
    expect(countRequests(lines, during, budgets).podLists).toBe(2);
  });
});
