// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** A moment before now. */
export function ago(size: {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}): string {
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = size;
  const ms = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  return new Date(Date.now() - ms).toISOString();
}

/** A moment after now. */
export function ahead(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString();
}
