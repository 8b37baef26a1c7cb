// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { planWith } from '../__testUtils__/bench';
import type { Snapshot } from './snapshot';
import { stoppedByPlan, workloadRows } from './verify';

const autoscaler = 'apps/v1/Deployment/kube-system/cluster-autoscaler';
const web = 'apps/v1/Deployment/shop/web';

const snapshot = (
  ready: Record<string, number>,
  served: Snapshot['served'] = {},
): Snapshot => ({
  ready,
  pending: [],
  bound: [],
  served,
  nodes: 2,
  autoNodes: 1,
});

const plan = planWith([
  {
    id: 'quiet-autoscalers',
    kind: 'quiet-autoscalers',
    changes: [
      {
        type: 'exact',
        id: 'quiet-autoscalers/1',
        api: 'kubernetes:scale',
        target: autoscaler,
        summary: 'from 1 to 0 replicas',
        before: { spec: { replicas: 1 } },
        after: { spec: { replicas: 0 } },
        request: { spec: { replicas: 0 } },
      },
    ],
  },
]);

describe('what verify expects of workloads', () => {
  it.each([
    ['one that the plan stopped is not missed', true, { [web]: 3 }, []],
    [
      'one whose stop was skipped is missed where it is gone',
      false,
      { [web]: 3 },
      ['Workloads without a pod'],
    ],
    [
      'one that nobody stopped is missed where it is gone',
      true,
      {},
      ['Workloads without a pod'],
    ],
    ['one with fewer ready pods is missed', true, { [web]: 2 }, ['Ready pods']],
  ])('%s', (_what, done, now: Record<string, number>, missed) => {
    const rows = workloadRows(
      snapshot({ [autoscaler]: 1, [web]: 3 }),
      snapshot(now),
      stoppedByPlan(plan, () => done),
    );
    expect(rows.filter(row => !row.holds).map(row => row.what)).toEqual(missed);
  });

  it.each([
    ['of nothing but what the plan stopped is not missed', [autoscaler], true],
    ['of a workload that ought to run is missed', [autoscaler, web], false],
    ['of something outside of the cluster is missed', [''], false],
  ])('a Service that lost its endpoints %s', (_what, behind, holds) => {
    const rows = workloadRows(
      snapshot({}, { 'kube-system/metrics': behind }),
      snapshot({}),
      stoppedByPlan(plan, () => true),
    );
    expect(rows).toContainEqual(
      expect.objectContaining({ what: 'Services with endpoints', holds }),
    );
  });
});
