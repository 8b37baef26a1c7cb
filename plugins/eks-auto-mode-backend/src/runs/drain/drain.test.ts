// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { createTestDatabases } from '../../__testUtils__/databases';
import { KubernetesError, resourceTypes } from '../../clusters/kubernetesApi';
import { cordon, uncordon } from '../effects/cordon';
import { evict } from '../effects/evict';
import { drain } from '../steps/drain';
import {
  FakeSessions,
  HandClock,
  fakeAws,
  migrated,
  planWith,
  replica,
  type BenchOptions,
} from '../__testUtils__/bench';
import { FakeCluster } from '../__testUtils__/fakeCluster';
import { at } from '../__testUtils__/fakeKubernetes';

const databases = createTestDatabases();

jest.setTimeout(60_000);

const drainStep: Partial<PlanStep> & Pick<PlanStep, 'id' | 'kind'> = {
  id: 'drain:managed:blue',
  kind: 'drain',
  source: 'managed:blue',
  changes: [
    {
      type: 'scoped',
      id: 'drain/0',
      api: 'kubernetes:cordon',
      scope: { source: 'managed:blue', filter: 'nodes' },
      maximum: 10,
      summary: '',
    },
    {
      type: 'scoped',
      id: 'drain/1',
      api: 'kubernetes:evict',
      scope: { source: 'managed:blue', filter: 'pods' },
      maximum: 1000,
      summary: '',
    },
  ],
};

