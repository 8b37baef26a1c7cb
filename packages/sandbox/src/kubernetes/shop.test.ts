// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { readFleet } from '../fleet/parse';
import type { FleetCluster } from '../fleet/schema';
import type { Answer } from '../contract/kubernetesClient';
import type { NodeInstance } from '../seam';
import {
  TestCluster,
  instance,
  startTestCluster,
  until,
} from './testing/testCluster';

type Json = Answer['body'];

const root = resolve(__dirname, '../..');
const SIZES: Record<string, [number, number]> = {
  'm5.large': [2, 8192],
  'm6i.large': [2, 8192],
  'm6i.xlarge': [4, 16384],
  'm6i.2xlarge': [8, 32768],
  'c6i.large': [2, 4096],
  'c6i.xlarge': [4, 8192],
  'r6i.large': [2, 16384],
  'r6i.xlarge': [4, 32768],
};

/** The nodes that the AWS half would let join for the groups of a cluster. */
function nodesOf(cluster: FleetCluster): NodeInstance[] {
  let index = 0;
  return cluster.nodegroups.flatMap(group =>
    Array.from({ length: group.size.desired }, () => {
      const [type] = group.instanceTypes;
      const [vcpus, memoryMiB] = SIZES[type];
      index += 1;
      return instance(index, {
        instanceType: type,
        vcpus,
        memoryMiB,
        labels: { ...group.labels },
        taints: group.taints,
        origin: {
          type: 'managed-node-group',
          nodegroup: group.name,
          autoScalingGroup: `eks-${group.name}`,
          amiType: group.amiType,
        },
      });
    }),
  );
}

function catalog(file: string): Json[] {
  return parseAllDocuments(
    readFileSync(resolve(root, 'catalog', file), 'utf8'),
  ).map(d => d.toJS());
}

jest.setTimeout(60_000);

