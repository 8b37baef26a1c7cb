// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

const SUFFIXES: Record<string, number> = {
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

/** The number that a Kubernetes quantity stands for, or `undefined` where it is none. */
export function parseQuantity(text: string | number): number | undefined {
  if (typeof text === 'number') return text;
  const exponent = /^([+-]?\d+(?:\.\d*)?)[eE]([+-]?\d+)$/.exec(text);
  if (exponent) return Number(exponent[1]) * 10 ** Number(exponent[2]);
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))([numkMGTPE]|[KMGTPE]i)?$/.exec(
    text,
  );
  return match ? Number(match[1]) * SUFFIXES[match[2] ?? ''] : undefined;
}

/** The quantity as a number; 0 where there is none. */
export function amount(text: string | number | undefined): number {
  return text === undefined ? 0 : parseQuantity(text) ?? 0;
}

/**
 * A number or a percentage of `total`, as Kubernetes' `GetScaledValueFromIntOrPercent` rounds it.
 */
export function scaled(
  value: number | string,
  total: number,
  round: 'up' | 'down',
): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value);
  if (!percent) return Number(value);
  const exact = (Number(percent[1]) * total) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}
