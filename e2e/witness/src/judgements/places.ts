// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  isEviction,
  isPod,
  isWorld,
  type LedgerEntry,
  nameOf,
  textAt,
} from '../ledger';
import { violation, type Violation } from '../violation';

interface Successor {
  born: LedgerEntry;
  owner: string;
  bound: boolean;
  gone: boolean;
}

/**
 * No pod evicted that has no place: by the end of the ledger every evicted pod has a successor, and none of its
 * controller's pods still waits for a node.
 */
export function withoutPlace(ledger: readonly LedgerEntry[]): Violation[] {
  const pods = new Map<string, Successor>();
  const replicasOf = new Set<string>();
  for (const entry of ledger) {
    if (entry.field === 'spec.replicas' && !isWorld(entry)) continue;
    if (entry.field === 'spec.replicas') replicasOf.add(nameOf(entry.object));
    if (!isPod(entry.object)) continue;
    if (entry.field === 'object' && (entry.before ?? null) === null) {
      const owner = textAt(entry.after, 'owner');
      if (owner)
        pods.set(entry.object, {
          born: entry,
          owner,
          bound: Boolean(textAt(entry.after, 'nodeName')),
          gone: false,
        });
    }
    const pod = pods.get(entry.object);
    if (!pod) continue;
    if (entry.field === 'spec.nodeName' && entry.after) pod.bound = true;
    if (entry.field === 'object' && (entry.after ?? null) === null)
      pod.gone = true;
  }
  const found: Violation[] = [];
  for (const eviction of ledger) {
    if (!isPod(eviction.object) || !isEviction(eviction) || isWorld(eviction))
      continue;
    const owner = eviction.around?.owner;
    const name = nameOf(eviction.object);
    if (eviction.around?.finished) continue;
    if (!owner) {
      found.push(
        violation(
          'no-place',
          `${name} was evicted and has no controller that would make another`,
          eviction,
        ),
      );
      continue;
    }
    const successors = [...pods.values()].filter(
      pod => pod.owner === owner && pod.born.sequence > eviction.sequence,
    );
    const scaled = [...replicasOf].some(object =>
      object.endsWith(`/${owner.split('#')[0].split('/')[1]}`),
    );
    if (successors.length === 0 && !scaled)
      found.push(
        violation(
          'no-place',
          `${name} was evicted and nothing took its place`,
          eviction,
        ),
      );
    const waiting = successors.find(pod => !pod.bound && !pod.gone);
    if (waiting)
      found.push(
        violation(
          'no-place',
          `${name} was evicted, and ${nameOf(
            waiting.born.object,
          )} has no node to stand on`,
          eviction,
          waiting.born,
        ),
      );
  }
  return found;
}
