// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Act } from '../attribute';
import { type LedgerEntry, nameOf, same } from '../ledger';
import { matches } from '../matches';
import { changesOf, type ExactChange } from '../plan';
import { violation, type Violation } from '../violation';

/** Outside an undo, and within one, no field goes from A to B and back to A by a run's own hand. */
export function backAndForth(acts: readonly Act[]): Violation[] {
  const left = new Map<string, LedgerEntry[]>();
  return acts.flatMap(({ entry, run, undoing }) => {
    const key = [run.id, undoing, nameOf(entry.object), entry.field].join(' ');
    const earlier = left.get(key) ?? [];
    left.set(key, [...earlier, entry]);
    const departure = earlier.find(each => same(each.before, entry.after));
    if (!departure || same(entry.before, entry.after)) return [];
    const exact = changesOf(run.plan).filter(
      (change): change is ExactChange => change.type === 'exact',
    );
    // A canary is made and deleted, and the plan says both.
    const saysBoth =
      exact.some(change => matches(departure, change)) &&
      exact.some(
        change => matches(entry, change) && !matches(departure, change),
      );
    return saysBoth && !undoing
      ? []
      : [
          violation(
            'back-and-forth',
            `${entry.field} of ${nameOf(
              entry.object,
            )} went from ${JSON.stringify(
              departure.before,
            )} to ${JSON.stringify(departure.after)} and back`,
            departure,
            entry,
          ),
        ];
  });
}
