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

/** The plugin's database, with its tables up to date. */
export async function migratedDatabase(
  database: DatabaseService,
): Promise<Knex> {
  const client = await database.getClient();
  if (!database.migrations?.skip) {
    await client.migrate.latest({ directory: migrationsDirectory() });
  }
  return client;
}