describe('the fleet of the shop', () => {
  const clusters = new Map<string, FleetCluster>();
  let running: TestCluster | undefined;
  beforeAll(async () => {
    const fleet = await readFleet(resolve(root, 'fleet/shop.yaml'));
    for (const cluster of fleet.accounts[0].clusters)
      clusters.set(cluster.name, cluster);
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  const start = async (name: string) => {
    const cluster = clusters.get(name);
    if (!cluster) throw new Error(`no ${name}`);
    running = await startTestCluster(cluster.kubernetes, {
      nodes: nodesOf(cluster),
      name,
      version: cluster.version,
      addons: cluster.addons,
    });
    return running;
  };
  const items = async (path: string): Promise<Json[]> =>
    (await running?.call('GET', path))?.body.items ?? [];
  const unready = async () =>
    (await items('/api/v1/pods'))
      .filter(
        p =>
          !p.status.conditions?.some(
            (c: Json) => c.type === 'Ready' && c.status === 'True',
          ),
      )
      .map(
        p =>
          `${p.metadata.namespace}/${p.metadata.name}: ${JSON.stringify(
            p.status.conditions,
          )}`,
      );

  it('has six clusters, each with its entity in one of both annotation families', () => {
    const arns = catalog('clusters.yaml').map(
      e =>
        e.metadata.annotations['amazonaws.com/arn'] ??
        e.metadata.annotations['amazon.com/eks-cluster-arn'],
    );
    expect(arns.sort()).toEqual(
      [...clusters.keys()]
        .map(name => `arn:aws:eks:us-east-1:111122223333:cluster/${name}`)
        .sort(),
    );
    expect(arns).toHaveLength(6);
    expect(
      catalog('clusters.yaml').filter(e => e.spec.type === 'eks-cluster'),
    ).toHaveLength(3);
  });

  it('has six teams and twenty services, each of which finds workloads of its own', () => {
    const teams = catalog('teams.yaml')
      .filter(e => e.kind === 'Group')
      .map(e => e.metadata.name);
    expect(teams).toHaveLength(6);
    const services = catalog('services.yaml');
    expect(services).toHaveLength(20);
    const text = readFileSync(resolve(root, 'fleet/shop.yaml'), 'utf8');
    for (const { metadata, spec } of services) {
      expect(teams).toContain(spec.owner.split('/')[1]);
      const id = metadata.annotations['backstage.io/kubernetes-id'];
      const [key, value] =
        metadata.annotations['backstage.io/kubernetes-label-selector']?.split(
          '=',
        ) ?? [];
      expect(text).toContain(
        id ? `backstage.io/kubernetes-id: ${id} }` : `${key}: ${value} }`,
      );
    }
  });

  it('checkout-staging stands with nothing in the way', async () => {
    await start('checkout-staging');
    expect(await unready()).toEqual([]);
    const budgets = await items('/apis/policy/v1/poddisruptionbudgets');
    expect(
      budgets
        .filter(b => b.status.disruptionsAllowed === 0)
        .map(b => b.metadata.name),
    ).toEqual([]);
  });

  it('checkout-prod is blocked in four ways and keeps a Cassandra on its volumes', async () => {
    const cluster = await start('checkout-prod');
    expect(await unready()).toEqual([]);
    const evict = async (namespace: string, app: string) => {
      const [pod] = await items(
        `/api/v1/namespaces/${namespace}/pods?labelSelector=app.kubernetes.io%2Fname%3D${app}`,
      );
      return (
        await cluster.call(
          'POST',
          `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}/eviction`,
          {
            apiVersion: 'policy/v1',
            kind: 'Eviction',
            metadata: { name: pod.metadata.name },
          },
        )
      ).status;
    };
    expect(await evict('payments', 'payments-api')).toBe(429);
    expect(await evict('search', 'search')).toBe(500);
    const [orders] = await items(
      '/apis/apps/v1/namespaces/checkout/deployments?fieldSelector=metadata.name%3Dorders',
    );
    expect(orders.spec.template.spec.nodeSelector).toEqual({
      'eks.amazonaws.com/nodegroup': 'apps',
    });
    const bare = (await items('/api/v1/pods')).filter(
      p => !p.metadata.ownerReferences,
    );
    expect(bare.map(p => p.metadata.name)).toEqual(['search-reindex']);
    const volumes = await items('/api/v1/persistentvolumes');
    expect(volumes.map(v => v.spec.csi.driver)).toEqual([
      'ebs.csi.aws.com',
      'ebs.csi.aws.com',
      'ebs.csi.aws.com',
    ]);
    expect(
      new Set(
        volumes.map(
          v =>
            v.spec.nodeAffinity.required.nodeSelectorTerms[0]
              .matchExpressions[0].values[0],
        ),
      ).size,
    ).toBe(3);
  });

  it('checkout-prod takes the four fixes as patches', async () => {
    const cluster = await start('checkout-prod');
    const merge = { type: 'application/merge-patch+json' };
    const done = await Promise.all([
      cluster.call(
        'PATCH',
        '/apis/policy/v1/namespaces/payments/poddisruptionbudgets/payments-api',
        { spec: { maxUnavailable: 1 } },
        merge,
      ),
      cluster.call(
        'PATCH',
        '/apis/apps/v1/namespaces/checkout/deployments/orders',
        { spec: { template: { spec: { nodeSelector: null } } } },
        merge,
      ),
      cluster.call('DELETE', '/api/v1/namespaces/search/pods/search-reindex'),
      cluster.call(
        'PATCH',
        '/apis/policy/v1/namespaces/search/poddisruptionbudgets/search-legacy',
        {
          spec: {
            selector: { matchLabels: { 'app.kubernetes.io/name': 'nothing' } },
          },
        },
        merge,
      ),
    ]);
    expect(done.map(d => d.status)).toEqual([200, 200, 200, 200]);
    await until(
      async () =>
        (
          await items('/apis/policy/v1/poddisruptionbudgets')
        ).every(
          b =>
            b.status.disruptionsAllowed > 0 ||
            b.metadata.name === 'search-legacy',
        ),
      'budgets that allow',
    );
  });

  it('data-partial lets the portal read a part and answers 500 for one group', async () => {
    const cluster = await start('data-partial');
    cluster.cloud.identities.set('assess', {
      arn: 'arn:aws:iam::111122223333:role/eks-auto-mode-assess',
      username: 'assess',
      groups: ['eks-auto-mode-assess'],
      policies: [],
    });
    const status = async (path: string) =>
      (await cluster.call('GET', path, undefined, { token: 'assess' })).status;
    expect(await status('/api/v1/pods')).toBe(200);
    expect(await status('/apis/apps/v1/deployments')).toBe(200);
    expect(await status('/apis/policy/v1/poddisruptionbudgets')).toBe(403);
    expect(await status('/api/v1/persistentvolumes')).toBe(403);
    expect(await status('/api/v1/secrets')).toBe(403);
    expect(await status('/apis/metrics.k8s.io/v1beta1/pods')).toBe(403);
    expect(await status('/apis/networking.k8s.io/v1/ingresses')).toBe(500);
    expect(await unready()).toEqual([]);
  });

  it('legacy-unreachable refuses connections', async () => {
    const cluster = await start('legacy-unreachable');
    await expect(cluster.call('GET', '/version')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  it('batch-large has fifty nodes, all of it running, and room to spare', async () => {
    await start('batch-large');
    expect(await items('/api/v1/nodes')).toHaveLength(50);
    expect(await unready()).toEqual([]);
    expect((await items('/api/v1/pods')).length).toBeGreaterThan(500);
  });

  it('web-modern gets its nodes from Auto Mode', async () => {
    const cluster = await start('web-modern');
    cluster.api.enableAutoMode({
      nodePools: ['general-purpose', 'system'],
      nodeRoleName: 'web-modern-auto-node',
      subnetIds: ['subnet-a'],
      securityGroupIds: ['sg'],
      zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    });
    await until(async () => (await unready()).length === 0, 'every pod Ready');
    expect(cluster.api.autoModeResources().autoNodes).toBeGreaterThan(0);
    expect(cluster.api.autoModeResources().volumes).toBe(2);
  });
});
