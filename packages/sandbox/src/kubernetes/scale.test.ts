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

describe('a large cluster (200 nodes, 6,000 pods)', () => {
  let cluster: TestCluster;
  afterAll(() => cluster.stop());

  it("stands, is listed in pages, and moves a node's pods without looking at the whole world", async () => {
    cluster = await startTestCluster(
      {
        pods: { readyAfterMs: [100, 200], goneAfterMs: [50, 100] },
        namespaces: [
          {
            name: 'team-{n}',
            repeat: 20,
            deployments: [
              {
                name: 'svc-{i}',
                repeat: 25,
                replicas: 10,
                cpu: '50m',
                memory: '64Mi',
                spread: 'zone',
                pdb: { maxUnavailable: '25%' },
              },
            ],
            daemonSets: [],
          },
        ],
      },
      {
        nodes: Array.from({ length: 200 }, (_, i) =>
          instance(i, {
            instanceType: 'm6i.4xlarge',
            vcpus: 16,
            memoryMiB: 65536,
            privateDnsName: `ip-10-1-${Math.floor(i / 250)}-${i}.ec2.internal`,
          }),
        ),
      },
    );
    let pods = 0;
    let next = '';
    do {
      const { body } = await cluster.call(
        'GET',
        `/api/v1/pods?limit=500${
          next ? `&continue=${encodeURIComponent(next)}` : ''
        }`,
      );
      pods += body.items.filter(
        (p: { status: { phase: string } }) => p.status.phase === 'Running',
      ).length;
      next = body.metadata.continue;
    } while (next);
    // 5,000 of the teams and three DaemonSets of kube-system on every node, with what else runs there.
    expect(pods).toBeGreaterThan(5600);

    const node = 'ip-10-1-0-7.ec2.internal';
    await cluster.call(
      'PATCH',
      `/api/v1/nodes/${node}`,
      { spec: { unschedulable: true } },
      MERGE,
    );
    const here = (
      await cluster.call(
        'GET',
        `/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`,
      )
    ).body.items.filter((p: { metadata: { namespace: string } }) =>
      p.metadata.namespace.startsWith('team'),
    );
    expect(here.length).toBeGreaterThan(10);
    const accepted: string[] = [];
    await until(async () => {
      for (const pod of here) {
        const { namespace, name, uid } = pod.metadata;
        if (accepted.includes(uid)) continue;
        const { status } = await cluster.call(
          'POST',
          `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
          {
            apiVersion: 'policy/v1',
            kind: 'Eviction',
            metadata: { name },
            deleteOptions: { preconditions: { uid } },
          },
        );
        expect([201, 429]).toContain(status);
        if (status === 201) accepted.push(uid);
      }
      return accepted.length === here.length;
    }, 'every pod evicted');
    await until(async () => {
      const left = (
        await cluster.call(
          'GET',
          `/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`,
        )
      ).body.items;
      return left.every(
        (p: { metadata: { namespace: string } }) =>
          p.metadata.namespace === 'kube-system',
      );
    }, 'the node empty');
  }, 120_000);
});
