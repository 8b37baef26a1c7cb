// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { sum, type Calls } from './calls';

/** How long the fewest calls take at the allowed rate: the fullest bucket of all decides. */
export function boundSeconds(
  places: readonly { place: string; calls: Calls }[],
  rates: Record<string, { ratePerSecond: number }>,
): { seconds: number; by: string } {
  let slowest = { seconds: 0, by: '' };
  for (const { place, calls } of places) {
    for (const [service, operations] of Object.entries(calls)) {
      const rate = rates[service]?.ratePerSecond;
      if (!rate) continue;
      const seconds = sum(operations) / rate;
      if (seconds > slowest.seconds)
        slowest = { seconds, by: `${service} of ${place}` };
    }
  }
  return slowest;
}
