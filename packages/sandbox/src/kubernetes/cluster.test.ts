// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { TestCluster, startTestCluster } from './testing/testCluster';

jest.setTimeout(60_000);

describe('a seeded cluster', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({
      namespaces: [
        {
          name: 'shop',
          deployments: [
            {
              name: 'web-{i}',
              repeat: 2,
              replicas: 3,
              cpu: '100m',
              memory: '128Mi',
              pdb: { maxUnavailable: 1 },
              service: { port: 80 },
            },
          ],
          statefulSets: [
            {
              name: 'db',
              replicas: 2,
              volumes: [{ name: 'data', size: '10Gi' }],
            },
          ],
          jobs: [{ name: 'once', runMs: 600_000 }],
          pods: [{ name: 'bare' }],
        },
      ],
    });
  });
  afterAll(() => cluster.stop());

  it('stands Ready at once', async () => {
    const { status, body } = await cluster.call('GET', '/api/v1/pods');
    expect(status).toBe(200);
    const unready = body.items.filter(
      (p: any) =>
        !p.status.conditions?.some(
          (c: any) => c.type === 'Ready' && c.status === 'True',
        ),
    );
    expect(unready.map((p: any) => [p.metadata.name, p.status])).toEqual([]);
    expect(
      body.items.filter((p: any) => p.metadata.namespace === 'shop'),
    ).toHaveLength(10);
  });

  it('wrote nothing of the seed into the ledger', () => {
    expect(cluster.ledger).toEqual([]);
  });
});
