// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  isEviction,
  isPod,
  isWorld,
  type LedgerEntry,
  nameOf,
} from '../ledger';
import { violation, type Violation } from '../violation';

/** No pod is evicted twice: the second time would say that what became of the first was not found out. */
export function evictedTwice(ledger: readonly LedgerEntry[]): Violation[] {
  const first = new Map<string, LedgerEntry>();
  return ledger.flatMap(entry => {
    if (!isPod(entry.object) || !isEviction(entry) || isWorld(entry)) return [];
    const earlier = first.get(entry.object);
    first.set(entry.object, earlier ?? entry);
    return earlier
      ? [
          violation(
            'evicted-twice',
            `${nameOf(entry.object)} was evicted a second time`,
            earlier,
            entry,
          ),
        ]
      : [];
  });
}
