// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomBytes } from 'node:crypto';
import path from 'node:path';
import knexFactory, { type Knex } from 'knex';

export const PLUGIN = 'eks-auto-mode';

/** Where the product keeps its tables while it is measured. */
export interface Database {
  kind: 'sqlite' | 'postgres';
  /** `backend.database` of the app configuration. */
  config: object;
  /** The plugin's own tables, once the product has made them. */
  open(): Knex;
  /** What a database that grew for a year has done long ago. */
  settle(knex: Knex): Promise<void>;
  drop(): Promise<void>;
}

export function sqlite(folder: string): Database {
  return {
    kind: 'sqlite',
    config: { client: 'better-sqlite3', connection: { directory: folder } },
    open: () =>
      knexFactory({
        client: 'better-sqlite3',
        connection: { filename: path.join(folder, `${PLUGIN}.sqlite`) },
        useNullAsDefault: true,
      }),
    settle: async () => {},
    drop: async () => {},
  };
}

export function postgres(url: string): Database {
  const { hostname, port, username, password } = new URL(url);
  const prefix = `bench_${randomBytes(4).toString('hex')}_`;
  const connection = {
    host: hostname,
    port: Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
  return {
    kind: 'postgres',
    config: { client: 'pg', connection, prefix },
    open: () =>
      knexFactory({
        client: 'pg',
        connection: { ...connection, database: `${prefix}${PLUGIN}` },
      }),
    async settle(knex) {
      await knex.raw('vacuum analyze');
      await knex.raw('checkpoint');
    },
    async drop() {
      const admin = knexFactory({ client: 'pg', connection: url });
      try {
        const rows: { datname: string }[] = await admin('pg_database')
          .whereLike('datname', `${prefix.replace(/_/g, '\\_')}%`)
          .select('datname');
        for (const { datname } of rows)
          await admin.raw('drop database ?? with (force)', [datname]);
      } finally {
        await admin.destroy();
      }
    },
  };
}
