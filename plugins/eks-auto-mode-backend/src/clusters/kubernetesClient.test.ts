// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { gzipSync } from 'node:zlib';
import type { JsonObject } from '@backstage/types';
import type { Agent } from 'undici';
import { ClusterKubeConfig, connectionPool } from './kubeConfig';
import { KubernetesError, resourceTypes } from './kubernetesApi';
import { KubernetesClient } from './kubernetesClient';
import {
  certificate,
  kubernetesServer,
  type Answer,
  type Asked,
  type KubernetesServer,
} from './__testUtils__/kubernetesServer';
import { BearerToken } from './token';

const { signal } = new AbortController();
let server: KubernetesServer;
let answer: (asked: Asked) => Answer;
const pools: Agent[] = [];

function client(endpoint?: { server?: string; caData?: string }) {
  const place = {
    server: endpoint?.server ?? server.endpoint,
    caData: endpoint?.caData ?? server.caData,
  };
  const pool = connectionPool(place);
  pools.push(pool);
  let signed = 0;
  const token = new BearerToken(
    async () => {
      signed++;
      return { accessKeyId: `AKIA${signed}`, secretAccessKey: 'secret' };
    },
    { clusterName: 'shop', region: 'eu-central-1', partition: 'aws' },
    () => new Date('2026-11-21T00:00:00Z'),
  );
  const config = new ClusterKubeConfig('shop', place, pool, token);
  return new KubernetesClient({
    connect: async () => config,
    userAgent: 'eks-auto-mode/test',
    backOffMs: () => 1,
  });
}

const pods = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    metadata: { name: `p${from + n}`, uid: `u${from + n}` },
  }));

async function names(
  pages: AsyncIterable<JsonObject[]>,
): Promise<(string | undefined)[]> {
  const all: (string | undefined)[] = [];
  for await (const page of pages) {
    for (const item of page) {
      const { metadata } = item as { metadata: { name?: string } };
      all.push(metadata.name);
    }
  }
  return all;
}

beforeAll(async () => {
  server = await kubernetesServer(asked => answer(asked));
});
afterEach(async () => {
  server.asked.length = 0;
  await Promise.all(pools.splice(0).map(pool => pool.destroy()));
});
afterAll(() => server.close());

