// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mockServices } from '@backstage/backend-test-utils';
import { createTestDatabases } from '../__testUtils__/databases';
import { migrationsDirectory } from '../database/migrate';
import { BackupsStore } from './backupsStore';
import { keepSchedule, type ScheduledCluster } from './keepSchedule';

const databases = createTestDatabases();
const hour = 3600_000;
const cluster = (name: string): ScheduledCluster => ({
  id: `111122223333.us-east-1.${name}`,
  arn: `arn:aws:eks:us-east-1:111122223333:cluster/${name}`,
  name,
  owner: 'group:default/team-a',
  everyMs: 24 * hour,
});

describe.each(databases.eachSupportedId())(
  'keeping the schedule of backups on %s',
  id => {
    async function bench() {
      const knex = await databases.init(id);
      await knex.migrate.latest({ directory: migrationsDirectory() });
      const store = new BackupsStore(knex, 'one');
      const told: string[] = [];
      let now = Date.parse('2026-11-21T12:00:00Z');
      let clusters = [cluster('a'), cluster('b')];
      let failing = false;
      return {
        store,
        told,
        later(ms: number) {
          now += ms;
        },
        keepOnly(names: string[]) {
          clusters = clusters.filter(one => names.includes(one.name));
        },
        failToTell() {
          failing = true;
        },
        async finish(state: 'verified' | 'failed') {
          for (;;) {
            const claimed = await store.claim(new Date(now));
            if (!claimed) return;
            await store.finish(claimed.backup.id, { state });
          }
        },
        run: () =>
          keepSchedule({
            store,
            clusters: async () => clusters,
            start: (clusterArn, createdBy) =>
              store.add({
                clusterArn,
                clusterName: clusterArn.split('/')[1],
                createdBy,
                bucket: 'b',
                basePrefix: '',
                now: new Date(now),
              }),
            tell: async (one, alert) => {
              if (failing) throw new Error('The inbox is closed');
              told.push(`${one.name} ${alert}`);
            },
            logger: mockServices.logger.mock(),
            now: () => new Date(now),
          }),
        backups: async (name: string) =>
          (await store.list(cluster(name).arn, { limit: 50 })).items.length,
      };
    }

    it('takes one backup a cluster a day, however often it looks', async () => {
      const { run, backups, finish, later } = await bench();
      await run();
      await run();
      expect(await backups('a')).toBe(1);
      expect(await backups('b')).toBe(1);
      await finish('verified');
      later(23 * hour);
      await run();
      expect(await backups('a')).toBe(1);
      later(hour);
      await run();
      expect(await backups('a')).toBe(2);
    });

    it('tells the owner once that a backup is overdue, and anew after it was well in between', async () => {
      const { run, finish, later, told } = await bench();
      await run();
      await finish('failed');
      later(hour);
      await run();
      await run();
      expect(told).toEqual(['a overdue', 'b overdue']);
      later(5 * hour);
      await run();
      await finish('verified');
      await run();
      later(25 * hour);
      await run();
      await finish('failed');
      later(7 * hour);
      await run();
      expect(told).toEqual([
        'a overdue',
        'b overdue',
        'a overdue',
        'b overdue',
      ]);
    });

    it('takes the other backups though nobody could be told of one', async () => {
      const { run, finish, later, failToTell, backups } = await bench();
      failToTell();
      await run();
      await finish('failed');
      later(6 * hour);
      await run();
      expect(await backups('a')).toBe(2);
      expect(await backups('b')).toBe(2);
    });

    it('forgets the alert of a cluster that is gone', async () => {
      const { run, finish, later, keepOnly, store } = await bench();
      await run();
      await finish('failed');
      later(hour);
      await run();
      expect([...(await store.alerts()).keys()]).toHaveLength(2);
      keepOnly(['b']);
      await run();
      expect([...(await store.alerts()).keys()]).toEqual([cluster('b').arn]);
    });
  },
);
