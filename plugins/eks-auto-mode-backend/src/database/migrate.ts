// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/** Migrations of this plugin, as a folder that Knex reads. */
export const migrationsDirectory = () =>
  resolvePackagePath(
    '@eks-auto-mode/backstage-plugin-eks-auto-mode-backend',
    'migrations',
  );

/** SQLite works in this thread, and each statement waits for the disk. */
export const worksInThisThread = (db: Knex): boolean =>
  String(db.client.config.client).includes('sqlite');

/**
 * The plugin's database, with its tables up to date. SQLite keeps a write-ahead log: as durable, and
 * a commit waits for the disk once instead of three times.
 */
export async function migratedDatabase(
  database: DatabaseService,
): Promise<Knex> {
  const client = await database.getClient();
  if (worksInThisThread(client)) await client.raw('PRAGMA journal_mode = WAL');
  if (!database.migrations?.skip) {
    await client.migrate.latest({ directory: migrationsDirectory() });
  }
  return client;
}
