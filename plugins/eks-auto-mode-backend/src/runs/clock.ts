// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** The two clocks of a process: what people read, and one that only ever grows. */
export interface RunClock {
  now(): Date;
  /** Milliseconds since some moment; never set back. */
  monotonic(): number;
}

export const systemClock: RunClock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
};
