// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Control characters, line and paragraph separators, and the marks that turn the reading direction
 * or take no width: in text from a cluster they serve only to deceive a reader.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Text of a cluster as one printable line of at most `limit` characters. */
export function plainText(text: string, limit: number): string {
  const line = text.replace(UNPRINTABLE, ' ').trim();
  if (line.length <= limit) return line;
  // Half a surrogate pair is not text.
  return `${line.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

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
