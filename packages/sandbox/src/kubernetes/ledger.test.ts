// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  TestCluster,
  instance,
  startTestCluster,
  until,
} from './testing/testCluster';

const MERGE = { type: 'application/merge-patch+json' };

jest.setTimeout(60_000);

describe('the ledger', () => {
  let cluster: TestCluster;
  afterEach(() => cluster.stop());
  const fields = (kind: string, name = '') =>
    cluster.ledger
      .filter(e => e.object.includes(`/${kind}/`) && e.object.includes(name))
      .map(e => [e.field, e.before, e.after, e.by, e.via]);

  it('names who cordoned, evicted, patched, and what the world did of itself', async () => {
    cluster = await startTestCluster({
      pods: { readyAfterMs: [10, 10], goneAfterMs: [10, 10] },
      namespaces: [
        {
          name: 'shop',
          deployments: [{ name: 'web', replicas: 1, pdb: { minAvailable: 0 } }],
        },
      ],
    });
    const [pod] = (await cluster.call('GET', '/api/v1/namespaces/shop/pods'))
      .body.items;
    const node: string = pod.spec.nodeName;
    await cluster.call(
      'PATCH',
      `/api/v1/nodes/${node}`,
      { spec: { unschedulable: true } },
      MERGE,
    );
    await cluster.call(
      'POST',
      `/api/v1/namespaces/shop/pods/${pod.metadata.name}/eviction`,
      {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: pod.metadata.name },
      },
    );
    await until(
      () =>
        cluster.ledger.some(
          e => e.field === 'status.ready' && e.after === true,
        ),
      'a Ready replacement',
    );
    await until(
      () => cluster.ledger.some(e => e.field === 'object' && e.after === null),
      'the old pod gone',
    );

    expect(fields('Node')).toContainEqual([
      'spec.unschedulable',
      null,
      true,
      'admin',
      'kubernetes:patch',
    ]);
    expect(fields('Pod', `${pod.metadata.name}#${pod.metadata.uid}`)).toEqual(
      expect.arrayContaining([
        [
          'eviction',
          null,
          {
            outcome: 'accepted',
            budget: { name: 'web', allowedBefore: 1, charged: true },
          },
          'admin',
          'kubernetes:evict',
        ],
        [
          'metadata.deletionTimestamp',
          null,
          expect.any(String),
          'admin',
          'kubernetes:evict',
        ],
      ]),
    );
    const born = cluster.ledger.find(
      e =>
        e.field === 'object' && e.before === null && e.object.includes('/Pod/'),
    );
    expect(born).toMatchObject({
      by: 'sandbox:replicaset',
      after: { owner: expect.stringMatching(/^ReplicaSet\/web-/) },
    });
    expect(cluster.ledger.find(e => e.field === 'spec.nodeName')).toMatchObject(
      { before: null, by: 'sandbox:scheduler' },
    );
    expect(
      cluster.ledger.every(
        e => e.clusterArn === 'arn:aws:eks:us-east-1:111122223333:cluster/test',
      ),
    ).toBe(true);
  });

  it('keeps refused evictions with their reason', async () => {
    cluster = await startTestCluster({
      namespaces: [
        {
          name: 'shop',
          deployments: [
            { name: 'web', replicas: 1, pdb: { maxUnavailable: 0 } },
          ],
        },
      ],
    });
    const [pod] = (await cluster.call('GET', '/api/v1/namespaces/shop/pods'))
      .body.items;
    await cluster.call(
      'POST',
      `/api/v1/namespaces/shop/pods/${pod.metadata.name}/eviction`,
      {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: pod.metadata.name },
      },
    );
    expect(cluster.ledger).toEqual([
      expect.objectContaining({
        field: 'eviction',
        after: expect.objectContaining({ outcome: 'refused', code: 429 }),
      }),
    ]);
  });

  it('shows instances that end without regard to budgets', async () => {
    cluster = await startTestCluster({
      namespaces: [
        {
          name: 'shop',
          deployments: [
            { name: 'web', replicas: 3, pdb: { maxUnavailable: 0 } },
          ],
        },
      ],
    });
    cluster.api.nodeTerminated(instance(1).instanceId);
    expect(fields('Node', 'ip-10-0-1-1')).toContainEqual([
      'object',
      expect.anything(),
      null,
      'sandbox:ec2',
      'sandbox:ec2',
    ]);
    expect(
      fields('Pod', 'web').filter(
        f => f[0] === 'object' && f[2] === null && f[3] === 'sandbox:ec2',
      ),
    ).toHaveLength(1);
  });

  it('keeps what people change in workloads, field by field', async () => {
    cluster = await startTestCluster({
      namespaces: [
        { name: 'shop', deployments: [{ name: 'web', replicas: 1 }] },
      ],
    });
    await cluster.call(
      'PATCH',
      '/apis/apps/v1/namespaces/shop/deployments/web',
      { spec: { replicas: 2 }, metadata: { annotations: { a: 'b' } } },
      MERGE,
    );
    expect(
      fields('Deployment', 'shop/web').filter(f => f[3] === 'admin'),
    ).toEqual([
      [
        'metadata.annotations',
        expect.anything(),
        expect.objectContaining({ a: 'b' }),
        'admin',
        'kubernetes:patch',
      ],
      ['spec.replicas', 1, 2, 'admin', 'kubernetes:patch'],
    ]);
  });
});
