// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Plan } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { createTestDatabases } from '../__testUtils__/databases';
import { KubernetesError, resourceTypes } from '../clusters/kubernetesApi';
import type { EffectKind } from './effect';
import { BlockedError, type Step } from './step';
import {
  FakeSessions,
  HandClock,
  fakeAws,
  migrated,
  planWith,
  replica,
  verifiedBackup,
  type BenchOptions,
} from './__testUtils__/bench';
import { FakeKubernetes } from './__testUtils__/fakeKubernetes';

const databases = createTestDatabases();

jest.setTimeout(60_000);

const noAws = () =>
  fakeAws(operation => {
    throw new Error(`${operation} was not expected`);
  });

const label: EffectKind<{ name: string; value: string }> = {
  api: 'kubernetes:patch',
  object: args => `v1/Namespace//${args.name}`,
  request: args => ({ value: args.value }),
  describe: args => `Label ${args.name}`,
  call: async (args, session, { signal }) => {
    await session.kubernetes.patch(
      resourceTypes.namespaces,
      { name: args.name },
      'merge',
      { metadata: { labels: { moved: args.value } } },
      signal,
    );
    return undefined;
  },
  settle: async (intent, session, signal) => {
    const object = await session.kubernetes.get(
      resourceTypes.namespaces,
      { name: intent.args.name },
      signal,
    );
    return JSON.stringify(object).includes(`"moved":"${intent.args.value}"`)
      ? { state: 'happened' }
      : { state: 'did-not' };
  },
  inverse: record => ({
    api: 'kubernetes:patch',
    args: { name: String(record.args.name), value: String(record.replaces) },
  }),
};

const backupStep: Step = {
  kind: 'backup',
  reconcile: async () => ({ state: 'done' }),
  undo: async () => ({ state: 'done' }),
};

/** Labels one namespace, once; takes the label back. */
const labelStep: Step = {
  kind: 'subnet-tags',
  async reconcile(context) {
    const happened = await context.effects({ state: 'happened' });
    if (happened.length > 0) return { state: 'done' };
    const [change] = context.step.changes;
    const result = await context.perform(
      label,
      { name: 'shop', value: 'yes' },
      { change, replaces: 'no' },
    );
    return result.state === 'failed' && result.error.retry === 'never'
      ? {
          state: 'blocked',
          blocked: [{ what: 'x', now: 'y', remedy: 'z' }],
        }
      : { state: 'again', afterMs: 100, message: 'labelling' };
  },
  async undo(context) {
    const all = await context.effects({ state: 'happened' });
    const mine = all.find(
      effect =>
        effect.undoes === undefined &&
        !all.some(other => other.undoes === effect.effectId),
    );
    if (!mine) return { state: 'done' };
    await context.perform(
      label,
      { name: 'shop', value: String(mine.replaces) },
      { undoes: mine, replaces: 'yes' },
    );
    return { state: 'again', afterMs: 100, message: 'taking back' };
  },
};

const plan = (): Plan =>
  planWith([
    { id: 'backup', kind: 'backup' },
    {
      id: 'subnet-tags',
      kind: 'subnet-tags',
      changes: [
        {
          type: 'exact',
          id: 'subnet-tags/0',
          api: 'kubernetes:patch',
          target: 'v1/Namespace//shop',
          summary: '',
          before: null,
          after: null,
          request: { value: 'yes' },
        },
      ],
    },
  ]);

