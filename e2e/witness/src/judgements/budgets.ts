// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { at, isEviction, isPod, type LedgerEntry, nameOf } from '../ledger';
import { violation, type Violation } from '../violation';

/** Controllers that take their own pods away: a scale-down is its owner's will. */
const OWN = /^sandbox:(replicaset|statefulset|daemonset|job|garbage|kubelet)/;

const isGoing = (entry: LedgerEntry) =>
  (entry.field === 'metadata.deletionTimestamp' && entry.after !== null) ||
  (entry.field === 'object' && (entry.after ?? null) === null);

/** No eviction against a PDB: nothing but an accepted eviction ends a pod that a budget selects. */
export function againstBudgets(ledger: readonly LedgerEntry[]): Violation[] {
  const going = new Map<string, LedgerEntry>();
  const evicted = new Set<string>();
  const found: Violation[] = [];
  for (const entry of ledger) {
    if (!isPod(entry.object)) continue;
    if (isEviction(entry)) {
      evicted.add(entry.object);
      const allowed = at(at(entry.after, 'budget'), 'allowedBefore');
      const charged = at(at(entry.after, 'budget'), 'charged');
      if (charged === true && typeof allowed === 'number' && allowed < 1)
        found.push(
          violation(
            'against-budget',
            `${nameOf(
              entry.object,
            )} was evicted although its budget allowed ${allowed}`,
            entry,
          ),
        );
    } else if (isGoing(entry) && !going.has(entry.object))
      going.set(entry.object, entry);
  }
  for (const [object, entry] of going) {
    const { around } = entry;
    const budgets = around?.budgets ?? [];
    if (
      budgets.length === 0 ||
      evicted.has(object) ||
      around?.finished ||
      // It belongs to its machine, and no drain evicts it.
      around?.owner?.startsWith('DaemonSet/') ||
      OWN.test(entry.by) ||
      // Never bound: nobody used it.
      around?.node === undefined
    )
      continue;
    found.push(
      violation(
        'against-budget',
        `${nameOf(object)} was ended by ${entry.by} (${
          entry.via
        }) without asking its budget ${budgets.map(b => b.name).join(', ')}`,
        entry,
      ),
    );
  }
  return found;
}
