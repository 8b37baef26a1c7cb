// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { RunClock } from './clock';
import type { Claim, RunLeases, Way } from './lease';

/** What a renewed claim allows. */
export type Renewal =
  | { state: 'lost' }
  /** A person paused, aborted or took back the run: what was decided before may not begin. */
  | { state: 'stopped'; mayBegin: () => boolean }
  | { state: 'held'; mayBegin: () => boolean };

/**
 * Renews a claim before mutating calls. `mayBegin` says, at the last moment, whether a call may still
 * begin: one that begins then ends under the claim, for it lasts no longer than a call timeout.
 */
export async function renewal(
  { leases, clock }: { leases: RunLeases; clock: RunClock },
  claim: Claim,
  way?: Way,
): Promise<Renewal> {
  // Measured from before the renewal: the database counts from a moment that is not earlier.
  const monotonic = clock.monotonic();
  const wall = clock.now().getTime();
  const state = await leases.renew(claim, way);
  if (state === 'lost') return { state };
  // Two clocks, since one of them stands still while a machine sleeps and the other can be set.
  const latest = leases.times.leaseMs - 2 * leases.times.callTimeoutMs;
  return {
    state,
    mayBegin: () =>
      clock.monotonic() - monotonic < latest &&
      Math.abs(clock.now().getTime() - wall) < latest,
  };
}
