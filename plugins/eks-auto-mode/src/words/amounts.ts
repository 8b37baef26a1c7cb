// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** "1 finding", "3 findings". */
export function count(
  n: number,
  one: string,
  many: string = `${one}s`,
): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}

/** "842 KiB". */
export function bytes(n: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = n;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit && size < 10 ? size.toFixed(1) : Math.round(size)} ${
    units[unit]
  }`;
}

/** "$1,204". */
export function dollars(n: number): string {
  return n.toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: 0,
  });
}

/** `1111-2222-3333`: an account number as people read it. */
export function account(id: string): string {
  return id.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3');
}

/** The beginning and the end of a digest: enough to compare by eye. */
export function shortDigest(digest: string): string {
  return digest.length > 12
    ? `${digest.slice(0, 6)}…${digest.slice(-4)}`
    : digest;
}

/** "1.9 cores". */
export function cores(n: number): string {
  const rounded = n < 10 ? Math.round(n * 100) / 100 : Math.round(n * 10) / 10;
  return `${rounded.toLocaleString('en-US')} ${
    rounded === 1 ? 'core' : 'cores'
  }`;
}

/** "38 %" of the whole; nothing where there is no whole. */
export function share(part: number, whole: number): string {
  return whole > 0 ? `${Math.round((100 * part) / whole)} %` : '—';
}
