// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LedgerEntry } from './ledger';

/** What every simulated run has to keep. */
export type Invariant =
  | 'against-budget'
  | 'no-place'
  | 'evicted-twice'
  | 'occupied-machine'
  | 'before-backup'
  | 'not-planned'
  | 'two-runs'
  | 'back-and-forth'
  | 'not-as-before';

export interface Violation {
  invariant: Invariant;
  object: string;
  says: string;
  /** Sequences of the ledger's lines that show it. */
  entries: number[];
}

export function violation(
  invariant: Invariant,
  says: string,
  ...entries: LedgerEntry[]
): Violation {
  return {
    invariant,
    object: entries[entries.length - 1]?.object ?? '',
    says,
    entries: entries.map(entry => entry.sequence),
  };
}
