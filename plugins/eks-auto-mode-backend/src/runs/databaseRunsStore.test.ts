// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createTestDatabases } from '../__testUtils__/databases';
import { migrationsDirectory } from '../database/migrate';
import {
  HandClock,
  clusterArn,
  migrated,
  planWith,
} from './__testUtils__/bench';
import { DatabaseRunsStore } from './databaseRunsStore';
import { DatabaseRunLeases } from './lease';
import {
  LeaseLostError,
  type NewEffect,
  type NewRun,
  type StepPatch,
} from './store';

const databases = createTestDatabases();

jest.setTimeout(60_000);

const newRun = (id: string): NewRun => ({
  id,
  planId: 'plan-1',
  planNumber: 1,
  planDigest: 'd',
  clusterArn,
  clusterName: 'shop',
  state: 'running',
  requestedBy: 'user:default/ann',
  createdAt: '2026-11-21T08:00:00.000Z',
  steps: [
    {
      id: 'backup',
      kind: 'backup',
      title: 'Back up',
      predicted: { minSeconds: 1, maxSeconds: 2 },
      state: 'pending',
    },
  ],
});

const effect = (effectId: string, object: string): NewEffect => ({
  effectId,
  stepId: 'backup',
  api: 'kubernetes:evict',
  object,
  args: {},
  replaces: null,
  token: 't',
  at: '2026-11-21T08:00:00.000Z',
});

