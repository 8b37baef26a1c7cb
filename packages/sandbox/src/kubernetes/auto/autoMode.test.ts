// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Answer } from '../../contract/kubernetesClient';
import {
  TestCluster,
  instance,
  startTestCluster,
  until,
} from '../testing/testCluster';

type Json = Answer['body'];
const MERGE = { type: 'application/merge-patch+json' };
const OPTIONS = {
  nodePools: ['system' as const],
  nodeRoleName: 'auto-node',
  subnetIds: ['subnet-a'],
  securityGroupIds: ['sg-1'],
  zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
};
const FAST = { pods: { readyAfterMs: [10, 20], goneAfterMs: [5, 10] } };

const pool = (name: string, spec: object = {}, template: object = {}) => ({
  apiVersion: 'karpenter.sh/v1',
  kind: 'NodePool',
  metadata: { name },
  spec: {
    disruption: {
      budgets: [{ nodes: '0' }],
      consolidateAfter: '0s',
      consolidationPolicy: 'WhenEmpty',
    },
    template: {
      spec: {
        nodeClassRef: {
          group: 'eks.amazonaws.com',
          kind: 'NodeClass',
          name: 'default',
        },
        requirements: [
          {
            key: 'karpenter.sh/capacity-type',
            operator: 'In',
            values: ['on-demand'],
          },
        ],
        ...template,
      },
    },
    ...spec,
  },
});

jest.setTimeout(60_000);

