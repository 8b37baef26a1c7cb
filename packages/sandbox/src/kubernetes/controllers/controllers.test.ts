// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Claim,
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  KubeObject,
  Node,
  Pod,
  StatefulSet,
  Volume,
} from '../model';
import { isReady } from '../model';
import {
  TestCluster,
  instance,
  startTestCluster,
} from '../testing/testCluster';
import { nextRun } from './jobs';

const NOW = new Date('2026-11-21T10:00:30Z');

/** The world's clock is the test's: nothing here waits. */
jest.setTimeout(60_000);

describe('controllers', () => {
  let cluster: TestCluster;
  beforeEach(() => {
    // The API listens on a real socket; only what controllers wait for is faked.
    jest.useFakeTimers({
      now: NOW,
      doNotFake: [
        'setImmediate',
        'nextTick',
        'queueMicrotask',
        'hrtime',
        'performance',
      ],
    });
  });
  afterEach(async () => {
    jest.useRealTimers();
    await cluster.stop();
  });

  /** Lets the queues run dry, and then time pass, bit by bit. */
  const pass = async (ms: number) => {
    for (let left = ms; left >= 0; left -= 100) {
      for (let turn = 0; turn < 5; turn++) {
        await new Promise(resolve => {
          setImmediate(resolve);
        });
      }
      jest.advanceTimersByTime(Math.min(100, Math.max(left, 0)));
    }
  };
  const all = <T extends KubeObject>(apiVersion: string, kind: string): T[] => {
    const snapshot = cluster.api.snapshot() as {
      tables: { apiVersion: string; kind: string; objects: T[] }[];
    };
    return (
      snapshot.tables.find(t => t.apiVersion === apiVersion && t.kind === kind)
        ?.objects ?? []
    );
  };
  const one = <T extends KubeObject>(
    apiVersion: string,
    kind: string,
    name: string,
  ): T => {
    const found = all<T>(apiVersion, kind).find(o => o.metadata.name === name);
    if (!found) throw new Error(`no ${kind} ${name}`);
    return found;
  };
  const pods = (app: string) =>
    all<Pod>('v1', 'Pod').filter(
      p => p.metadata.labels?.['app.kubernetes.io/name'] === app,
    );
  const ready = (app: string) =>
    pods(app).filter(p => isReady(p) && !p.metadata.deletionTimestamp).length;
  const start = async (
    namespace: object,
    options: Parameters<typeof startTestCluster>[1] = {},
  ) => {
    cluster = await startTestCluster(
      {
        pods: {
          readyAfterMs: [3000, 3000],
          goneAfterMs: [1000, 1000],
          jobMs: 10_000,
        },
        namespaces: [{ name: 'shop', ...namespace }],
      },
      { scale: 1, ...options },
    );
  };

  it('a pod is Ready after its delay, and gone after its own', async () => {
    await start({ deployments: [{ name: 'web', replicas: 1 }] });
    const web = one<Deployment>('apps/v1', 'Deployment', 'web');
    cluster.api.apply({ ...web, spec: { ...web.spec, replicas: 2 } }, 'test');
    await pass(2800);
    expect(ready('web')).toBe(1);
    await pass(400);
    expect(ready('web')).toBe(2);
    const grown = one<Deployment>('apps/v1', 'Deployment', 'web');
    cluster.api.apply(
      { ...grown, spec: { ...grown.spec, replicas: 0 } },
      'test',
    );
    await pass(500);
    expect(pods('web')).toHaveLength(2);
    expect(ready('web')).toBe(0);
    await pass(1000);
    expect(pods('web')).toHaveLength(0);
  });

  it('a roll-out never has more than its surge nor less than it may miss', async () => {
    await start({
      deployments: [
        {
          name: 'web',
          replicas: 8,
          strategy: {
            type: 'RollingUpdate',
            rollingUpdate: { maxSurge: 2, maxUnavailable: 1 },
          },
        },
      ],
    });
    const web = one<Deployment>('apps/v1', 'Deployment', 'web');
    const template = {
      ...web.spec.template,
      spec: {
        ...web.spec.template.spec,
        containers: [{ name: 'web', image: 'example/web:2' }],
      },
    };
    cluster.api.apply({ ...web, spec: { ...web.spec, template } }, 'test');
    for (let step = 0; step < 200; step++) {
      await pass(100);
      const standing = pods('web').filter(p => !p.metadata.deletionTimestamp);
      expect(standing.length).toBeLessThanOrEqual(10);
      expect(ready('web')).toBeGreaterThanOrEqual(7);
    }
    expect(new Set(pods('web').map(p => p.spec.containers[0].image))).toEqual(
      new Set(['example/web:2']),
    );
    expect(
      one<Deployment>('apps/v1', 'Deployment', 'web').status,
    ).toMatchObject({
      updatedReplicas: 8,
      availableReplicas: 8,
      observedGeneration: 2,
    });
  });

  it('a Recreate Deployment stops the old before it starts the new', async () => {
    await start({
      deployments: [
        { name: 'web', replicas: 2, strategy: { type: 'Recreate' } },
      ],
    });
    const web = one<Deployment>('apps/v1', 'Deployment', 'web');
    const template = {
      ...web.spec.template,
      metadata: { labels: { ...web.spec.template.metadata?.labels, v: '2' } },
    };
    cluster.api.apply({ ...web, spec: { ...web.spec, template } }, 'test');
    for (let step = 0; step < 80; step++) {
      await pass(100);
      expect(
        new Set(pods('web').map(p => p.metadata.labels?.v)).size,
      ).toBeLessThanOrEqual(1);
    }
    expect(ready('web')).toBe(2);
  });

  it('a StatefulSet brings its pods in order, each with a claim of its zone that outlives it', async () => {
    await start({
      statefulSets: [
        { name: 'db', replicas: 1, volumes: [{ name: 'data', size: '5Gi' }] },
      ],
    });
    const db = one<StatefulSet>('apps/v1', 'StatefulSet', 'db');
    cluster.api.apply({ ...db, spec: { ...db.spec, replicas: 3 } }, 'test');
    await pass(1000);
    expect(pods('db').map(p => p.metadata.name)).toEqual(['db-0', 'db-1']);
    await pass(8000);
    expect(ready('db')).toBe(3);
    const [claim] = all<Claim>('v1', 'PersistentVolumeClaim').filter(
      c => c.metadata.name === 'data-db-1',
    );
    const volume = one<Volume>(
      'v1',
      'PersistentVolume',
      claim.spec.volumeName ?? '',
    );
    const at = one<Node>('v1', 'Node', pods('db')[1].spec.nodeName ?? '');
    expect(
      volume.spec.nodeAffinity?.required?.nodeSelectorTerms[0]
        .matchExpressions?.[0].values,
    ).toEqual([at.metadata.labels?.['topology.kubernetes.io/zone']]);
    const grown = one<StatefulSet>('apps/v1', 'StatefulSet', 'db');
    cluster.api.apply(
      { ...grown, spec: { ...grown.spec, replicas: 1 } },
      'test',
    );
    await pass(4000);
    expect(pods('db').map(p => p.metadata.name)).toEqual(['db-0']);
    expect(all('v1', 'PersistentVolumeClaim')).toHaveLength(3);
  });

  it('a pod whose volume lies in a zone without room stays Pending', async () => {
    await start({
      statefulSets: [
        { name: 'db', replicas: 1, volumes: [{ name: 'data', size: '5Gi' }] },
      ],
    });
    const [pod] = pods('db');
    cluster.api.nodeTerminated(
      instance(
        [0, 1, 2].find(i => instance(i).privateDnsName === pod.spec.nodeName) ??
          0,
      ).instanceId,
    );
    await pass(2000);
    const [again] = pods('db');
    expect(again.spec.nodeName).toBeUndefined();
    expect(
      again.status?.conditions?.find(c => c.type === 'PodScheduled')?.message,
    ).toContain('volume node affinity conflict');
  });

  it('a DaemonSet has one pod on every node that it tolerates, and on those that come', async () => {
    await start(
      { daemonSets: [{ name: 'agent' }] },
      {
        nodes: [
          instance(0),
          instance(1, { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] }),
        ],
      },
    );
    expect(pods('agent')).toHaveLength(1);
    cluster.api.nodeJoined(instance(5));
    await pass(8000);
    expect(
      pods('agent')
        .map(p => p.spec.nodeName)
        .sort(),
    ).toEqual(['ip-10-0-0-1.ec2.internal', 'ip-10-0-5-1.ec2.internal']);
    expect(
      one<DaemonSet>('apps/v1', 'DaemonSet', 'agent').status,
    ).toMatchObject({ desiredNumberScheduled: 2, numberReady: 2 });
  });

  it('a Job runs its pods to the end, so many at a time', async () => {
    await start({
      jobs: [{ name: 'work', completions: 3, parallelism: 2, runMs: 5000 }],
    });
    expect(pods('work')).toHaveLength(2);
    await pass(9000);
    expect(one<Job>('batch/v1', 'Job', 'work').status).toMatchObject({
      succeeded: 2,
      active: 1,
    });
    await pass(9000);
    const { status } = one<Job>('batch/v1', 'Job', 'work');
    expect(status).toMatchObject({
      succeeded: 3,
      completionTime: expect.any(String),
    });
    expect(status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Complete', status: 'True' }),
    );
    expect(pods('work').map(p => p.status?.phase)).toEqual([
      'Succeeded',
      'Succeeded',
      'Succeeded',
    ]);
  });

  it('a CronJob starts its Job at its minute', async () => {
    await start({ cronJobs: [{ name: 'tick', schedule: '*/5 * * * *' }] });
    expect(all('batch/v1', 'Job')).toHaveLength(0);
    jest.advanceTimersByTime(4.5 * 60_000 + 100);
    await pass(500);
    expect(
      all<Job>('batch/v1', 'Job').map(
        j => j.metadata.ownerReferences?.[0].name,
      ),
    ).toEqual(['tick']);
    expect(
      one<CronJob>('batch/v1', 'CronJob', 'tick').status?.lastScheduleTime,
    ).toBe('2026-11-21T10:05:00Z');
  });

  it.each([
    ['15 2 * * *', '2026-11-22T02:15:00.000Z'],
    ['*/20 * * * *', '2026-11-21T10:20:00.000Z'],
    ['0 8-17/3 * * 1-5', '2026-11-23T08:00:00.000Z'],
    ['@hourly', '2026-11-21T11:00:00.000Z'],
    ['nonsense', undefined],
  ])('the schedule %s comes next at %s', async (schedule, expected) => {
    await start({});
    expect(nextRun(schedule, NOW)?.toISOString()).toBe(expected);
  });

  it('a cordon becomes a taint, and goes again with it', async () => {
    await start({});
    const node = one<Node>('v1', 'Node', 'ip-10-0-1-1.ec2.internal');
    cluster.api.apply(
      { ...node, spec: { ...node.spec, unschedulable: true } },
      'test',
    );
    await pass(100);
    const cordoned = one<Node>('v1', 'Node', node.metadata.name);
    expect(cordoned.spec.taints).toEqual([
      expect.objectContaining({
        key: 'node.kubernetes.io/unschedulable',
        effect: 'NoSchedule',
      }),
    ]);
    const { unschedulable: _was, ...spec } = cordoned.spec;
    cluster.api.apply({ ...cordoned, spec }, 'test');
    await pass(100);
    expect(
      one<Node>('v1', 'Node', node.metadata.name).spec.taints,
    ).toBeUndefined();
  });

  it('a namespace takes everything in it along', async () => {
    await start({
      deployments: [{ name: 'web', replicas: 2, service: { port: 80 } }],
      statefulSets: [{ name: 'db', volumes: [{ name: 'data', size: '1Gi' }] }],
    });
    expect(
      cluster.api.remove?.('v1', 'Namespace', 'shop', undefined, 'test'),
    ).toBe(true);
    await pass(5000);
    expect(all('v1', 'Namespace').map(n => n.metadata.name)).not.toContain(
      'shop',
    );
    for (const [apiVersion, kind] of [
      ['v1', 'Pod'],
      ['v1', 'PersistentVolumeClaim'],
      ['apps/v1', 'Deployment'],
      ['discovery.k8s.io/v1', 'EndpointSlice'],
    ]) {
      expect(
        all(apiVersion, kind).filter(o => o.metadata.namespace === 'shop'),
      ).toEqual([]);
    }
  });

  it('a Cluster Autoscaler grows the group whose nodes would take what waits, one at a time, and rests at 0 replicas', async () => {
    cluster = await startTestCluster(
      {
        pods: { readyAfterMs: [1000, 1000], goneAfterMs: [1000, 1000] },
        system: ['cluster-autoscaler'],
        namespaces: [
          {
            name: 'shop',
            deployments: [
              {
                name: 'big',
                replicas: 8,
                cpu: '1500m',
                nodeSelector: { size: 'big' },
              },
            ],
          },
        ],
      },
      {
        scale: 1,
        nodes: [
          instance(0, {
            origin: {
              type: 'managed-node-group',
              nodegroup: 'small',
              autoScalingGroup: 'asg-small',
              amiType: 'x',
            },
          }),
          instance(1, {
            labels: { size: 'big' },
            origin: {
              type: 'managed-node-group',
              nodegroup: 'big',
              autoScalingGroup: 'asg-big',
              amiType: 'x',
            },
          }),
        ],
      },
    );
    await pass(21_000);
    // Nothing more is asked of the group before its node has come.
    expect(cluster.cloud.capacities).toEqual([
      { group: 'asg-big', desired: 2 },
    ]);
    cluster.api.nodeJoined(
      instance(2, {
        labels: { size: 'big' },
        origin: {
          type: 'managed-node-group',
          nodegroup: 'big',
          autoScalingGroup: 'asg-big',
          amiType: 'x',
        },
      }),
    );
    await pass(15_000);
    expect(cluster.cloud.capacities.at(-1)).toEqual({
      group: 'asg-big',
      desired: 3,
    });
    const autoscaler = one<Deployment>(
      'apps/v1',
      'Deployment',
      'cluster-autoscaler',
    );
    cluster.api.apply(
      { ...autoscaler, spec: { ...autoscaler.spec, replicas: 0 } },
      'test',
    );
    await pass(3000);
    cluster.api.nodeJoined(
      instance(3, {
        labels: { size: 'big' },
        origin: {
          type: 'managed-node-group',
          nodegroup: 'big',
          autoScalingGroup: 'asg-big',
          amiType: 'x',
        },
      }),
    );
    const asked = cluster.cloud.capacities.length;
    await pass(30_000);
    expect(pods('big').some(p => !p.spec.nodeName)).toBe(true);
    expect(cluster.cloud.capacities).toHaveLength(asked);
  });
});