describe('RunEngine', () => {
  describe.each(databases.eachSupportedId())('%s', databaseId => {
    async function bench(more: Partial<BenchOptions> = {}) {
      const knex = await migrated(await databases.init(databaseId));
      const clock = new HandClock();
      const kubernetes = new FakeKubernetes();
      kubernetes.put(resourceTypes.namespaces, { metadata: { name: 'shop' } });
      const sessions = new FakeSessions(kubernetes, noAws());
      const options: BenchOptions = {
        knex,
        clock,
        sessions,
        steps: [backupStep, labelStep],
        effects: [label],
        ...more,
      };
      const a = replica(options);
      await a.store.addPlan(plan());
      return { ...a, knex, clock, kubernetes, sessions, options };
    }

    const patches = (kubernetes: FakeKubernetes) =>
      kubernetes.log.filter(line => line.startsWith('patch'));

    it('takes an approved plan to its end, once, with a gapless journal', async () => {
      const { service, driver, kubernetes } = await bench();
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
        'go',
      );
      await driver.idle();
      const after = await service.get(run.id);
      expect(after.state).toBe('done');
      expect(after.steps.map(step => step.state)).toEqual(['done', 'done']);
      expect(patches(kubernetes)).toHaveLength(1);
      const { items } = await service.journal(run.id, { limit: 100 });
      expect(items.map(item => item.sequence)).toEqual(
        items.map((_, index) => index + 1),
      );
      expect(items.map(item => item.type)).toEqual([
        'requested',
        'approved',
        'step-started',
        'step-done',
        'step-started',
        'intent',
        'outcome',
        'step-done',
        'ended',
      ]);
    });

    it('refuses a second run on the cluster, naming the first', async () => {
      const { service, store } = await bench({
        steps: [
          {
            ...backupStep,
            reconcile: async () => ({
              state: 'again',
              afterMs: 60_000,
              message: 'waiting',
            }),
          },
          labelStep,
        ],
      });
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      await store.addPlan({ ...plan(), id: 'plan-2' });
      await expect(
        service.approve('plan-2', plan().digest, 'user:default/bob'),
      ).rejects.toThrow(run.id);
    });

    it.each<[string, Partial<BenchOptions>, string, RegExp]>([
      ['another digest', {}, 'other', /digest/],
      ['drift', { drift: ['version was 1.34'] }, '', /version was 1.34/],
      [
        'a blocker',
        { unexcepted: [{ code: 'WL-04', subjectKey: 'k', message: 'bare' }] },
        '',
        /WL-04/,
      ],
      ['the same person', { separateApprover: true }, '', /somebody else/],
    ])('refuses an approval with %s', async (_, more, digest, message) => {
      const { service } = await bench(more);
      await expect(
        service.approve('plan-1', digest || plan().digest, 'user:default/ann'),
      ).rejects.toThrow(message);
    });

    it('changes nothing by a replica that was frozen between intent and call while another undid', async () => {
      const { service, sessions, driver, clock, kubernetes, options, store } =
        await bench();
      let thaw = () => {};
      const frozen = new Promise<void>(resolve => {
        sessions.beforeCall = permit =>
          permit.api === 'kubernetes:patch'
            ? new Promise<void>(go => {
                thaw = go;
                resolve();
              })
            : Promise.resolve();
      });
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      await frozen;
      // Replica a stands still with its intent written and its lease renewed. The lease lapses.
      clock.pass(60_000);
      const b = replica({
        ...options,
        holder: 'replica-b',
        sessions: new FakeSessions(kubernetes, noAws()),
      });
      await b.service.command(
        run.id,
        { type: 'undo', undoTo: 'auto-mode-off' },
        'user:default/bob',
      );
      await b.driver.idle();
      expect((await b.service.get(run.id)).state).toBe('undone');
      const before = kubernetes.log.length;
      const sequence = (await store.journal(run.id, { after: 0, limit: 500 }))
        .length;
      thaw();
      await driver.idle();
      expect(kubernetes.log.slice(before)).toEqual([]);
      expect(patches(kubernetes)).toEqual([]);
      expect(
        await store.journal(run.id, { after: sequence, limit: 10 }),
      ).toEqual([]);
    });

    it('does not take the lock for a run that another ended while the replica stood still', async () => {
      const { service, driver, clock, kubernetes, options } = await bench();
      const get = kubernetes.get.bind(kubernetes);
      let thaw = () => {};
      const frozen = new Promise<void>(resolve => {
        jest
          .spyOn(kubernetes, 'get')
          .mockImplementationOnce(async (...args) => {
            await new Promise<void>(go => {
              thaw = go;
              resolve();
            });
            return get(...args);
          });
      });
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      // Replica a is about to look who holds the lock in the cluster.
      await frozen;
      clock.pass(60_000);
      const b = replica({ ...options, holder: 'replica-b' });
      await b.driver.tick();
      await b.driver.idle();
      expect((await b.service.get(run.id)).state).toBe('done');
      const before = kubernetes.log.length;
      thaw();
      await driver.idle();
      expect(kubernetes.log.slice(before)).toEqual([]);
    });

    it('settles a call that was made before a crash instead of making it again', async () => {
      const { service, sessions, clock, kubernetes, options, store } =
        await bench();
      const reached = new Promise<void>(resolve => {
        sessions.beforeCall = async permit => {
          if (permit.api !== 'kubernetes:patch') return;
          await kubernetes.patch(
            resourceTypes.namespaces,
            { name: 'shop' },
            'merge',
            { metadata: { labels: { moved: 'yes' } } },
          );
          resolve();
          // The process is gone: nothing of it ever comes back.
          await new Promise(() => {});
        };
      });
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      await reached;
      clock.pass(41_000);
      const b = replica({
        ...options,
        holder: 'replica-b',
        sessions: new FakeSessions(kubernetes, noAws()),
      });
      await b.driver.tick();
      await b.driver.idle();
      expect((await b.service.get(run.id)).state).toBe('done');
      expect(patches(kubernetes)).toHaveLength(1);
      const effects = await store.effects(run.id);
      expect(effects.map(effect => effect.state)).toEqual(['happened']);
    });

    it('makes each change once though three replicas tick at the same time', async () => {
      const { service, driver, kubernetes, options, store } = await bench();
      const others = ['replica-b', 'replica-c'].map(holder =>
        replica({
          ...options,
          holder,
          sessions: new FakeSessions(kubernetes, noAws()),
        }),
      );
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      for (let round = 0; round < 10; round++)
        await Promise.all(
          [driver, ...others.map(other => other.driver)].map(each =>
            each.tick(),
          ),
        );
      await Promise.all(
        [driver, ...others.map(other => other.driver)].map(each => each.idle()),
      );
      expect((await service.get(run.id)).state).toBe('done');
      expect(patches(kubernetes)).toHaveLength(1);
      expect(await store.effects(run.id)).toHaveLength(1);
    });

    it('leaves a run alone until the lapsed lease plus one call timeout has passed', async () => {
      const { leases, service, driver, knex, clock, options } = await bench();
      await service.approve('plan-1', plan().digest, 'user:default/bob');
      await driver.idle();
      await knex('eks_run_leases').update({
        holder: 'gone',
        held_until: clock.ms + 30_000,
        due_at: null,
      });
      clock.pass(39_999);
      const b = replica({ ...options, holder: 'replica-b' });
      expect(await b.leases.claimDue(5)).toEqual([]);
      clock.pass(2);
      expect(await b.leases.claimDue(5)).toHaveLength(1);
      expect(await leases.claimDue(5)).toEqual([]);
    });

    it('keeps its claim while a reconcile reads for longer than a lease, and loses it where it hangs', async () => {
      let beat = () => {};
      let read = () => {};
      let reached = () => {};
      const reading = new Promise<void>(resolve => {
        reached = resolve;
      });
      const slow: Step = {
        ...backupStep,
        reconcile: async () => {
          await new Promise<void>(go => {
            read = go;
            reached();
          });
          return { state: 'done' };
        },
      };
      const { service, driver, leases, clock, options } = await bench({
        steps: [slow, labelStep],
        every: (_ms, keep) => {
          beat = keep;
          return () => {
            beat = () => {};
          };
        },
      });
      const b = replica({ ...options, holder: 'replica-b' });
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      await reading;
      const renewed = jest.spyOn(leases, 'renew');
      for (let beats = 1; beats <= 90; beats++) {
        clock.pass(10_000);
        beat();
        await Promise.all(renewed.mock.results.map(each => each.value));
        expect(await b.leases.claimDue(1)).toEqual([]);
      }
      clock.pass(41_000);
      beat();
      expect(await b.leases.claimDue(1)).toHaveLength(1);
      read();
      await driver.idle();
      expect((await service.get(run.id)).steps[0].state).toBe('running');
    });

    it('blocks a run whose cluster another portal holds, and names that portal', async () => {
      const { service, driver, kubernetes, clock } = await bench();
      kubernetes.put(resourceTypes.leases, {
        metadata: {
          name: 'eks-auto-mode',
          namespace: 'kube-system',
          annotations: {
            'eks-auto-mode.io/portal': 'https://other.example',
            'eks-auto-mode.io/run': 'r-9',
          },
        },
        spec: {
          holderIdentity: 'https://other.example/r-9',
          leaseDurationSeconds: 900,
          renewTime: clock.now().toISOString(),
        },
      });
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      await driver.idle();
      const blocked = await service.get(run.id);
      expect(blocked.state).toBe('blocked');
      expect(blocked.blockedBy[0].what).toContain('https://other.example');
      clock.pass(901_000);
      await service.command(run.id, { type: 'retry' }, 'user:default/bob');
      await driver.idle();
      expect((await service.get(run.id)).state).toBe('done');
    });

    it('refuses a call that the plan does not hold, before it leaves', async () => {
      const { service, driver, kubernetes } = await bench({
        steps: [
          backupStep,
          {
            ...labelStep,
            reconcile: async context => {
              await context.perform(
                label,
                { name: 'shop', value: 'other' },
                { change: context.step.changes[0], replaces: null },
              );
              return { state: 'done' };
            },
          },
        ],
      });
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      await driver.idle();
      const after = await service.get(run.id);
      expect(after.state).toBe('blocked');
      expect(after.blockedBy[0].what).toContain('NotPlannedError');
      expect(patches(kubernetes)).toEqual([]);
    });

    it('begins nothing after a pause, and goes on where it stood when resumed', async () => {
      let passes = 0;
      const { service, driver, kubernetes } = await bench({
        steps: [
          {
            ...backupStep,
            reconcile: async () =>
              ++passes < 3
                ? { state: 'again', afterMs: 60_000, message: 'waiting' }
                : { state: 'done' },
          },
          labelStep,
        ],
      });
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      await driver.idle();
      await service.command(run.id, { type: 'pause' }, 'user:default/bob');
      await driver.idle();
      expect((await service.get(run.id)).state).toBe('paused');
      expect(passes).toBe(1);
      await service.command(run.id, { type: 'resume' }, 'user:default/bob');
      await driver.idle();
      expect(passes).toBe(2);
      await service.command(run.id, { type: 'pause' }, 'user:default/bob');
      await service.command(run.id, { type: 'resume' }, 'user:default/bob');
      await driver.idle();
      expect((await service.get(run.id)).state).toBe('done');
      expect(patches(kubernetes)).toHaveLength(1);
    });

    it('goes no further forward once its undo is asked for, though a reconcile is under way', async () => {
      let decide = () => {};
      let reached = () => {};
      const deciding = new Promise<void>(resolve => {
        reached = resolve;
      });
      const { service, driver, kubernetes, store } = await bench({
        steps: [
          backupStep,
          {
            ...labelStep,
            reconcile: async context => {
              await new Promise<void>(go => {
                decide = go;
                reached();
              });
              return labelStep.reconcile(context);
            },
          },
        ],
      });
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      await deciding;
      await service.command(
        run.id,
        { type: 'undo', undoTo: 'auto-mode-off' },
        'user:default/bob',
      );
      decide();
      await driver.idle();
      expect((await service.get(run.id)).state).toBe('undone');
      expect(patches(kubernetes)).toEqual([]);
      expect((await store.effects(run.id)).map(each => each.state)).toEqual([
        'did-not',
      ]);
    });

    it('retries what passes by itself up to a budget, then blocks with the choices', async () => {
      let calls = 0;
      const { service, driver, clock } = await bench({
        steps: [
          {
            ...backupStep,
            reconcile: async () => {
              calls += 1;
              throw Object.assign(new Error('not now'), {
                name: 'ServerException',
                $metadata: { httpStatusCode: 503 },
              });
            },
          },
          labelStep,
        ],
      });
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      for (let tick = 0; tick < 20; tick++) {
        await driver.idle();
        clock.pass(61_000);
        await driver.tick();
      }
      await driver.idle();
      expect(calls).toBe(8);
      expect((await service.get(run.id)).blockedBy[0]).toMatchObject({
        what: 'shop: ServerException (503): not now',
      });
    });

    it('names a refused token on the run and in the log while it tries again, and no longer when it passes', async () => {
      let refusing = true;
      const { service, driver, clock, logger } = await bench({
        steps: [
          {
            ...backupStep,
            reconcile: async context => {
              if (refusing)
                throw new KubernetesError(401, 'Unauthorized', 'Unauthorized');
              return backupStep.reconcile(context);
            },
          },
          labelStep,
        ],
      });
      const run = await service.approve('plan-1', plan().digest, 'ann');
      await driver.idle();
      const held = await service.get(run.id);
      expect(held.state).toBe('running');
      expect(held.blockedBy[0]).toMatchObject({
        code: 'Unauthorized',
        now: expect.stringMatching(/tried again in \d+ s/),
        remedy: expect.stringContaining('create-access-entry'),
      });
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringMatching(
          new RegExp(`Run ${run.id} on shop is held up.*Unauthorized`),
        ),
      );
      refusing = false;
      clock.pass(120_000);
      await driver.tick();
      await driver.idle();
      const after = await service.get(run.id);
      expect(after.state).toBe('done');
      expect(after.blockedBy).toEqual([]);
    });

    it('blocks at once where a step says that only a person can decide', async () => {
      const { service, driver } = await bench({
        steps: [
          {
            ...backupStep,
            reconcile: async () => {
              throw new BlockedError([
                { what: 'The bucket is public', now: 'n', remedy: 'r' },
              ]);
            },
          },
          labelStep,
        ],
      });
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      await driver.idle();
      expect((await service.get(run.id)).blockedBy).toEqual([
        { what: 'The bucket is public', now: 'n', remedy: 'r' },
      ]);
    });

    it('takes back what it did, and only that', async () => {
      const { service, driver, kubernetes } = await bench();
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      await driver.idle();
      await service.command(
        run.id,
        { type: 'undo', undoTo: 'auto-mode-off' },
        'user:default/bob',
      );
      await driver.idle();
      const after = await service.get(run.id);
      expect(after.state).toBe('undone');
      expect(patches(kubernetes)).toHaveLength(2);
      expect(
        JSON.stringify(
          kubernetes.peek(resourceTypes.namespaces, { name: 'shop' }),
        ),
      ).toContain('"moved":"no"');
      expect(verifiedBackup.state).toBe('verified');
    });

    it('stops before a gate until a person who may opens it', async () => {
      const { service, driver, store } = await bench();
      const gated = plan();
      gated.id = 'plan-3';
      gated.steps[1].gate = { type: 'approval', what: 'Let them go' };
      await store.addPlan(gated);
      const run = await service.approve(
        'plan-3',
        gated.digest,
        'user:default/bob',
      );
      await driver.idle();
      expect((await service.get(run.id)).state).toBe('waiting');
      await expect(
        service.command(
          run.id,
          { type: 'approve-retire', digest: 'other' },
          'user:default/bob',
        ),
      ).rejects.toThrow(/digest/);
      await service.command(
        run.id,
        { type: 'approve-retire', digest: gated.digest },
        'user:default/bob',
      );
      await driver.idle();
      expect((await service.get(run.id)).state).toBe('done');
    });

    it('begins by itself when a soak is over, within the same claim', async () => {
      const { service, driver, store, logger } = await bench();
      const soaking = plan();
      soaking.id = 'plan-4';
      soaking.steps[1].gate = { type: 'soak', seconds: 1 };
      await store.addPlan(soaking);
      const run = await service.approve(
        'plan-4',
        soaking.digest,
        'user:default/bob',
      );
      await driver.idle();
      expect(logger.warn).not.toHaveBeenCalled();
      expect((await service.get(run.id)).state).toBe('done');
    });

    it('journals a neighbour that fails and goes on', async () => {
      const { service, driver } = await bench({
        events: {
          ended: async () => {
            throw new Error('no mail today');
          },
        },
      });
      const run = await service.approve(
        'plan-1',
        plan().digest,
        'user:default/bob',
      );
      await driver.idle();
      const { items } = await service.journal(run.id, { limit: 100 });
      expect(items[items.length - 1].message).toContain('no mail today');
    });
  });
});
