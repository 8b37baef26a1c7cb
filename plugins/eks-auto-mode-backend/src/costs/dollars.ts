// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// Made once: making one takes longer than working out what a cluster costs.
const exact = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const round = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** For people. */
export function dollars(amount: number): string {
  return `$${(amount < 10 ? exact : round).format(amount)}`;
}
