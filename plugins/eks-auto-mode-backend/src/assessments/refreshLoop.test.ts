// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mockServices } from '@backstage/backend-test-utils';
import { createDeferred } from '@backstage/types';
import { createTestDatabases } from '../__testUtils__/databases';
import { migrationsDirectory } from '../database/migrate';
import { healthyInventory } from '../readiness/testing/inventory';
import { AssessmentsStore } from './assessmentsStore';
import { ClustersStore } from './clustersStore';
import { ExceptionsStore } from './exceptionsStore';
import { NodesStore } from './nodesStore';
import { RefreshLoop, type RefreshLoopDeps } from './refreshLoop';
import { RefreshStore } from './refreshStore';

const databases = createTestDatabases();
const now = new Date('2026-11-21T12:00:00Z');
const idOf = (name: string) => `111122223333.us-east-1.${name}`;
const clusterOf = (name: string) => ({
  id: idOf(name),
  arn: `arn:aws:eks:us-east-1:111122223333:cluster/${name}`,
  name,
  accountId: '111122223333',
  region: 'us-east-1',
  options: {},
});

describe.each(databases.eachSupportedId())('the refresh loop on %s', id => {
  async function loop(
    concurrency: number,
    deps: Partial<RefreshLoopDeps> = {},
  ) {
    const knex = await databases.init(id);
    await knex.migrate.latest({ directory: migrationsDirectory() });
    const clusters = new ClustersStore(knex);
    await clusters.sync(['a', 'b', 'c', 'd'].map(clusterOf), now);
    const refreshes = new RefreshStore(knex, 'one');
    const assessments = new AssessmentsStore(knex);
    const nodes = new NodesStore(knex);
    const reading: string[] = [];
    const release = createDeferred();
    const refreshLoop = new RefreshLoop(
      {
        clusters,
        refreshes,
        assessments,
        exceptions: new ExceptionsStore(knex),
        nodes,
        checks: [],
        teamLabels: [],
        catalogOwners: () => Promise.reject(new Error('not asked for')),
        outlook: () => Promise.reject(new Error('not asked for')),
        onAssessed: async () => {},
        logger: mockServices.logger.mock(),
        now: () => now,
        readInventory: async cluster => {
          reading.push(cluster.name);
          await release;
          throw new Error('The test reads nothing');
        },
        ...deps,
      },
      concurrency,
    );
    const { signal } = new AbortController();
    return {
      assessments,
      clusters,
      knex,
      nodes,
      reading,
      release,
      refreshLoop,
      refreshes,
      ask: async (name: string) => {
        await refreshes.request(idOf(name), undefined, now);
        refreshLoop.wake(signal);
      },
      state: async (name: string) => (await refreshes.get(idOf(name)))?.state,
    };
  }

  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise(resolve => setTimeout(resolve, 5));
  };

  it('reads side by side what is asked for while it reads', async () => {
    const { ask, reading, release, refreshLoop, state } = await loop(3);
    await ask('a');
    await until(() => reading.length === 1);
    await ask('b');
    await until(() => reading.length === 2);
    await ask('c');
    await until(() => reading.length === 3);
    release.resolve();
    await refreshLoop.idle();
    expect(await state('c')).toBe('failed');
  });

  it('reads what is asked for while a worker is finding the queue empty', async () => {
    const { ask, reading, refreshes, release, refreshLoop } = await loop(1);
    const claim = refreshes.claim.bind(refreshes);
    const looked = createDeferred();
    const answer = createDeferred();
    jest.spyOn(refreshes, 'claim').mockImplementationOnce(async (...args) => {
      const nothing = await claim(...args);
      looked.resolve();
      await answer;
      return nothing;
    });
    refreshLoop.wake(new AbortController().signal);
    await looked;
    await ask('a');
    answer.resolve();
    release.resolve();
    await refreshLoop.idle();
    expect(reading).toEqual(['a']);
  });

  it('reads no more at a time than it may, and the others after them', async () => {
    const { ask, reading, release, refreshLoop, state } = await loop(2);
    for (const name of ['a', 'b', 'c', 'd']) await ask(name);
    await until(() => reading.length === 2);
    expect(await state('c')).toBe('queued');
    release.resolve();
    await refreshLoop.idle();
    expect(reading.sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('reads all that wait with workers that look at the same moment', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `many-${i}`);
    const { clusters, reading, refreshes, refreshLoop, release } = await loop(
      12,
    );
    await clusters.sync(names.map(clusterOf), now);
    for (const name of names)
      await refreshes.request(idOf(name), undefined, now);
    refreshLoop.wake(new AbortController().signal);
    await until(() => reading.length === 12);
    release.resolve();
    await refreshLoop.idle();
    expect(reading.sort()).toEqual(names.sort());
  });

  it('judges two at a time, however many it has read', async () => {
    const read = new Set<string>();
    const judged: string[] = [];
    const release = createDeferred();
    const { ask, refreshLoop } = await loop(4, {
      catalogOwners: async () => ({ components: [], teams: new Set() }),
      readInventory: async ({ name }) => {
        read.add(name);
        return { ...healthyInventory(), clusterName: name };
      },
      outlook: async inventory => {
        judged.push(inventory.clusterName);
        await release;
        throw new Error('The test judges nothing');
      },
    });
    for (const name of ['a', 'b', 'c', 'd']) await ask(name);
    await until(() => read.size === 4);
    await until(() => judged.length === 2);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(judged).toHaveLength(2);
    release.resolve();
    await refreshLoop.idle();
    expect(judged.sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('shows no assessment before the picture of its nodes', async () => {
    const { ask, assessments, nodes, refreshLoop, state } = await loop(1, {
      catalogOwners: async () => ({ components: [], teams: new Set() }),
      readInventory: async () => healthyInventory(),
      outlook: async () => ({ sources: [], bounds: [] }),
    });
    const pictured: boolean[] = [];
    const save = assessments.save.bind(assessments);
    jest.spyOn(assessments, 'save').mockImplementation(async (...args) => {
      pictured.push((await nodes.picture(idOf('a'))) !== undefined);
      return save(...args);
    });
    await ask('a');
    await refreshLoop.idle();
    expect(await state('a')).toBe('done');
    expect(pictured).toEqual([true]);
  });

  it('keeps its claim on a cluster that takes minutes to judge', async () => {
    jest.useFakeTimers({ now, advanceTimers: true });
    try {
      const release = createDeferred();
      let judging = false;
      const { ask, knex, refreshLoop } = await loop(1, {
        catalogOwners: async () => ({ components: [], teams: new Set() }),
        readInventory: async () => healthyInventory(),
        outlook: async () => {
          judging = true;
          await release;
          throw new Error('The test judges nothing');
        },
        now: () => new Date(),
      });
      await ask('a');
      await until(() => judging);
      const other = new RefreshStore(knex, 'other');
      for (let seconds = 0; seconds < 180; seconds += 10) {
        await jest.advanceTimersByTimeAsync(10_000);
        expect(await other.claim(new Date())).toBeUndefined();
      }
      release.resolve();
      await refreshLoop.idle();
    } finally {
      jest.useRealTimers();
    }
  });

  it('gives no more signs of life for a cluster whose owners could not be had', async () => {
    jest.useFakeTimers({ now, advanceTimers: true });
    try {
      const { ask, knex, refreshLoop, state } = await loop(1, {
        catalogOwners: () => Promise.reject(new Error('The catalog is away')),
        readInventory: async () => healthyInventory(),
        now: () => new Date(),
      });
      await ask('a');
      await refreshLoop.idle();
      expect(await state('a')).toBe('failed');
      const again = new RefreshStore(knex, 'one');
      await again.request(idOf('a'), undefined, new Date());
      await again.claim(new Date());
      for (let seconds = 0; seconds < 70; seconds += 10)
        await jest.advanceTimersByTimeAsync(10_000);
      expect(
        await new RefreshStore(knex, 'other').claim(new Date()),
      ).toMatchObject({ clusterId: idOf('a') });
    } finally {
      jest.useRealTimers();
    }
  });
});
