// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Knex } from 'knex';

/** Answers an SQL expression for the present moment in Unix milliseconds. */
export type DatabaseTime = (knex: Knex) => Knex.Raw;

export function isPostgres(knex: Knex): boolean {
  return String(knex.client.config.client).startsWith('pg');
}

/**
 * The database's own clock: the one clock that all replicas share. `clock_timestamp()` moves inside
 * a transaction, where `now()` stands still.
 */
export const databaseTime: DatabaseTime = knex =>
  isPostgres(knex)
    ? knex.raw('(extract(epoch from clock_timestamp()) * 1000)::bigint')
    : knex.raw("CAST(unixepoch('subsec') * 1000 AS INTEGER)");
