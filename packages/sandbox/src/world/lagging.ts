// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A value whose readers lag behind its writers, as IAM's and EKS access entries' do. Writers work on `now`; readers
 * see what held until each `until` passed.
 */
export interface Lagging<T> {
  now: T | undefined;
  past: { value: T | undefined; until: Date }[];
}

export function settled<T>(value: T): Lagging<T> {
  return { now: value, past: [] };
}

/** Replaces the value; readers see the old one until `visibleAt`. */
export function write<T>(
  lagging: Lagging<T>,
  value: T | undefined,
  at: Date,
  visibleAt: Date,
): void {
  lagging.past = lagging.past.filter(p => p.until > at);
  if (visibleAt > at) {
    lagging.past.push({ value: lagging.now, until: visibleAt });
  }
  lagging.now = value;
}

export function read<T>(
  lagging: Lagging<T> | undefined,
  at: Date,
): T | undefined {
  if (!lagging) return undefined;
  const past = lagging.past.find(p => p.until > at);
  return past ? past.value : lagging.now;
}
