// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import knexFactory, { type Knex } from 'knex';
import {
  migratedDatabase,
  migrationsDirectory,
  worksInThisThread,
} from './migrate';
import { createTestDatabases } from '../__testUtils__/databases';

const databases = createTestDatabases();
const names = fs
  .readdirSync(migrationsDirectory())
  .filter(name => name.endsWith('.js'))
  .sort();

async function tables(knex: Knex): Promise<string[]> {
  const rows: { name: string }[] = worksInThisThread(knex)
    ? await knex('sqlite_master').where({ type: 'table' }).select('name')
    : await knex('information_schema.tables')
        .where({ table_schema: 'public' })
        .select({ name: 'table_name' });
  return rows
    .map(r => r.name)
    .filter(n => n.startsWith('eks_'))
    .sort();
}

describe('migrations', () => {
  it.each(databases.eachSupportedId())(
    'go up and down one by one and leave nothing behind on %s',
    async id => {
      const knex = await databases.init(id);
      const directory = migrationsDirectory();
      const seen: string[][] = [];
      for (const name of names) {
        seen.push(await tables(knex));
        await knex.migrate.up({ directory, name });
      }
      for (const name of [...names].reverse()) {
        await knex.migrate.down({ directory, name });
        expect(await tables(knex)).toEqual(seen.pop());
      }
    },
    60_000,
  );

  it.each(databases.eachSupportedId())(
    'keep what earlier tables hold when later ones go and come on %s',
    async id => {
      const knex = await databases.init(id);
      const directory = migrationsDirectory();
      await knex.migrate.latest({ directory });
      await knex('eks_clusters').insert({
        id: '111122223333.us-east-1.a',
        arn: 'arn:aws:eks:us-east-1:111122223333:cluster/a',
        name: 'a',
        account_id: '111122223333',
        region: 'us-east-1',
        options: '{}',
        seen_at: '2026-11-21T00:00:00.000Z',
      });
      for (const name of [...names].reverse().slice(0, -1)) {
        await knex.migrate.down({ directory, name });
      }
      await knex.migrate.latest({ directory });
      expect(await knex('eks_clusters').select('name')).toEqual([
        { name: 'a' },
      ]);
    },
    60_000,
  );
});

describe('migratedDatabase', () => {
  it('gives SQLite a write-ahead log, for its commits hold up everybody', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'migrated-'));
    const knex = knexFactory({
      client: 'better-sqlite3',
      connection: { filename: path.join(folder, 'plugin.sqlite') },
      useNullAsDefault: true,
    });
    try {
      const db = await migratedDatabase({ getClient: async () => knex });
      expect(await db.raw('PRAGMA journal_mode')).toEqual([
        { journal_mode: 'wal' },
      ]);
      expect(await tables(db)).toContain('eks_clusters');
    } finally {
      await knex.destroy();
      fs.rmSync(folder, { recursive: true });
    }
  });
});
