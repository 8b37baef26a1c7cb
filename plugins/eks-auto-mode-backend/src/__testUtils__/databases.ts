// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { TestDatabases } from '@backstage/backend-test-utils';

/**
 * SQLite, and each PostgreSQL that a connection string in the environment names
 * (`BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING`). Only tests import this.
 */
export function createTestDatabases(): TestDatabases {
  return TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
}
