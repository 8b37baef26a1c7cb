// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createTestDatabases } from '../__testUtils__/databases';
import { migrationsDirectory } from '../database/migrate';
import { UnregisteredStore } from './unregisteredStore';

const databases = createTestDatabases();
const accountId = '111122223333';
const east = { accountId, region: 'us-east-1' };
const west = { accountId, region: 'us-west-2' };

const aCluster = (name: string, place: typeof east) => ({
  ...place,
  arn: `arn:aws:eks:${place.region}:${accountId}:cluster/${name}`,
  name,
  catalogInfo: `name: ${name}`,
});
const denied = {
  ...west,
  code: 'denied',
  message: 'Access is denied',
  remedy: 'Grant eks:ListClusters',
};

describe.each(databases.eachSupportedId())(
  'clusters that the catalog lacks on %s',
  id => {
    async function store() {
      const knex = await databases.init(id);
      await knex.migrate.latest({ directory: migrationsDirectory() });
      return new UnregisteredStore(knex);
    }

    it('are not looked for before somebody looked, though none are known', async () => {
      const unregistered = await store();
      expect(await unregistered.list()).toEqual({ items: [], problems: [] });
      await unregistered.replace([], [], new Date('2026-11-22T06:00:00Z'));
      expect(await unregistered.list()).toEqual({
        items: [],
        problems: [],
        readAt: '2026-11-22T06:00:00.000Z',
      });
    });

    it('stay where nobody could look again, and go where somebody did', async () => {
      const unregistered = await store();
      await unregistered.replace(
        [aCluster('a', east), aCluster('b', west)],
        [],
        new Date('2026-11-22T06:00:00Z'),
      );
      await unregistered.replace(
        [],
        [denied],
        new Date('2026-11-22T06:30:00Z'),
      );
      expect(await unregistered.list()).toEqual({
        items: [aCluster('b', west)],
        problems: [denied],
        readAt: '2026-11-22T06:30:00.000Z',
      });
      await unregistered.replace([], [], new Date('2026-11-22T07:00:00Z'));
      expect(await unregistered.list()).toMatchObject({
        items: [],
        problems: [],
      });
    });
  },
);
