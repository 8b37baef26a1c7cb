// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Pod,
  PodDisruptionBudget,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { findSources } from '../placement/sources';
import { healthyParts } from '../readiness/testing/inventory';
import {
  aBudget,
  aDeployment,
  aStatefulSet,
} from '../readiness/testing/objects';
import { drainBounds, drainPrediction } from './drainBound';

function bounds(fixture: { pods: Pod[] }, budgets: PodDisruptionBudget[] = []) {
  const parts = {
    ...healthyParts(),
    pods: fixture.pods,
    podDisruptionBudgets: budgets,
  };
  const deployment = aDeployment('app', { replicas: fixture.pods.length });
  parts.replicaSets = [deployment.replicaSet];
  const [source] = findSources(parts).sources;
  return drainBounds(source, parts, subject => `group:default/${subject.name}`);
}

const budget = (
  spec: Partial<PodDisruptionBudget['spec']>,
  expectedPods: number,
): PodDisruptionBudget => {
  const made = aBudget('app');
  return {
    ...made,
    spec: { selector: made.spec.selector, ...spec },
    status: { ...made.status, expectedPods },
  };
};

describe('the lower bound of a drain', () => {
  it.each<[Partial<PodDisruptionBudget['spec']>, number, number, number]>([
    [{ maxUnavailable: 1 }, 6, 1, 60],
    [{ maxUnavailable: 2 }, 6, 2, 30],
    [{ maxUnavailable: '25%' }, 6, 2, 30],
    [{ maxUnavailable: '100%' }, 6, 6, 10],
    [{ minAvailable: 5 }, 6, 1, 60],
    [{ minAvailable: '50%' }, 7, 3, 30],
    [{ minAvailable: 6 }, 6, 0, 0],
    [{ maxUnavailable: 0 }, 6, 0, 0],
  ])(
    '%j of %d pods: %d at a time, at least %d s',
    (spec, pods, atATime, seconds) => {
      const [bound] = bounds(aDeployment('app', { replicas: pods }), [
        budget(spec, pods),
      ]);
      expect(bound).toMatchObject({
        source: 'managed:general',
        subject: { kind: 'Deployment', name: 'app' },
        owner: 'group:default/app',
        pods,
        atATime,
        seconds,
      });
    },
  );

  it('paces what no budget selects by a quarter', () => {
    expect(bounds(aDeployment('app', { replicas: 9 }))[0]).toMatchObject({
      atATime: 2,
      seconds: 50,
    });
    expect(bounds(aDeployment('app', { replicas: 2 }))[0]).toMatchObject({
      atATime: 1,
      seconds: 20,
    });
  });

  it('counts no grace period: a pod may end at once', () => {
    const { pods } = aStatefulSet('app', {
      replicas: 3,
      spec: { terminationGracePeriodSeconds: 50 },
    });
    expect(
      bounds({ pods }, [budget({ maxUnavailable: 1 }, 3)])[0].seconds,
    ).toBe(30);
  });

  it('takes the fastest start that the pods themselves have had', () => {
    const fixture = aDeployment('app', {
      replicas: 2,
      // It is part of what they took.
      spec: {
        containers: [
          { name: 'c', readinessProbe: { initialDelaySeconds: 40 } },
        ],
      },
    });
    const started = (pod: Pod, readyAt: string): Pod => ({
      ...pod,
      status: {
        ...pod.status,
        startTime: '2026-11-21T00:00:00Z',
        conditions: [
          { type: 'Ready', status: 'True', lastTransitionTime: readyAt },
        ],
      },
    });
    const pods = [
      started(fixture.pods[0], '2026-11-21T00:00:42Z'),
      // Was not Ready for a while since: says nothing of a start.
      started(fixture.pods[1], '2026-11-21T09:00:00Z'),
    ];
    expect(
      bounds({ pods }, [budget({ maxUnavailable: 1 }, 2)])[0].seconds,
    ).toBe(84);
  });

  it('says no time where pods were Ready as soon as they started', () => {
    const fixture = aDeployment('app', { replicas: 2 });
    const at = '2026-11-21T00:00:00Z';
    const pods = fixture.pods.map(
      (pod): Pod => ({
        ...pod,
        status: {
          ...pod.status,
          startTime: at,
          conditions: [
            { type: 'Ready', status: 'True', lastTransitionTime: at },
          ],
        },
      }),
    );
    expect(
      bounds({ pods }, [budget({ maxUnavailable: 1 }, 2)])[0],
    ).toMatchObject({ seconds: 0, words: 'app, 2 pods, one pod at a time' });
  });

  it('counts the delay of readiness probes', () => {
    const fixture = aDeployment('app', {
      replicas: 2,
      spec: {
        containers: [
          { name: 'c', readinessProbe: { initialDelaySeconds: 20 } },
        ],
      },
    });
    expect(bounds(fixture, [budget({ maxUnavailable: 1 }, 2)])[0].seconds).toBe(
      60,
    );
  });

  it('says the critical path in words, the longest first', () => {
    const slow = aDeployment('slow', { replicas: 30 });
    const stuck = aDeployment('stuck', { replicas: 1 });
    const fast = aDeployment('fast', { replicas: 1 });
    const parts = {
      ...healthyParts(),
      pods: [slow, stuck, fast].flatMap(one => one.pods),
      replicaSets: [slow, stuck, fast].map(one => one.replicaSet),
      podDisruptionBudgets: [
        aBudget('slow', {
          status: { expectedPods: 30 },
          spec: { maxUnavailable: 1, minAvailable: undefined },
        }),
        aBudget('stuck', {
          status: { expectedPods: 1 },
          spec: { maxUnavailable: 0, minAvailable: undefined },
        }),
      ],
    };
    const [source] = findSources(parts).sources;
    expect(
      drainBounds(source, parts, () => undefined).map(({ words }) => words),
    ).toEqual([
      'stuck: its budget lets no pod go',
      'slow, 30 pods, one pod at a time, ≥ 5 min',
      'fast, 1 pod, ≥ 10 s',
    ]);
  });
});

