// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LedgerEntry } from '../ledger';
import { violation, type Violation } from '../violation';

const ENDS = new Set(['Terminating:Wait', 'shutting-down']);

/** No machine ends with a pod on it other than DaemonSet, mirror and finished ones. */
export function occupiedMachines(ledger: readonly LedgerEntry[]): Violation[] {
  const told = new Set<string>();
  return ledger.flatMap(entry => {
    const pods = entry.around?.pods ?? [];
    if (
      !entry.object.startsWith('ec2:instance/') ||
      !ENDS.has(String(entry.after)) ||
      pods.length === 0 ||
      told.has(entry.object)
    )
      return [];
    told.add(entry.object);
    return [
      violation(
        'occupied-machine',
        `${entry.object} ended (${entry.via}) with ${pods.join(', ')} on it`,
        entry,
      ),
    ];
  });
}
