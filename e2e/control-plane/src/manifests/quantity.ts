// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { InputError } from '@backstage/errors';

const suffixes: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A Kubernetes quantity as a number of its base unit: cores, bytes, pieces. */
export function quantity(value: string | number): number {
  if (typeof value === 'number') return value;
  const match = /^([+-]?\d*\.?\d+)(?:([eE][+-]?\d+)|([a-zA-Z]*))$/.exec(
    value.trim(),
  );
  const factor = match ? suffixes[match[3] ?? ''] : undefined;
  if (!match || factor === undefined) {
    throw new InputError(`"${value}" is not a Kubernetes quantity`);
  }
  return Number(`${match[1]}${match[2] ?? ''}`) * factor;
}
