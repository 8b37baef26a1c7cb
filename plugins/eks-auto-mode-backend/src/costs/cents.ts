// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** US dollars to whole cents. */
export function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