describe.each(databases.eachSupportedId())('DatabaseRunsStore on %s', id => {
  async function bench() {
    const knex = await migrated(await databases.init(id));
    const clock = new HandClock();
    const store = new DatabaseRunsStore(knex, { time: clock.database });
    const leases = new DatabaseRunLeases(knex, {
      holder: 'a',
      time: clock.database,
    });
    await store.addPlan(planWith([]));
    return { knex, clock, store, leases };
  }

  it('numbers plans per cluster and keeps them as they were given', async () => {
    const { store } = await bench();
    const second = await store.addPlan({ ...planWith([]), id: 'plan-2' });
    expect(second.number).toBe(2);
    expect(await store.getPlan('plan-2')).toEqual(second);
    expect(
      (await store.listPlans(clusterArn, { limit: 5 })).map(each => each.id),
    ).toEqual(['plan-2', 'plan-1']);
    expect(
      (await store.listPlans(clusterArn, { limit: 5, before: 2 })).map(
        each => each.id,
      ),
    ).toEqual(['plan-1']);
  });

  it('tells whose pods a plan moves', async () => {
    const { store } = await bench();
    const services = (pods: number) =>
      [...Array(60).keys()].map(n => ({
        componentRef: `c${n}`,
        pods: n + pods,
      }));
    await store.addPlan({ ...planWith([]), id: 'a', services: services(1) });
    await store.addPlan({ ...planWith([]), id: 'b', services: services(9) });
    expect([...(await store.podsOfService('c0', ['a', 'plan-1']))]).toEqual([
      ['a', 1],
    ]);
    expect((await store.podsOfService('c59', ['a', 'b'])).get('b')).toBe(68);
    expect((await store.podsOfService('nobody', ['a', 'b'])).size).toBe(0);
  });

  it('lists what drains counted last, without all that they remember', async () => {
    const { store } = await bench();
    await store.addRun(newRun('r1'), []);
    const view = { evicted: 3, refused: 1, nodes: ['n'] };
    const remember = (memory: NonNullable<StepPatch['memory']>) =>
      store.commit('r1', { steps: { backup: { memory } } });
    const listed = async () =>
      (await store.listRuns({ clusterArns: [clusterArn] }, { limit: 9 }))[0];

    expect((await listed()).steps[0]).toMatchObject({ evicted: 0, refused: 0 });
    await remember({ view });
    expect((await listed()).steps[0]).toMatchObject({ evicted: 3, refused: 1 });
    expect((await listed()).steps[0]).not.toHaveProperty('memory');
    await store.commit('r1', { steps: { backup: { message: 'goes on' } } });
    expect((await listed()).steps[0]).toMatchObject({
      evicted: 3,
      message: 'goes on',
    });
    await remember({ view: { ...view, evicted: 4 }, other: 1 });
    expect((await listed()).steps[0]).toMatchObject({ evicted: 4, refused: 1 });
    const [step] = (await store.getRun('r1'))?.steps ?? [];
    expect(step.memory).toEqual({ view: { ...view, evicted: 4 }, other: 1 });
    expect(step).not.toHaveProperty('evicted');
  });

  it('refuses a second run on a cluster while one is active, and not after', async () => {
    const { store } = await bench();
    await store.addRun(newRun('r1'), []);
    await expect(store.addRun(newRun('r2'), [])).rejects.toThrow(
      'Run r1 is running on cluster shop',
    );
    await store.commit('r1', {
      run: { state: 'done', endedAt: '2026-11-21T09:00:00.000Z' },
    });
    await store.addRun(newRun('r2'), []);
    await expect(
      store.commit('r1', { run: { state: 'undoing', endedAt: null } }),
    ).rejects.toThrow(/Another run is active/);
  });

  it('keeps the journal without a gap under concurrent writers', async () => {
    const { store } = await bench();
    await store.addRun(newRun('r1'), []);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store.commit('r1', {
          entries: [
            { at: 'now', type: 'message', message: `a${n}` },
            { at: 'now', type: 'message', message: `b${n}` },
          ],
        }),
      ),
    );
    const entries = await store.journal('r1', { after: 0, limit: 100 });
    expect(entries.map(entry => entry.sequence)).toEqual(
      Array.from({ length: 40 }, (_, n) => n + 1),
    );
    expect(await store.journal('r1', { after: 38, limit: 100 })).toHaveLength(
      2,
    );
  });

  it('allows one open intent on an object of a cluster at a time', async () => {
    const { store } = await bench();
    await store.addRun(newRun('r1'), []);
    await store.commit('r1', {
      open: [{ effect: effect('e1', 'pod'), message: 'm' }],
    });
    await expect(
      store.commit('r1', {
        open: [{ effect: effect('e2', 'pod'), message: 'm' }],
      }),
    ).rejects.toThrow(/not settled yet/);
    await store.commit('r1', {
      settle: [
        {
          effectId: 'e1',
          state: 'happened',
          stepId: 's',
          message: 'm',
          at: 'a',
        },
      ],
    });
    await store.commit('r1', {
      open: [{ effect: effect('e2', 'pod'), message: 'm' }],
    });
    expect((await store.effects('r1')).map(each => each.state)).toEqual([
      'happened',
      'open',
    ]);
  });

  it('writes nothing of a commit whose claim was taken over', async () => {
    const { store, leases, clock } = await bench();
    await store.addRun(newRun('r1'), []);
    const [first] = await leases.claimDue(1);
    clock.pass(60_000);
    const [second] = await leases.claimDue(1);
    expect(second.fence).toBe(first.fence + 1);
    await expect(
      store.commit('r1', {
        fence: first.fence,
        run: { state: 'done' },
        entries: [{ at: 'now', type: 'message', message: 'm' }],
      }),
    ).rejects.toThrow(LeaseLostError);
    expect((await store.getRun('r1'))?.state).toBe('running');
    expect(await store.journal('r1', { after: 0, limit: 9 })).toEqual([]);
    expect(await leases.renew(first)).toBe('lost');
    expect(await leases.renew(second)).toBe('held');
  });

  it('keeps the earlier due time that a command set while the run was claimed', async () => {
    const { store, leases } = await bench();
    await store.addRun(newRun('r1'), []);
    const [claim] = await leases.claimDue(1);
    await store.commit('r1', { dueInMs: 0 });
    await leases.release(claim, null);
    expect(await leases.claimDue(1)).toHaveLength(1);
  });

  it('lets no call begin once a run is stopped', async () => {
    const { store, leases } = await bench();
    await store.addRun(newRun('r1'), []);
    const [claim] = await leases.claimDue(1);
    await store.commit('r1', { stopped: true });
    expect(await leases.renew(claim)).toBe('stopped');
  });

  it('migrates up and down with data in it', async () => {
    const { knex, store } = await bench();
    await store.addRun(newRun('r1'), []);
    await knex.migrate.rollback({ directory: migrationsDirectory() }, true);
    expect(await knex.schema.hasTable('eks_runs')).toBe(false);
    await knex.migrate.latest({ directory: migrationsDirectory() });
    expect(await knex('eks_runs').select()).toEqual([]);
  });
});