describe('KubernetesClient', () => {
  it('lists in pages over one connection, with a token for the cluster and kinds filled in', async () => {
    answer = ({ query }) =>
      query.get('continue')
        ? { body: { items: pods(2, 1), metadata: {} } }
        : { body: { items: pods(0, 2), metadata: { continue: 'c1' } } };
    const before = server.connections();
    const kubernetes = client();
    const pages: JsonObject[][] = [];
    for await (const page of kubernetes.list(resourceTypes.pods, { signal })) {
      pages.push(page);
    }
    expect(pages.map(page => page.length)).toEqual([2, 1]);
    expect(pages[0][0]).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p0', uid: 'u0' },
    });
    expect(server.asked.map(a => a.path)).toEqual([
      '/api/v1/pods',
      '/api/v1/pods',
    ]);
    expect(server.asked[0].query.get('limit')).toBe('250');
    for (let n = 0; n < 10; n++) await kubernetes.raw('/version', signal);
    // A socket may still be on its way back to the pool when the next request leaves.
    expect(server.connections() - before).toBeLessThanOrEqual(2);
    const bearer = server.asked[0].headers.authorization ?? '';
    const url = Buffer.from(
      bearer.replace('Bearer k8s-aws-v1.', ''),
      'base64url',
    ).toString();
    expect(url).toMatch(
      /^https:\/\/sts\.eu-central-1\.amazonaws\.com\/\?Action=GetCallerIdentity&/,
    );
    expect(url).toContain('X-Amz-SignedHeaders=host%3Bx-k8s-aws-id');
  });

  it('reads compressed pages and asks for smaller ones where objects are large', async () => {
    answer = ({ query }) => ({
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(
        JSON.stringify({
          items: query.get('continue')
            ? pods(1, 1)
            : [{ metadata: { name: 'p0', uid: 'u0' }, pad: 'x'.repeat(6e6) }],
          metadata: query.get('continue') ? {} : { continue: 'c' },
        }),
      ),
    });
    expect(await names(client().list(resourceTypes.pods, { signal }))).toEqual([
      'p0',
      'p1',
    ]);
    expect(Number(server.asked[1].query.get('limit'))).toBeLessThanOrEqual(125);
  });

  it('continues with the fresh token of a 410', async () => {
    answer = ({ query }) => {
      switch (query.get('continue')) {
        case 'old':
          return {
            status: 410,
            body: { reason: 'Expired', metadata: { continue: 'fresh' } },
          };
        case 'fresh':
          return { body: { items: pods(2, 2), metadata: {} } };
        default:
          return { body: { items: pods(0, 2), metadata: { continue: 'old' } } };
      }
    };
    expect(await names(client().list(resourceTypes.pods, { signal }))).toEqual([
      'p0',
      'p1',
      'p2',
      'p3',
    ]);
  });

  it('begins again once after a 410 without one, and tells nothing twice', async () => {
    let expired = 0;
    answer = ({ query }) => {
      if (query.get('continue') && expired++ === 0) return { status: 410 };
      return query.get('continue')
        ? { body: { items: pods(2, 2), metadata: {} } }
        : { body: { items: pods(0, 2), metadata: { continue: 'c' } } };
    };
    expect(await names(client().list(resourceTypes.pods, { signal }))).toEqual([
      'p0',
      'p1',
      'p2',
      'p3',
    ]);
    answer = ({ query }) =>
      query.get('continue')
        ? { status: 410, body: { message: 'too old' } }
        : { body: { items: pods(0, 2), metadata: { continue: 'c' } } };
    await expect(
      names(client().list(resourceTypes.pods, { signal })),
    ).rejects.toMatchObject({ status: 410, message: 'too old' });
  });

  it('signs anew once after a 401, and then believes it', async () => {
    answer = () => ({ status: 401, body: { reason: 'Unauthorized' } });
    await expect(
      client().get(resourceTypes.nodes, { name: 'n' }, signal),
    ).rejects.toMatchObject({ status: 401, reason: 'Unauthorized' });
    const tokens = server.asked.map(a => a.headers.authorization);
    expect(tokens).toHaveLength(2);
    expect(tokens[0]).not.toBe(tokens[1]);
  });

  it('waits and asks again when reading meets overload, but never repeats a change', async () => {
    answer = () =>
      server.asked.length < 3
        ? { status: 429, body: { reason: 'TooManyRequests' } }
        : { body: { metadata: { name: 'n' } } };
    await expect(
      client().get(resourceTypes.nodes, { name: 'n' }, signal),
    ).resolves.toMatchObject({ metadata: { name: 'n' } });
    server.asked.length = 0;
    answer = () => ({
      status: 429,
      headers: { 'retry-after': '10' },
      body: {
        reason: 'TooManyRequests',
        message: 'Cannot evict pod',
        details: { causes: [{ reason: 'DisruptionBudget' }] },
      },
    });
    await expect(
      client().evict({ namespace: 'a', name: 'p', uid: 'u' }, signal),
    ).rejects.toMatchObject({
      status: 429,
      causes: ['DisruptionBudget'],
      retryAfterSeconds: 10,
    });
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0].path).toBe('/api/v1/namespaces/a/pods/p/eviction');
    expect(JSON.parse(server.asked[0].body)).toMatchObject({
      deleteOptions: { preconditions: { uid: 'u' } },
    });
  });

  it.each([
    ['403', 403, 'Forbidden'],
    ['404', 404, 'NotFound'],
    ['409', 409, 'Conflict'],
  ])('answers a %s with its reason', async (_, status, reason) => {
    answer = () => ({ status, body: { reason, message: `it is ${reason}` } });
    await expect(
      client().patch(
        resourceTypes.nodes,
        { name: 'n' },
        'merge',
        { spec: { unschedulable: true } },
        signal,
      ),
    ).rejects.toEqual(new KubernetesError(status, reason, `it is ${reason}`));
    expect(server.asked[0].headers['content-type']).toBe(
      'application/merge-patch+json',
    );
  });

  it('tells a wrong CA, a closed port and a page of HTML apart', async () => {
    answer = () => ({
      body: '<html>',
      headers: { 'content-type': 'text/html' },
    });
    const other = await certificate();
    const get = (place?: Parameters<typeof client>[0]) =>
      client(place).raw('/version', signal);
    await expect(
      get({ caData: Buffer.from(other.cert).toString('base64') }),
    ).rejects.toMatchObject({ status: 0, reason: 'UntrustedCertificate' });
    await expect(
      get({ caData: Buffer.from('no certificate').toString('base64') }),
    ).rejects.toMatchObject({ status: 0 });
    await expect(get({ server: 'https://127.0.0.1:1' })).rejects.toMatchObject({
      status: 0,
      reason: 'ConnectionRefused',
    });
    await expect(get()).rejects.toMatchObject({ reason: 'NotJson' });
    answer = () => ({ cut: true });
    await expect(get()).rejects.toMatchObject({
      status: 0,
      reason: 'ConnectionBroken',
    });
  });

  it('stops when aborted', async () => {
    const controller = new AbortController();
    answer = () => {
      controller.abort(new Error('enough'));
      return { body: { items: pods(0, 1), metadata: { continue: 'c' } } };
    };
    await expect(
      names(client().list(resourceTypes.pods, { signal: controller.signal })),
    ).rejects.toThrow('enough');
  });
});
