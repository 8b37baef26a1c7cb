// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { turn } from '../turns';

/** Rows a statement: SQLite takes no more than 999 values in one. */
const ROWS = 50;

/**
 * Rows as single statements can take them. SQLite works in this thread, so others get their turn
 * before each.
 */
export async function* batches<T>(rows: readonly T[]): AsyncGenerator<T[]> {
  for (let at = 0; at < rows.length; at += ROWS) {
    await turn();
    yield rows.slice(at, at + ROWS);
  }
}
