// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { InputError } from '@backstage/errors';

const QUANTITY =
  /^([+-]?)(\d+)?(?:\.(\d*))?(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/;

const POWER_OF_TEN: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

const POWER_OF_TWO: Record<string, number> = {
  Ki: 10,
  Mi: 20,
  Gi: 30,
  Ti: 40,
  Pi: 50,
  Ei: 60,
};

/**
 * The value of a quantity times `10^shift`, rounded up to a whole number as Kubernetes' `Value` and
 * `MilliValue` do. Decimal digits are shifted, not multiplied, so that `4.35` in thousandths is
 * 4350 and not 4350.000000000001.
 */
function scaled(text: string, shift: number): number {
  const match = QUANTITY.exec(text.trim());
  if (!match || (match[2] === undefined && !match[3])) {
    throw new InputError(`"${text}" is not a Kubernetes quantity`);
  }
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] = match;
  const digits = Number(`${whole}${fraction}`);
  const ten =
    shift -
    fraction.length +
    (exponent ? Number(exponent.slice(1)) : 0) +
    (POWER_OF_TEN[suffix] ?? 0);
  const binary = digits * 2 ** (POWER_OF_TWO[suffix] ?? 0);
  const value = ten >= 0 ? binary * 10 ** ten : binary / 10 ** -ten;
  return Math.ceil(sign === '-' ? -value : value) + 0;
}

/**
 * A quantity in whole units (bytes, pods, devices), rounded up.
 *
 * @alpha
 */
export function parseQuantity(text: string): number {
  return scaled(text, 0);
}

/**
 * A quantity in thousandths (millicores), rounded up.
 *
 * @alpha
 */
export function parseMilli(text: string): number {
  return scaled(text, 3);
}

/**
 * Millicores as Kubernetes writes them: `1500m` or `2`.
 *
 * @alpha
 */
export function formatCpu(milli: number): string {
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

/**
 * Bytes in the largest binary unit that keeps them whole, else in Mi with one decimal.
 *
 * @alpha
 */
export function formatBytes(bytes: number): string {
  for (const [suffix, power] of [
    ['Gi', 30],
    ['Mi', 20],
    ['Ki', 10],
  ] as const) {
    if (bytes >= 2 ** power && bytes % 2 ** power === 0) {
      return `${bytes / 2 ** power}${suffix}`;
    }
  }
  return bytes < 2 ** 20
    ? String(bytes)
    : `${Math.round((bytes / 2 ** 20) * 10) / 10}Mi`;
}
