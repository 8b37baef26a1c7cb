// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Control characters, line and paragraph separators, and the marks that turn the reading direction
 * or take no width: in text that others wrote they serve only to deceive a reader, or a terminal that
 * shows the log.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Text that others wrote as one printable line of at most `limit` characters. */
export function plainText(text: string, limit: number): string {
  const line = text.replace(UNPRINTABLE, ' ').trim();
  if (line.length <= limit) return line;
  // Half a surrogate pair is not text.
  return `${line.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
