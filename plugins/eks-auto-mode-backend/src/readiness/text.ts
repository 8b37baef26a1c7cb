// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** `a, b and 3 more`: lists of a whole cluster stay readable. */
export function listOf(items: Iterable<string>, most = 8): string {
  const all = [...new Set(items)];
  if (all.length <= most) return all.join(', ');
  return `${all.slice(0, most).join(', ')} and ${all.length - most} more`;
}

/** `1 pod`, `2 pods`. */
export function count(
  number: number,
  noun: string,
  plural = `${noun}s`,
): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
