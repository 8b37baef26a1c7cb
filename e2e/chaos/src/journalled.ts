// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LedgerEntry } from '@internal/witness';
import type { Effect } from './record';

/** How the journal names what the ledger shows; undefined where it is no effect of a run. */
function apiOf(entry: LedgerEntry): string | undefined {
  const node = entry.object.startsWith('kubernetes:v1/Node/');
  if (entry.object.includes('/Lease/kube-system/eks-auto-mode#'))
    return undefined;
  if (node && entry.field === 'spec.unschedulable')
    return entry.after === true ? 'kubernetes:cordon' : 'kubernetes:uncordon';
  if (entry.via === 'kubernetes:evict')
    return entry.field === 'eviction' &&
      JSON.stringify(entry.after).includes('"accepted"')
      ? 'kubernetes:evict'
      : undefined;
  return entry.via === 'kubernetes:patch' && entry.field === 'spec.replicas'
    ? 'kubernetes:scale'
    : entry.via;
}

/**
 * Calls that changed something by what the sandbox saw, counted by run and API. One call may leave
 * several lines; they stand together, and no other line of that object between them.
 */
function calls(ledger: readonly LedgerEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  let last: LedgerEntry | undefined;
  for (const entry of ledger) {
    const run = /\/eks-auto-mode-migrate-(.+)$/.exec(entry.by)?.[1];
    const api = run && apiOf(entry);
    if (!api) continue;
    const sameCall =
      last !== undefined &&
      last.object === entry.object &&
      last.via === entry.via &&
      last.by === entry.by &&
      last.field !== entry.field &&
      Date.parse(entry.at) - Date.parse(last.at) < 5 &&
      entry.via !== 'ec2:CreateTags';
    last = entry;
    if (sameCall) continue;
    const key = `${run} ${api}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/**
 * Where journal and ledger disagree: a change that the journal says was not made, or an outcome
 * `happened` of what nobody saw.
 */
export function disagreements(
  ledger: readonly LedgerEntry[],
  effects: readonly Effect[],
): string[] {
  const seen = calls(ledger);
  const said = new Map<string, number>();
  for (const effect of effects) {
    const key = `${effect.runId} ${effect.api}`;
    if (effect.state === 'happened') said.set(key, (said.get(key) ?? 0) + 1);
  }
  return [...new Set([...seen.keys(), ...said.keys()])]
    .filter(key => (seen.get(key) ?? 0) !== (said.get(key) ?? 0))
    .map(
      key =>
        `run ${key}: ${said.get(key) ?? 0} by its journal, ${
          seen.get(key) ?? 0
        } by the ledger`,
    );
}
