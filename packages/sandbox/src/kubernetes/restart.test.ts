// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  TestCluster,
  instance,
  startTestCluster,
  until,
} from './testing/testCluster';

const MERGE = { type: 'application/merge-patch+json' };
const QUICK = { readyAfterMs: [200, 400], goneAfterMs: [200, 400] };

jest.setTimeout(60_000);

describe('a restart', () => {
  const running: TestCluster[] = [];
  afterEach(() => Promise.all(running.splice(0).map(c => c.stop())));
  const start = async (...given: Parameters<typeof startTestCluster>) => {
    const cluster = await startTestCluster(...given);
    running.push(cluster);
    return cluster;
  };

  it('goes on where the world stopped: objects, versions, certificates, unfinished work', async () => {
    const first = await start({
      pods: QUICK,
      namespaces: [
        {
          name: 'shop',
          deployments: [
            { name: 'web', replicas: 3, pdb: { maxUnavailable: 1 } },
          ],
          statefulSets: [
            { name: 'db', volumes: [{ name: 'data', size: '1Gi' }] },
          ],
        },
      ],
    });
    await first.call(
      'PATCH',
      '/apis/apps/v1/namespaces/shop/deployments/web',
      { spec: { replicas: 5 } },
      MERGE,
    );
    const before = (
      await first.call('GET', '/apis/apps/v1/namespaces/shop/deployments/web')
    ).body;
    // As it lies on the disk: nothing but JSON.
    const snapshot: unknown = JSON.parse(JSON.stringify(first.api.snapshot()));
    await first.stop();
    running.splice(0);

    const second = await start(
      {},
      { restored: snapshot, nodes: [instance(0)] },
    );
    expect(second.api.certificateAuthorityData).toBe(
      first.api.certificateAuthorityData,
    );
    expect(second.api.endpoint).toBe(first.api.endpoint);
    const after = (
      await second.call('GET', '/apis/apps/v1/namespaces/shop/deployments/web')
    ).body;
    expect(after.metadata).toMatchObject({
      uid: before.metadata.uid,
      generation: 2,
    });
    expect(Number(after.metadata.resourceVersion)).toBeGreaterThanOrEqual(
      Number(before.metadata.resourceVersion),
    );
    await until(
      async () =>
        (
          await second.call(
            'GET',
            '/apis/apps/v1/namespaces/shop/deployments/web',
          )
        ).body.status.readyReplicas === 5,
      'the two that were still to come',
    );
    const nodes = (await second.call('GET', '/api/v1/nodes')).body.items;
    expect(nodes).toHaveLength(3);
    expect(
      (await second.call('GET', '/api/v1/persistentvolumes')).body.items[0]
        .status.phase,
    ).toBe('Bound');
  });

  it('knows its Auto nodes and custom resources again', async () => {
    const options = {
      nodePools: ['system' as const, 'general-purpose' as const],
      nodeRoleName: 'r',
      subnetIds: ['s'],
      securityGroupIds: ['g'],
      zones: ['us-east-1a'],
    };
    const first = await start(
      {
        pods: QUICK,
        namespaces: [
          {
            name: 'shop',
            deployments: [
              {
                name: 'web',
                cpu: '1',
                nodeSelector: { 'eks.amazonaws.com/compute-type': 'auto' },
              },
            ],
          },
        ],
      },
      { nodes: [instance(0)] },
    );
    first.api.enableAutoMode(options);
    await until(
      async () => first.api.autoModeResources().autoNodes === 1,
      'an Auto node',
    );
    await until(
      async () =>
        (
          await first.call('GET', '/api/v1/namespaces/shop/pods')
        ).body.items[0].status.phase === 'Running',
      'its pod',
    );
    const snapshot: unknown = JSON.parse(JSON.stringify(first.api.snapshot()));
    await first.stop();
    running.splice(0);
    const second = await start({}, { restored: snapshot, nodes: [] });
    expect(second.api.autoModeResources().autoNodes).toBe(1);
    expect(
      (await second.call('GET', '/apis/karpenter.sh/v1/nodepools')).body.items,
    ).toHaveLength(2);
    await second.call(
      'PATCH',
      '/apis/apps/v1/namespaces/shop/deployments/web',
      { spec: { replicas: 60 } },
      MERGE,
    );
    await until(
      async () => second.cloud.launched > 0,
      'more nodes for more pods',
    );
  });
});

describe('an instance that EKS ends politely', () => {
  it('is cordoned, and its pods are asked for under their budgets until the minutes are over', async () => {
    const cluster = await startTestCluster({
      pods: QUICK,
      namespaces: [
        {
          name: 'shop',
          deployments: [
            { name: 'free', replicas: 3, spread: 'node-required' },
            {
              name: 'held',
              replicas: 3,
              spread: 'node-required',
              pdb: { maxUnavailable: 0 },
            },
          ],
        },
      ],
    });
    const { instanceId } = instance(1);
    expect(cluster.api.hasWorkloadPods(instanceId)).toBe(true);
    cluster.api.politeDrain(instanceId);
    const here = async (app: string) =>
      (
        await cluster.call(
          'GET',
          `/api/v1/namespaces/shop/pods?fieldSelector=spec.nodeName%3Dip-10-0-1-1.ec2.internal&labelSelector=app.kubernetes.io%2Fname%3D${app}`,
        )
      ).body.items;
    await until(
      async () => (await here('free')).length === 0,
      'the free pod gone',
    );
    expect(
      (await cluster.call('GET', '/api/v1/nodes/ip-10-0-1-1.ec2.internal')).body
        .spec.unschedulable,
    ).toBe(true);
    expect(await here('held')).toHaveLength(1);
    expect(cluster.api.hasWorkloadPods(instanceId)).toBe(true);
    cluster.api.nodeTerminated(instanceId);
    expect(await here('held')).toHaveLength(0);
    expect(cluster.api.hasWorkloadPods(instanceId)).toBe(false);
    await cluster.stop();
  });
});