describe('how long a drain is predicted to take', () => {
  function predicted(
    fixture: { pods: Pod[] },
    budgets: PodDisruptionBudget[] = [],
  ) {
    const parts = {
      ...healthyParts(),
      pods: fixture.pods,
      podDisruptionBudgets: budgets,
    };
    const [source] = findSources(parts).sources;
    return drainPrediction(source, parts);
  }

  it('is minutes for a drain of minutes, whatever the deadline of a node', () => {
    expect(
      predicted(aStatefulSet('app', { replicas: 6 }), [
        budget({ maxUnavailable: 1 }, 6),
      ]),
    ).toEqual({
      // 6 × 10 s, and the first node.
      minSeconds: 60 + 45,
      // 6 × (30 s of grace + 15 s to start + 5 s), and a slow first node.
      maxSeconds: 6 * 50 + 180,
    });
  });

  it('grows with the grace period that pods may use', () => {
    const { pods } = aStatefulSet('app', {
      replicas: 3,
      spec: { terminationGracePeriodSeconds: 600 },
    });
    const { minSeconds, maxSeconds } = predicted({ pods }, [
      budget({ maxUnavailable: 1 }, 3),
    ]);
    expect(minSeconds).toBe(75);
    expect(maxSeconds).toBe(3 * 620 + 180);
  });

  it('leaves out what a budget never lets go', () => {
    expect(
      predicted(aStatefulSet('app', { replicas: 3 }), [
        budget({ maxUnavailable: 0 }, 3),
      ]),
    ).toEqual({ minSeconds: 1, maxSeconds: 30 });
  });

  it('is nothing where no pod has to move', () => {
    expect(predicted({ pods: [] })).toEqual({ minSeconds: 1, maxSeconds: 30 });
  });
});
