// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  TestCluster,
  instance,
  startTestCluster,
  until,
} from '../testing/testCluster';

jest.setTimeout(60_000);

const METRICS = '/apis/metrics.k8s.io/v1beta1';

describe('the metrics API', () => {
  let cluster: TestCluster;
  afterEach(() => cluster.stop());

  it('is served while metrics-server stands, and tells what nodes and running pods use', async () => {
    cluster = await startTestCluster();
    cluster.api.nodeJoined(instance(1));
    expect((await cluster.call('GET', METRICS)).body.resources).toEqual([
      expect.objectContaining({
        name: 'nodes',
        kind: 'NodeMetrics',
        verbs: ['get', 'list'],
      }),
      expect.objectContaining({ name: 'pods', kind: 'PodMetrics' }),
    ]);
    let pod = { metadata: { name: '' }, containers: [{ usage: { cpu: '' } }] };
    await until(async () => {
      [pod] = (
        await cluster.call(
          'GET',
          `${METRICS}/namespaces/kube-system/pods?labelSelector=k8s-app%3Dmetrics-server`,
        )
      ).body.items;
      return pod !== undefined;
    }, 'a measured pod');
    const used = parseInt(pod.containers[0].usage.cpu, 10) / 1e9;
    expect(used).toBeGreaterThan(0);
    expect(used).toBeLessThan(1);
    const one = await cluster.call(
      'GET',
      `${METRICS}/namespaces/kube-system/pods/${pod.metadata.name}`,
    );
    expect(one.body.containers).toEqual(pod.containers);
    const [node] = (await cluster.call('GET', `${METRICS}/nodes`)).body.items;
    expect(parseInt(node.usage.cpu, 10) / 1e9).toBeGreaterThan(used);

    expect(
      (await cluster.call('DELETE', `${METRICS}/nodes/${node.metadata.name}`))
        .status,
    ).toBe(405);
    await cluster.call(
      'DELETE',
      '/apis/apps/v1/namespaces/kube-system/deployments/metrics-server',
    );
    await until(
      async () =>
        (await cluster.call('GET', `${METRICS}/nodes`)).status === 404,
      'an API that is gone',
    );
  });
});
