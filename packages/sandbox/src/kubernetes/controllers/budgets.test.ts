// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Budget } from '../model';
import { TestCluster, startTestCluster } from '../testing/testCluster';

type Status = NonNullable<Budget['status']>;

jest.setTimeout(60_000);

describe('the disruption controller', () => {
  let cluster: TestCluster;
  afterEach(() => cluster.stop());

  const statusOf = (name: string): Status => {
    const budget = cluster.api.read(
      'policy/v1',
      'PodDisruptionBudget',
      name,
      'shop',
    ) as Budget;
    return budget.status ?? {};
  };

  it.each<
    [
      string,
      number,
      object,
      {
        expectedPods: number;
        desiredHealthy: number;
        disruptionsAllowed: number;
      },
    ]
  >([
    [
      'maxUnavailable 1',
      3,
      { maxUnavailable: 1 },
      { expectedPods: 3, desiredHealthy: 2, disruptionsAllowed: 1 },
    ],
    [
      'maxUnavailable 0',
      3,
      { maxUnavailable: 0 },
      { expectedPods: 3, desiredHealthy: 3, disruptionsAllowed: 0 },
    ],
    [
      'maxUnavailable 0%',
      3,
      { maxUnavailable: '0%' },
      { expectedPods: 3, desiredHealthy: 3, disruptionsAllowed: 0 },
    ],
    [
      'maxUnavailable 10% of 3 (rounded up)',
      3,
      { maxUnavailable: '10%' },
      { expectedPods: 3, desiredHealthy: 2, disruptionsAllowed: 1 },
    ],
    [
      'maxUnavailable above the replicas',
      2,
      { maxUnavailable: 5 },
      { expectedPods: 2, desiredHealthy: 0, disruptionsAllowed: 2 },
    ],
    [
      'minAvailable 2',
      3,
      { minAvailable: 2 },
      { expectedPods: 3, desiredHealthy: 2, disruptionsAllowed: 1 },
    ],
    [
      'minAvailable 50% of 3 (rounded up)',
      3,
      { minAvailable: '50%' },
      { expectedPods: 3, desiredHealthy: 2, disruptionsAllowed: 1 },
    ],
    [
      'minAvailable 100%',
      3,
      { minAvailable: '100%' },
      { expectedPods: 3, desiredHealthy: 3, disruptionsAllowed: 0 },
    ],
    [
      'minAvailable above the replicas',
      2,
      { minAvailable: 5 },
      { expectedPods: 2, desiredHealthy: 5, disruptionsAllowed: 0 },
    ],
    [
      'neither limit',
      3,
      {},
      { expectedPods: 0, desiredHealthy: 0, disruptionsAllowed: 0 },
    ],
    [
      'no pod at all',
      0,
      { maxUnavailable: 1 },
      { expectedPods: 0, desiredHealthy: 0, disruptionsAllowed: 0 },
    ],
  ])('counts %s', async (_what, replicas, pdb, expected) => {
    cluster = await startTestCluster({
      namespaces: [
        { name: 'shop', deployments: [{ name: 'web', replicas, pdb }] },
      ],
    });
    expect(statusOf('web')).toMatchObject({
      ...expected,
      currentHealthy: replicas,
      observedGeneration: 1,
    });
  });

  it('counts every controller once, and a Deployment by its own replicas', async () => {
    cluster = await startTestCluster({
      namespaces: [
        {
          name: 'shop',
          workloadLabels: { tier: 'front' },
          deployments: [
            { name: 'a', replicas: 3 },
            { name: 'b', replicas: 2 },
          ],
          statefulSets: [{ name: 'c', replicas: 2 }],
          budgets: [
            { name: 'all', maxUnavailable: '50%', selector: { tier: 'front' } },
          ],
        },
      ],
    });
    expect(statusOf('all')).toMatchObject({
      expectedPods: 7,
      currentHealthy: 7,
      desiredHealthy: 3,
      disruptionsAllowed: 4,
    });
  });

  it('protects what it cannot count: pods of a Job have no scale', async () => {
    cluster = await startTestCluster({
      namespaces: [
        {
          name: 'shop',
          jobs: [{ name: 'job', runMs: 1e6 }],
          budgets: [
            {
              name: 'jobs',
              maxUnavailable: 1,
              selector: { 'app.kubernetes.io/name': 'job' },
            },
          ],
        },
      ],
    });
    const status = statusOf('jobs');
    expect(status.disruptionsAllowed).toBe(0);
    expect(status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'DisruptionAllowed',
        status: 'False',
        reason: 'SyncFailed',
        message: 'jobs.batch does not implement the scale subresource',
      }),
    );
  });
});
