// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { FaultAction } from '../../seam';
import { TestCluster, startTestCluster, until } from '../testing/testCluster';

jest.setTimeout(60_000);

describe('faults', () => {
  let cluster: TestCluster;
  afterEach(() => cluster.stop());

  it('answer instead of the server, for just what they match and as often as they say', async () => {
    cluster = await startTestCluster();
    cluster.api.setFault({
      type: 'answer',
      match: { verb: 'list', resource: 'pods' },
      status: 503,
      times: 1,
    });
    cluster.api.setFault({
      type: 'answer',
      match: { group: 'networking.k8s.io' },
      status: 500,
      message: 'no leader',
    });
    expect((await cluster.call('GET', '/api/v1/nodes')).status).toBe(200);
    expect((await cluster.call('GET', '/api/v1/pods')).body).toMatchObject({
      code: 503,
      reason: 'ServiceUnavailable',
    });
    expect((await cluster.call('GET', '/api/v1/pods')).status).toBe(200);
    expect(
      (await cluster.call('GET', '/apis/networking.k8s.io/v1/ingresses')).body
        .message,
    ).toBe('no leader');
    expect(
      (await cluster.call('GET', '/apis/networking.k8s.io/v1')).status,
    ).toBe(500);
    cluster.api.clearFault();
    expect(
      (await cluster.call('GET', '/apis/networking.k8s.io/v1/ingresses'))
        .status,
    ).toBe(200);
  });

  it('cut the connection before or after the effect', async () => {
    cluster = await startTestCluster();
    const make = (name: string) =>
      cluster.call('POST', '/api/v1/namespaces/default/configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name },
      });
    cluster.api.setFault({
      type: 'cut-after',
      match: { verb: 'create', resource: 'configmaps' },
      times: 1,
    });
    await expect(make('after')).rejects.toThrow();
    expect(
      cluster.api.read('v1', 'ConfigMap', 'after', 'default'),
    ).toBeDefined();
    cluster.api.setFault({
      type: 'cut-before',
      match: { verb: 'create' },
      times: 1,
    });
    await expect(make('before')).rejects.toThrow();
    expect(
      cluster.api.read('v1', 'ConfigMap', 'before', 'default'),
    ).toBeUndefined();
  });

  it('expire continue tokens, with a fresh one that goes on from there', async () => {
    cluster = await startTestCluster();
    const { body } = await cluster.call('GET', '/api/v1/nodes?limit=1');
    cluster.api.setFault({ type: 'expire-continue', match: {}, times: 1 });
    const late = await cluster.call(
      'GET',
      `/api/v1/nodes?limit=1&continue=${body.metadata.continue}`,
    );
    expect(late.status).toBe(410);
    expect(late.body.reason).toBe('Expired');
    const rest = await cluster.call(
      'GET',
      `/api/v1/nodes?continue=${late.body.metadata.continue}`,
    );
    expect(rest.body.items).toHaveLength(2);
  });

  it('overload with a 429 that has no cause of a budget', async () => {
    cluster = await startTestCluster();
    const id = cluster.api.setFault({
      type: 'throttle',
      requestsPerSecond: 0.5,
    });
    const { status, headers, body } = await cluster.call('GET', '/api/v1/pods');
    expect([status, headers['retry-after']]).toEqual([429, '1']);
    expect(JSON.stringify(body)).not.toContain('DisruptionBudget');
    cluster.api.clearFault(id);
    expect((await cluster.call('GET', '/api/v1/pods')).status).toBe(200);
  });

  it('refuse connections, and show a certificate that nobody published', async () => {
    cluster = await startTestCluster();
    const endpoint = cluster.api.endpoint;
    cluster.api.setFault({ type: 'refuse-connections' });
    await until(
      () =>
        cluster.call('GET', '/version').then(
          () => false,
          (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
        ),
      'a refused connection',
    );
    cluster.api.clearFault();
    await until(
      () =>
        cluster.call('GET', '/version').then(
          answer => answer.status === 200,
          () => false,
        ),
      'an open endpoint',
    );
    expect(cluster.api.endpoint).toBe(endpoint);
    cluster.api.setFault({ type: 'wrong-ca' });
    await until(
      () =>
        cluster.call('GET', '/version').then(
          () => false,
          (error: NodeJS.ErrnoException) =>
            /CERT|SIGNATURE|ISSUER/.test(error.code ?? ''),
        ),
      'a distrusted certificate',
    );
    cluster.api.clearFault();
    await until(
      () =>
        cluster.call('GET', '/version').then(
          answer => answer.status === 200,
          () => false,
        ),
      'trust again',
    );
  });

  it('come from the other half too, by operation', async () => {
    const asked: string[] = [];
    const actions: FaultAction[] = [
      { type: 'error', status: 429, message: 'Rate exceeded' },
    ];
    cluster = await startTestCluster(
      { namespaces: [{ name: 'shop', pods: [{ name: 'bare' }] }] },
      {
        faults: {
          take: ({ service, operation }) => {
            asked.push(`${service} ${operation}`);
            return operation === 'evict pods' ? actions : [];
          },
        },
      },
    );
    await cluster.call('GET', '/apis/apps/v1');
    await cluster.call('GET', '/api/v1/pods');
    const { status, body } = await cluster.call(
      'POST',
      '/api/v1/namespaces/shop/pods/bare/eviction',
      { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'bare' } },
    );
    expect(asked).toEqual([
      'kubernetes get /apis/apps/v1',
      'kubernetes list pods',
      'kubernetes evict pods',
    ]);
    expect([status, body.details?.causes]).toEqual([429, undefined]);
    expect(cluster.api.read('v1', 'Pod', 'bare', 'shop')).toMatchObject({
      status: { phase: 'Running' },
    });
  });
});
