// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import createKnex, { type Knex } from 'knex';
import type { Leak, Search } from './search';

/** Every row of every table, as the database gives it: SQLite splits long values over pages of its file. */
async function inTables(
  db: Knex,
  name: string,
  tables: string[],
  search: Search,
): Promise<{ leaks: Leak[]; rows: number }> {
  const leaks: Leak[] = [];
  let count = 0;
  for (const table of tables) {
    const rows: Record<string, unknown>[] = await db(table).select();
    count += rows.length;
    leaks.push(...search.inRows(`${name}/${table}`, rows));
  }
  return { leaks, rows: count };
}

export async function inSqlite(folder: string, search: Search) {
  const leaks: Leak[] = [];
  let rows = 0;
  for (const file of fs.readdirSync(folder)) {
    if (!file.endsWith('.sqlite')) continue;
    const db = createKnex({
      client: 'better-sqlite3',
      connection: { filename: path.join(folder, file) },
      useNullAsDefault: true,
    });
    try {
      const tables: { name: string }[] = await db('sqlite_master')
        .where({ type: 'table' })
        .whereNot('name', 'like', 'sqlite_%')
        .select('name');
      const found = await inTables(
        db,
        file,
        tables.map(table => table.name),
        search,
      );
      leaks.push(...found.leaks);
      rows += found.rows;
    } finally {
      await db.destroy();
    }
  }
  return { leaks, rows };
}

export async function inPostgres(url: string, prefix: string, search: Search) {
  const leaks: Leak[] = [];
  let rows = 0;
  const server = createKnex({ client: 'pg', connection: url });
  const databases: { datname: string }[] = await server('pg_database')
    .where('datname', 'like', `${prefix}%`)
    .select('datname');
  await server.destroy();
  for (const { datname } of databases) {
    const own = new URL(url);
    own.pathname = `/${datname}`;
    const db = createKnex({ client: 'pg', connection: own.toString() });
    try {
      const tables: { tablename: string }[] = await db('pg_tables')
        .where({ schemaname: 'public' })
        .select('tablename');
      const found = await inTables(
        db,
        datname,
        tables.map(table => table.tablename),
        search,
      );
      leaks.push(...found.leaks);
      rows += found.rows;
    } finally {
      await db.destroy();
    }
  }
  return { leaks, rows };
}
