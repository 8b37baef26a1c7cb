// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** Runs work that pauses without pausing. */
export function whole<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
