// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** What the table below was true of; shown beside every figure that stands on it. */
export const priceTableDate = '2025-06';
export const priceTableRegion = 'us-east-1';

/**
 * On-demand Linux prices of the size `large`, US dollars an hour, for portals that cannot ask the
 * Pricing API. Within these families prices go by size; burstable and accelerated families and those
 * with disks of their own are left out where that is not so.
 */
const large: Readonly<Record<string, number>> = {
  c5: 0.085,
  c5a: 0.077,
  c6a: 0.0765,
  c6g: 0.068,
  c6i: 0.085,
  c7a: 0.10264,
  c7g: 0.0725,
  c7i: 0.08925,
  c8g: 0.07976,
  m5: 0.096,
  m5a: 0.086,
  m6a: 0.0864,
  m6g: 0.077,
  m6i: 0.096,
  m7a: 0.11592,
  m7g: 0.0816,
  m7i: 0.1008,
  m8g: 0.08976,
  r5: 0.126,
  r5a: 0.113,
  r6a: 0.1134,
  r6g: 0.1008,
  r6i: 0.126,
  r7a: 0.15215,
  r7g: 0.1071,
  r7i: 0.1323,
  r8g: 0.11782,
  t3: 0.0832,
  t3a: 0.0752,
  t4g: 0.0672,
};

function sizeOf(size: string): number | undefined {
  switch (size) {
    case 'medium':
      return 0.5;
    case 'large':
      return 1;
    case 'xlarge':
      return 2;
    default: {
      const match = /^(\d{1,2})xlarge$/.exec(size);
      return match ? 2 * Number(match[1]) : undefined;
    }
  }
}

/** US dollars an hour, from the table; undefined for what it does not hold. */
export function tablePrice(type: string): number | undefined {
  const [family, size] = type.split('.');
  const factor = sizeOf(size ?? '');
  const price = Object.hasOwn(large, family) ? large[family] : undefined;
  return price === undefined || factor === undefined
    ? undefined
    : Math.round(price * factor * 1e5) / 1e5;
}