describe('drain', () => {
  async function bench(
    instances: string[] = ['i-01', 'i-02'],
    more: Partial<BenchOptions> = {},
  ) {
    const knex = await migrated(await databases.init('SQLITE_3'));
    const clock = new HandClock();
    const cluster = new FakeCluster(clock);
    cluster.groupNode(1);
    cluster.groupNode(2);
    const group = [...instances];
    const aws = fakeAws(operation =>
      operation === 'DescribeNodegroup'
        ? { nodegroup: { resources: { autoScalingGroups: [{ name: 'asg' }] } } }
        : {
            AutoScalingGroups: [
              { Instances: group.map(InstanceId => ({ InstanceId })) },
            ],
          },
    );
    const sessions = new FakeSessions(cluster.api, aws);
    const pass = clock.pass.bind(clock);
    clock.pass = ms => {
      pass(Math.max(ms, 50));
      cluster.settle();
    };
    const one = replica({
      knex,
      clock,
      sessions,
      steps: [
        {
          kind: 'backup',
          reconcile: async () => ({ state: 'done' }),
          undo: async () => ({ state: 'done' }),
        },
        drain,
      ],
      effects: [evict, cordon, uncordon],
      ...more,
    });
    await one.store.addPlan(
      planWith([{ id: 'backup', kind: 'backup' }, drainStep], {
        options: { nodeDeadlineSeconds: 240 },
      }),
    );
    const start = async () => {
      const run = await one.service.approve(
        'plan-1',
        'd'.repeat(64),
        'user:default/bob',
      );
      await one.driver.idle();
      return one.service.get(run.id);
    };
    return { ...one, clock, cluster, group, start };
  }

  it('empties the nodes at the pace of budgets, without a refusal and without evicting twice', async () => {
    const { cluster, start } = await bench();
    cluster.deployment('web', 6);
    cluster.budget('web', 'web', { maxUnavailable: 1 });
    cluster.deployment('free', 4);
    const run = await start();
    expect(run.state).toBe('done');
    expect(cluster.refused).toBe(0);
    expect(cluster.evictions).toHaveLength(10);
    expect(cluster.podsOn('old-1')).toEqual([]);
    expect(cluster.podsOn('auto-1')).toHaveLength(10);
  });

  it('follows budgets between two looks at all pods, and reads whom it asks right before', async () => {
    const { cluster, start } = await bench();
    cluster.deployment('web', 6);
    cluster.budget('web', 'web', { maxUnavailable: 1 });
    const calls: string[] = [];
    cluster.api.intercept = (verb, target) => {
      calls.push(`${verb} ${target}`);
    };
    expect((await start()).state).toBe('done');
    expect(cluster.refused).toBe(0);
    const count = (call: string) => calls.filter(each => each === call).length;
    expect(count('list poddisruptionbudgets')).toBeGreaterThan(
      2 * count('list pods'),
    );
    // Whoever goes was read since the budgets were: by itself, or with all others.
    const asked = calls.flatMap((call, index) =>
      call.startsWith('evict ') ? [index] : [],
    );
    expect(asked).toHaveLength(6);
    expect(calls.some(call => call.startsWith('get pods/'))).toBe(true);
    for (const index of asked) {
      const pod = calls[index].slice('evict '.length);
      const since = calls.slice(0, index);
      const read = Math.max(
        since.lastIndexOf(`get ${pod}`),
        since.lastIndexOf('list pods'),
      );
      // A look asks for both lists at once.
      expect(read).toBeGreaterThanOrEqual(
        since.lastIndexOf('list poddisruptionbudgets') - 1,
      );
    }
  });

  it('asks the pods of one workload one after the other, and workloads side by side', async () => {
    const { cluster, start } = await bench();
    for (const app of ['web', 'shop']) {
      cluster.deployment(app, 6);
      cluster.budget(app, app, { maxUnavailable: 3 });
    }
    const asked: string[] = [];
    let most = 0;
    cluster.api.intercept = async (verb, target) => {
      if (verb !== 'evict') return;
      const app = target.includes('/web-') ? 'web' : 'shop';
      expect(asked).not.toContain(app);
      asked.push(app);
      most = Math.max(most, asked.length);
      await new Promise(resolve => setTimeout(resolve, 5));
      asked.splice(asked.indexOf(app), 1);
    };
    expect((await start()).state).toBe('done');
    expect(cluster.evictions).toHaveLength(12);
    expect(most).toBe(2);
  });

  it('does not ask a pod to go that has no place any more when it is read again', async () => {
    const { cluster, start } = await bench(undefined, {
      world: {
        podFits: (_plan, pod) =>
          pod.spec.nodeSelector === undefined
            ? { fits: true }
            : { fits: false, reason: 'disk: no pool has it' },
      },
    });
    cluster.deployment('web', 6);
    cluster.budget('web', 'web', { maxUnavailable: 1 });
    let before = '';
    let evictedThen: number | undefined;
    cluster.api.intercept = async (verb, target) => {
      if (verb !== 'list') return;
      const between = target === 'poddisruptionbudgets' && before !== 'pods';
      before = target;
      const allows = cluster.api
        .all(resourceTypes.podDisruptionBudgets)
        .some(budget => Number(at(budget, 'status.disruptionsAllowed')) > 0);
      if (!between || !allows || evictedThen !== undefined) return;
      // The budget lets go between two looks, and in that very moment what is left on old nodes comes
      // to need what no pool has.
      evictedThen = cluster.evictions.length;
      for (const name of [
        ...cluster.podsOn('old-1'),
        ...cluster.podsOn('old-2'),
      ])
        await cluster.api.patch(
          resourceTypes.pods,
          { namespace: 'shop', name },
          'merge',
          { spec: { nodeSelector: { disk: 'fast' } } },
        );
    };
    const run = await start();
    expect(run.state).toBe('blocked');
    expect(run.blockedBy).toMatchObject([{ code: 'misfit' }]);
    expect(evictedThen).toBeGreaterThan(0);
    expect(cluster.evictions).toHaveLength(evictedThen ?? 0);
  });

  it('cordons every node before the first pod goes', async () => {
    const { cluster, start } = await bench();
    cluster.deployment('web', 2);
    await start();
    const verbs = cluster.api.log.filter(
      line => line.startsWith('patch nodes') || line.startsWith('evict'),
    );
    expect(verbs.slice(0, 2).every(line => line.startsWith('patch'))).toBe(
      true,
    );
    expect(verbs.slice(2).every(line => line.startsWith('evict'))).toBe(true);
  });

  it('paces what no budget selects as if a quarter might be away', async () => {
    const { cluster, clock, start } = await bench();
    let most = 0;
    const pass = clock.pass;
    clock.pass = ms => {
      pass(ms);
      const ready = cluster.api
        .all(resourceTypes.pods)
        .filter(
          pod =>
            at(pod, 'metadata.deletionTimestamp') === undefined &&
            JSON.stringify(pod).includes('"status":"True"'),
        ).length;
      most = Math.max(most, 8 - ready);
    };
    cluster.deployment('free', 8);
    expect((await start()).state).toBe('done');
    expect(most).toBe(2);
  });

  it('leaves DaemonSet and mirror pods where they are', async () => {
    const { cluster, start } = await bench();
    cluster.pod('proxy', 'old-1', {
      metadata: {
        name: 'proxy',
        namespace: 'shop',
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'DaemonSet',
            name: 'p',
            uid: 'd',
            controller: true,
          },
        ],
      },
    });
    cluster.pod('static', 'old-2', {
      metadata: {
        name: 'static',
        namespace: 'shop',
        annotations: { 'kubernetes.io/config.mirror': 'x' },
      },
    });
    expect((await start()).state).toBe('done');
    expect(cluster.evictions).toEqual([]);
  });

  it('blocks on a bare pod, naming it, after everything else has moved', async () => {
    const { cluster, start } = await bench();
    cluster.deployment('web', 2);
    cluster.pod('lonely', 'old-1');
    const run = await start();
    expect(run.state).toBe('blocked');
    expect(run.blockedBy).toMatchObject([
      { code: 'WL-04', subject: { kind: 'Pod', name: 'lonely' } },
    ]);
    expect(cluster.podsOn('old-1')).toEqual(['lonely']);
    expect(cluster.podsOn('old-2')).toEqual([]);
  });

  it('evicts a bare pod whose loss was accepted', async () => {
    const { cluster, start } = await bench(undefined, {
      world: { accepted: async () => new Set(['WL-04 v1/Pod/shop/lonely']) },
    });
    cluster.pod('lonely', 'old-1');
    expect((await start()).state).toBe('done');
    expect(cluster.evictions).toHaveLength(1);
  });

  it('blocks on two budgets over one pod', async () => {
    const { cluster, start } = await bench();
    cluster.deployment('web', 2);
    cluster.budget('a', 'web', { maxUnavailable: 1 });
    cluster.budget('b', 'web', { maxUnavailable: 1 });
    const run = await start();
    expect(run.blockedBy).toMatchObject([
      { code: 'WL-02', subject: { kind: 'Deployment', name: 'web' } },
    ]);
    expect(cluster.evictions).toEqual([]);
  });

  it('asks at once for pods that no budget would hold: those that never become Ready', async () => {
    const { cluster, start } = await bench();
    cluster.deployment('broken', 2, { ready: false, readyMs: Infinity });
    cluster.budget('broken', 'broken', {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
    expect((await start()).state).toBe('done');
    expect(cluster.evictions).toHaveLength(2);
  });

  it('stops one workload whose replacements do not become Ready, and moves the others', async () => {
    const { cluster, start } = await bench();
    cluster.deployment('crash', 4, { readyMs: Infinity });
    cluster.deployment('web', 4);
    const run = await start();
    expect(run.state).toBe('blocked');
    expect(run.blockedBy).toMatchObject([
      { code: 'not-ready', subject: { name: 'crash' } },
    ]);
    const left = [...cluster.podsOn('old-1'), ...cluster.podsOn('old-2')];
    expect(left).toHaveLength(3);
    expect(left.every(name => name.startsWith('crash'))).toBe(true);
  });

  it('blocks a workload that lands on a node being drained for the second time', async () => {
    const { cluster, start } = await bench();
    cluster.deployment('sticky', 1, { tolerates: true });
    const run = await start();
    expect(run.blockedBy).toMatchObject([{ code: 'comes-back' }]);
    expect(cluster.evictions).toHaveLength(2);
  });

  it('holds before the first cordon where a pod has no place', async () => {
    const { cluster, start } = await bench(undefined, {
      world: {
        podFits: (_plan, pod) =>
          pod.metadata.name.startsWith('huge')
            ? { fits: false, reason: 'needs 512 cpu' }
            : { fits: true },
      },
    });
    cluster.deployment('huge', 1);
    cluster.deployment('web', 2);
    const run = await start();
    expect(run.blockedBy).toMatchObject([
      { code: 'misfit', subject: { name: 'huge' } },
    ]);
    expect(cluster.api.log.filter(line => line.startsWith('patch'))).toEqual(
      [],
    );
  });

  it('blocks where labels and the Auto Scaling group disagree, touching nothing', async () => {
    const { cluster, start } = await bench(['i-01', 'i-02']);
    cluster.groupNode(7);
    cluster.deployment('web', 2);
    const run = await start();
    expect(run.blockedBy).toMatchObject([
      { code: 'disputed-node', subject: { name: 'old-7' } },
    ]);
    expect(cluster.evictions).toEqual([]);
  });

  it('blocks on an Auto node that is labelled as one of the group', async () => {
    const { cluster, start } = await bench();
    cluster.groupNode(9, { 'eks.amazonaws.com/compute-type': 'auto' });
    const run = await start();
    expect(run.blockedBy[0].what).toContain('compute type is auto');
  });

  it('cordons a node that joins while the drain is at work', async () => {
    const { cluster, clock, group, start } = await bench();
    cluster.deployment('web', 6);
    cluster.budget('web', 'web', { maxUnavailable: 1 });
    const pass = clock.pass;
    let joined = false;
    clock.pass = ms => {
      pass(ms);
      if (joined || cluster.evictions.length < 2) return;
      joined = true;
      group.push('i-03');
      cluster.groupNode(3);
      cluster.pod('late', 'old-3', {
        metadata: {
          name: 'late',
          namespace: 'shop',
          ownerReferences: [
            {
              apiVersion: 'apps/v1',
              kind: 'StatefulSet',
              name: 's',
              uid: 's',
              controller: true,
            },
          ],
        },
      });
    };
    expect((await start()).state).toBe('done');
    expect(cluster.podsOn('old-3')).toEqual([]);
    expect(
      at(
        cluster.api.peek(resourceTypes.nodes, { name: 'old-3' }) ?? {},
        'spec.unschedulable',
      ),
    ).toBe(true);
  });

  it('shows a budget that never allows with its owner, and blocks at the node deadline', async () => {
    const { cluster, start, service } = await bench(undefined, {
      world: { ownerOf: async () => 'group:default/payments' },
    });
    cluster.deployment('pay', 2);
    cluster.budget('pay', 'pay', { maxUnavailable: 0 });
    const run = await start();
    expect(run.state).toBe('blocked');
    expect(run.blockedBy).toMatchObject([
      { code: 'node-deadline' },
      { code: 'node-deadline' },
      { code: 'WL-01', owner: 'group:default/payments' },
    ]);
    expect(cluster.refused).toBe(0);
    const view = await service.view(run.id, 'drain:managed:blue');
    expect(view).toMatchObject({ evicted: 0, remaining: 2 });
  });

  it('names a slow budget though every look is made under a claim of its own', async () => {
    const { cluster, clock, driver, service, start } = await bench(undefined, {
      burstMs: 0,
    });
    cluster.deployment('pay', 2);
    cluster.budget('pay', 'pay', { maxUnavailable: 0 });
    let run = await start();
    const from = clock.ms;
    while (run.blockedBy.length === 0 && clock.ms - from < 120_000) {
      clock.pass(500);
      await driver.tick();
      await driver.idle();
      run = await service.get(run.id);
    }
    expect(run.state).toBe('running');
    expect(run.blockedBy).toMatchObject([{ code: 'WL-01' }]);
    expect(await service.view(run.id, 'drain:managed:blue')).toMatchObject({
      nodes: expect.arrayContaining([
        expect.objectContaining({
          side: 'old',
          pods: [
            expect.objectContaining({
              state: 'blocked',
              blocked: expect.objectContaining({
                what: expect.stringMatching(/allows no disruption/),
                remedy: expect.stringMatching(/relax the budget/),
              }),
            }),
          ],
        }),
      ]),
    });
    expect(clock.ms - from).toBeLessThan(70_000);
  });

  it('counts a refusal that its own reading did not foresee, and goes on', async () => {
    const { cluster, start } = await bench();
    cluster.deployment('web', 2);
    cluster.budget('web', 'web', { maxUnavailable: 1 });
    let thrown = false;
    cluster.api.intercept = verb => {
      if (verb !== 'evict' || thrown) return;
      thrown = true;
      cluster.budget('web', 'web', { maxUnavailable: 0 });
      cluster.api.intercept = () => {
        cluster.budget('web', 'web', { maxUnavailable: 1 });
        cluster.api.intercept = () => {};
      };
    };
    expect((await start()).state).toBe('done');
    expect(cluster.refused).toBe(1);
    expect(cluster.evictions).toHaveLength(2);
  });

  it('asks again for a pod whose budget somebody else kept writing', async () => {
    const { cluster, start } = await bench();
    cluster.deployment('web', 6);
    cluster.budget('web', 'web', { maxUnavailable: 1 });
    const asked: string[] = [];
    cluster.api.intercept = (verb, target) => {
      if (verb !== 'evict') return;
      asked.push(target);
      if (asked.length === 2)
        throw new KubernetesError(
          409,
          'Conflict',
          'Operation cannot be fulfilled on poddisruptionbudgets.policy "web": the object has been modified',
        );
    };
    expect((await start()).state).toBe('done');
    expect(cluster.evictions).toHaveLength(6);
    expect(asked).toHaveLength(7);
  });

  it('takes a pod for gone whose name another has by the time it is asked', async () => {
    const { cluster, start } = await bench();
    cluster.deployment('web', 3);
    let replaced: string | undefined;
    cluster.api.intercept = (verb, target) => {
      if (verb !== 'evict' || replaced) return;
      replaced = target;
      const [, namespace, name] = target.split('/');
      const pod =
        cluster.api.peek(resourceTypes.pods, { namespace, name }) ?? {};
      cluster.pod(name, 'auto-1', {
        metadata: {
          name,
          namespace,
          uid: 'another',
          labels: at(pod, 'metadata.labels') ?? {},
          ownerReferences: at(pod, 'metadata.ownerReferences') ?? [],
        },
      });
    };
    expect((await start()).state).toBe('done');
    expect(replaced).toBeDefined();
    expect(cluster.evictions).toHaveLength(2);
  });

  it('uncordons only what it cordoned', async () => {
    const { cluster, start, service, driver } = await bench();
    cluster.deployment('web', 2);
    await cluster.api.patch(resourceTypes.nodes, { name: 'old-2' }, 'merge', {
      spec: { unschedulable: true },
    });
    const run = await start();
    await service.command(
      run.id,
      { type: 'undo', undoTo: 'workloads-back' },
      'user:default/bob',
    );
    await driver.idle();
    expect((await service.get(run.id)).state).toBe('undone');
    const cordoned = (name: string) =>
      at(
        cluster.api.peek(resourceTypes.nodes, { name }) ?? {},
        'spec.unschedulable',
      ) ?? false;
    expect([cordoned('old-1'), cordoned('old-2')]).toEqual([false, true]);
  });
});