describe('Auto Mode', () => {
  let cluster: TestCluster;
  const start = async (
    section: object,
    options: Parameters<typeof startTestCluster>[1] = {},
  ) => {
    cluster = await startTestCluster({ ...FAST, ...section }, options);
    cluster.api.enableAutoMode(OPTIONS);
  };
  afterEach(() => cluster.stop());

  const list = async (path: string): Promise<Json[]> =>
    (await cluster.call('GET', path)).body.items ?? [];
  const autoNodes = () =>
    list('/api/v1/nodes?labelSelector=eks.amazonaws.com%2Fcompute-type%3Dauto');
  const pods = (app: string) =>
    list(
      `/api/v1/namespaces/shop/pods?labelSelector=app.kubernetes.io%2Fname%3D${app}`,
    );
  const isReady = (object: Json) =>
    object.status?.conditions?.some(
      (c: Json) => c.type === 'Ready' && c.status === 'True',
    );
  const readyPods = (app: string, count: number) =>
    until(async () => {
      const found = (await pods(app)).filter(
        p => isReady(p) && !p.metadata.deletionTimestamp,
      );
      return found.length === count ? found : undefined;
    }, `${count} Ready pods of ${app}`);
  const makePool = async (object: object) =>
    expect(
      (await cluster.call('POST', '/apis/karpenter.sh/v1/nodepools', object))
        .status,
    ).toBe(201);

  it('brings definitions, the asked pools and the class, and nothing moves', async () => {
    await start({
      namespaces: [
        { name: 'shop', deployments: [{ name: 'web', replicas: 3, cpu: '1' }] },
      ],
    });
    await until(
      async () =>
        (
          await list('/apis/karpenter.sh/v1/nodepools')
        )[0]?.status?.conditions?.some(
          (c: Json) => c.type === 'Ready' && c.status === 'True',
        ),
      'a Ready pool',
    );
    expect(
      (await list('/apis/karpenter.sh/v1/nodepools')).map(p => p.metadata.name),
    ).toEqual(['system']);
    const [nodeClass] = await list('/apis/eks.amazonaws.com/v1/nodeclasses');
    expect(nodeClass).toMatchObject({
      metadata: { name: 'default' },
      spec: { role: 'auto-node', subnetSelectorTerms: [{ id: 'subnet-a' }] },
    });
    expect(
      (
        await list('/apis/apiextensions.k8s.io/v1/customresourcedefinitions')
      ).map(d => d.metadata.name),
    ).toContain('nodediagnostics.eks.amazonaws.com');
    expect(await autoNodes()).toEqual([]);
    expect(cluster.api.autoModeResources()).toEqual({
      loadBalancers: 0,
      volumes: 0,
      autoNodes: 0,
    });
  });

  it('launches the cheapest type that holds what waits, DaemonSets included', async () => {
    await start(
      {
        namespaces: [
          {
            name: 'shop',
            daemonSets: [{ name: 'agent', cpu: '500m' }],
            deployments: [
              {
                name: 'web',
                replicas: 3,
                cpu: '800m',
                memory: '1Gi',
                nodeSelector: { 'eks.amazonaws.com/compute-type': 'auto' },
              },
            ],
          },
        ],
      },
      { nodes: [instance(0)] },
    );
    await makePool(
      pool(
        'apps',
        {},
        {
          requirements: [
            {
              key: 'eks.amazonaws.com/instance-generation',
              operator: 'Gt',
              values: ['4'],
            },
          ],
        },
      ),
    );
    const found = await readyPods('web', 3);
    const [node] = await autoNodes();
    // 3 × 800m + 500m want more than a large has, and an xlarge holds it: the old m4 is cheap enough, but too old.
    expect(node.metadata.labels).toMatchObject({
      'node.kubernetes.io/instance-type': 'm6i.xlarge',
      'eks.amazonaws.com/instance-category': 'm',
      'karpenter.sh/nodepool': 'apps',
      'karpenter.sh/capacity-type': 'on-demand',
      'kubernetes.io/hostname': node.metadata.name,
    });
    expect(node.metadata.name).toMatch(/^i-/);
    expect(new Set(found.map(p => p.spec.nodeName))).toEqual(
      new Set([node.metadata.name]),
    );
    expect((await pods('agent')).map(p => p.spec.nodeName)).toContain(
      node.metadata.name,
    );
    const [claim] = await list('/apis/karpenter.sh/v1/nodeclaims');
    expect(claim).toMatchObject({
      status: { nodeName: node.metadata.name },
      metadata: { ownerReferences: [{ kind: 'NodePool', name: 'apps' }] },
    });
    expect(isReady(claim)).toBe(true);
    expect(await autoNodes()).toHaveLength(1);
  });

  it('keeps pools apart by taint, weight and limits', async () => {
    const web = (name: string, extra: object = {}) => ({
      name,
      cpu: '1',
      nodeSelector: { 'eks.amazonaws.com/compute-type': 'auto' },
      ...extra,
    });
    await start(
      {
        namespaces: [
          {
            name: 'shop',
            deployments: [
              web('plain'),
              web('gpu', {
                tolerations: [{ key: 'dedicated', operator: 'Exists' }],
                nodeSelector: { team: 'ml' },
              }),
              web('huge', {
                cpu: '100',
                nodeSelector: { 'eks.amazonaws.com/compute-type': 'auto' },
              }),
            ],
          },
        ],
      },
      { nodes: [instance(0)] },
    );
    await makePool(
      pool(
        'tainted',
        { weight: 100 },
        {
          taints: [{ key: 'dedicated', value: 'ml', effect: 'NoSchedule' }],
          requirements: [{ key: 'team', operator: 'In', values: ['ml'] }],
        },
      ),
    );
    await makePool(pool('closed', { weight: 50, limits: { cpu: '0' } }));
    await makePool(pool('open', { weight: 10 }));
    const [plain] = await readyPods('plain', 1);
    const [gpu] = await readyPods('gpu', 1);
    const poolOf = async (p: Json) =>
      (await cluster.call('GET', `/api/v1/nodes/${p.spec.nodeName}`)).body
        .metadata.labels['karpenter.sh/nodepool'];
    expect(await poolOf(plain)).toBe('open');
    expect(await poolOf(gpu)).toBe('tainted');
    expect((await pods('huge'))[0].spec.nodeName).toBeUndefined();
  });

  it('spreads over zones where a pod must', async () => {
    await start(
      {
        namespaces: [
          {
            name: 'shop',
            deployments: [
              {
                name: 'spread',
                replicas: 3,
                cpu: '100m',
                spread: 'zone-required',
                nodeSelector: { 'eks.amazonaws.com/compute-type': 'auto' },
              },
            ],
          },
        ],
      },
      { nodes: [instance(0)] },
    );
    await makePool(pool('apps'));
    await readyPods('spread', 3);
    expect(
      (await autoNodes())
        .map(n => n.metadata.labels['topology.kubernetes.io/zone'])
        .sort(),
    ).toEqual(OPTIONS.zones);
  });

  it('says why a launch was refused and tries again', async () => {
    await start(
      {
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
    cluster.cloud.refusal = 'not authorized to perform sts:TagSession';
    await makePool(pool('apps'));
    await until(async () => {
      const [claim] = await list('/apis/karpenter.sh/v1/nodeclaims');
      return claim?.status?.conditions?.find(
        (c: Json) =>
          c.type === 'Launched' &&
          c.status === 'False' &&
          c.message ===
            'Error creating fleet: not authorized to perform sts:TagSession',
      );
    }, 'a refused claim');
    cluster.cloud.refusal = undefined;
    await readyPods('web', 1);
    expect(await list('/apis/karpenter.sh/v1/nodeclaims')).toHaveLength(1);
  });

  it('drains under the budgets when a pool is deleted, and only then ends its nodes', async () => {
    await start(
      {
        namespaces: [
          {
            name: 'shop',
            deployments: [
              {
                name: 'web',
                replicas: 2,
                cpu: '100m',
                nodeSelector: { 'eks.amazonaws.com/compute-type': 'auto' },
                pdb: { minAvailable: 2 },
              },
            ],
          },
        ],
      },
      { nodes: [instance(0)] },
    );
    await makePool(pool('first'));
    const [pod] = await readyPods('web', 2);
    await cluster.call('DELETE', '/apis/karpenter.sh/v1/nodepools/first');
    await until(
      () =>
        cluster.ledger.some(
          e => e.field === 'eviction' && e.by === 'sandbox:karpenter',
        ),
      'evictions asked for',
    );
    expect(cluster.cloud.terminated).toEqual([]);
    const [standing] = await autoNodes();
    expect(standing.spec.taints).toContainEqual(
      expect.objectContaining({ key: 'karpenter.sh/disrupted' }),
    );
    await makePool(pool('second'));
    await cluster.call(
      'PATCH',
      '/apis/policy/v1/namespaces/shop/poddisruptionbudgets/web',
      { spec: { minAvailable: 1 } },
      MERGE,
    );
    await until(
      () => cluster.cloud.terminated.includes(pod.spec.nodeName),
      'the instance ended',
    );
    await readyPods('web', 2);
    expect(
      (await autoNodes()).map(n => n.metadata.labels['karpenter.sh/nodepool']),
    ).toEqual(['second']);
    expect(
      (await list('/apis/karpenter.sh/v1/nodeclaims')).map(
        c => c.metadata.labels['karpenter.sh/nodepool'],
      ),
    ).toEqual(['second']);
    const accepted = cluster.ledger
      .filter(
        e => e.field === 'eviction' && (e.after as Json).outcome === 'accepted',
      )
      .map(e => e.object);
    expect(new Set(accepted).size).toBe(accepted.length);
  });

  it('takes away empty nodes only where a budget lets it', async () => {
    await start(
      {
        namespaces: [
          {
            name: 'shop',
            deployments: [
              {
                name: 'web',
                replicas: 1,
                cpu: '1',
                nodeSelector: { 'eks.amazonaws.com/compute-type': 'auto' },
              },
            ],
          },
        ],
      },
      { nodes: [instance(0)] },
    );
    await makePool(pool('apps'));
    await readyPods('web', 1);
    await cluster.call(
      'PATCH',
      '/apis/apps/v1/namespaces/shop/deployments/web',
      { spec: { replicas: 0 } },
      MERGE,
    );
    await until(async () => (await pods('web')).length === 0, 'no pod');
    await new Promise(resolve => {
      setTimeout(resolve, 400);
    });
    expect(await autoNodes()).toHaveLength(1);
    await cluster.call(
      'PATCH',
      '/apis/karpenter.sh/v1/nodepools/apps',
      { spec: { disruption: { budgets: [{ nodes: '100%' }] } } },
      MERGE,
    );
    await until(async () => (await autoNodes()).length === 0, 'no node');
    expect(cluster.cloud.terminated).toHaveLength(1);
  });

  it('is as dangerous off as it is: nodes and pods are gone at once', async () => {
    await start(
      {
        namespaces: [
          {
            name: 'shop',
            deployments: [
              {
                name: 'web',
                cpu: '1',
                nodeSelector: { 'eks.amazonaws.com/compute-type': 'auto' },
                pdb: { minAvailable: 1 },
              },
            ],
          },
        ],
      },
      { nodes: [instance(0)] },
    );
    await makePool(pool('apps'));
    await readyPods('web', 1);
    cluster.api.disableAutoMode();
    expect(await autoNodes()).toEqual([]);
    expect(cluster.cloud.terminated).toHaveLength(1);
    const [replacement] = await until(async () => {
      const found = await pods('web');
      return found.length && !found[0].spec.nodeName ? found : undefined;
    }, 'a replacement that waits');
    expect(replacement.status.phase).toBe('Pending');
    expect(
      (await cluster.call('GET', '/apis/karpenter.sh/v1/nodepools/apps'))
        .status,
    ).toBe(200);
    expect(
      (await cluster.call('GET', '/apis/karpenter.sh/v1/nodepools/system'))
        .status,
    ).toBe(404);
  });

  it('takes new load balancers, leaves old ones alone, and takes its own along', async () => {
    await start({
      namespaces: [
        {
          name: 'shop',
          deployments: [
            { name: 'old', service: { port: 80, type: 'LoadBalancer' } },
          ],
        },
      ],
    });
    const service = async (name: string) =>
      (await cluster.call('GET', `/api/v1/namespaces/shop/services/${name}`))
        .body;
    await cluster.call('POST', '/api/v1/namespaces/shop/services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'new' },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
    });
    await until(
      async () => (await service('new')).status?.loadBalancer?.ingress,
      'an address',
    );
    expect((await service('new')).spec.loadBalancerClass).toBe(
      'eks.amazonaws.com/nlb',
    );
    const old = await service('old');
    expect(old.spec.loadBalancerClass).toBeUndefined();
    expect(old.status.loadBalancer.ingress).toHaveLength(1);
    expect(cluster.api.autoModeResources().loadBalancers).toBe(1);
    cluster.api.disableAutoMode();
    expect((await service('new')).status.loadBalancer).toEqual({});
    expect((await service('old')).status.loadBalancer.ingress).toHaveLength(1);
  });

  it('never mounts a volume of the other driver, and crashes what is told to crash', async () => {
    await start(
      {
        namespaces: [
          {
            name: 'shop',
            statefulSets: [
              {
                name: 'db',
                replicas: 1,
                cpu: '1',
                volumes: [{ name: 'data', size: '1Gi' }],
              },
            ],
            deployments: [{ name: 'brittle', cpu: '1', crashesOn: 'auto' }],
          },
        ],
      },
      { nodes: [instance(0)] },
    );
    await makePool(pool('apps'));
    await readyPods('db', 1);
    await cluster.call(
      'PATCH',
      '/api/v1/nodes/ip-10-0-0-1.ec2.internal',
      { spec: { unschedulable: true } },
      MERGE,
    );
    for (const app of ['db', 'brittle']) {
      const [pod] = await pods(app);
      await cluster.call(
        'POST',
        `/api/v1/namespaces/shop/pods/${pod.metadata.name}/eviction`,
        {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: pod.metadata.name },
        },
      );
    }
    const stuck = await until(
      async () =>
        (
          await pods('db')
        ).find(
          p =>
            p.status.containerStatuses?.[0].state.waiting?.reason ===
            'ContainerCreating',
        ),
      'a pod that cannot mount',
    );
    expect(stuck.status.containerStatuses[0].state.waiting.message).toContain(
      'ebs.csi.aws.com',
    );
    await until(
      async () =>
        (
          await pods('brittle')
        ).find(
          p =>
            p.status.containerStatuses?.[0].state.waiting?.reason ===
              'CrashLoopBackOff' &&
            p.status.containerStatuses[0].restartCount > 1,
        ),
      'a crash loop',
    );
  });
});
