// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Pod,
  PodDisruptionBudget,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { Budgets } from './budget';
import { choose, type ChooseFrom } from './choose';
import { standings } from './pace';

function podsOf(app: string, count: number): Pod[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${app}-${index}`,
      namespace: 'shop',
      uid: `${app}-${index}`,
      labels: { app },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          name: app,
          uid: app,
          controller: true,
        },
      ],
    },
    spec: { nodeName: 'old', containers: [{ name: 'c', image: 'i' }] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }));
}

const budgetOf = (
  app: string,
  expectedPods: number,
  allowed: number,
): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: app, namespace: 'shop', generation: 1 },
  spec: { selector: { matchLabels: { app } } },
  status: {
    observedGeneration: 1,
    disruptionsAllowed: allowed,
    currentHealthy: expectedPods,
    desiredHealthy: expectedPods - allowed,
    expectedPods,
  },
});

function chosen(
  pods: Pod[],
  budgets: PodDisruptionBudget[],
  more: Partial<ChooseFrom> = {},
) {
  const { evict, held } = choose({
    onNodes: pods,
    budgets: new Budgets(budgets),
    standings: standings(pods, new Map()),
    landings: {},
    overdue: new Set(),
    evicted: new Set(),
    acceptedBare: () => false,
    place: () => ({ fits: true }),
    most: 100,
    ...more,
  });
  return {
    evict: evict.map(pod => pod.metadata.name),
    held: held.map(({ pod, hold }) => `${pod.metadata.name} ${hold.reason}`),
  };
}

describe('which pods are asked to go', () => {
  it('are just as many as their budgets and the pace allow', () => {
    const pods = [
      ...podsOf('half', 4),
      ...podsOf('one', 3),
      ...podsOf('free', 8),
    ];
    const { evict } = chosen(pods, [
      budgetOf('half', 4, 2),
      budgetOf('one', 3, 1),
    ]);
    expect(evict.sort()).toEqual([
      'free-0',
      'free-1',
      'half-0',
      'half-1',
      'one-0',
    ]);
  });

  it('come, where there is no room for all, from what needs the most turns', () => {
    const pods = [
      ...podsOf('half', 4),
      ...podsOf('free', 8),
      ...podsOf('one', 6),
    ];
    const { evict, held } = chosen(
      pods,
      [budgetOf('half', 4, 2), budgetOf('one', 6, 1)],
      { most: 2 },
    );
    // Six turns of one, four of free (two at a time), two of half.
    expect(evict).toEqual(['one-0', 'free-0']);
    expect(held).toContain('free-1 batch');
    expect(held).toContain('half-0 batch');
  });

  it('are none without a place, and that takes nothing from the budget', () => {
    const { evict, held } = chosen(podsOf('one', 2), [budgetOf('one', 2, 1)], {
      place: pod =>
        pod.metadata.name === 'one-0'
          ? { fits: false, reason: 'too large' }
          : { fits: true },
    });
    expect(held).toEqual(['one-0 no-place']);
    expect(evict).toEqual(['one-1']);
  });
});
