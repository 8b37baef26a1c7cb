// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** One line of a before → after comparison. */
export interface DiffLine {
  sign: ' ' | '-' | '+';
  text: string;
}

function lines(value: unknown): string[] {
  if (value === undefined || value === null) {
    return [];
  }
  return typeof value === 'string'
    ? value.split('\n')
    : JSON.stringify(value, undefined, 2).split('\n');
}

/** Beyond this many lines a comparison would block the page: both sides are shown whole. */
const MOST = 1500;

/**
 * The lines of two JSON values against each other, by their longest common subsequence: what stays
 * is in order, what goes stands before what comes.
 */
export function diffLines(before: unknown, after: unknown): DiffLine[] {
  const a = lines(before);
  const b = lines(after);
  if (a.length > MOST || b.length > MOST) {
    return [
      ...a.map((text): DiffLine => ({ sign: '-', text })),
      ...b.map((text): DiffLine => ({ sign: '+', text })),
    ];
  }
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] =
        a[i] === b[j]
          ? longest[(i + 1) * width + j + 1] + 1
          : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const out: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push({ sign: ' ', text: a[i] });
      i += 1;
      j += 1;
    } else if (
      i < a.length &&
      (j === b.length ||
        longest[(i + 1) * width + j] >= longest[i * width + j + 1])
    ) {
      out.push({ sign: '-', text: a[i] });
      i += 1;
    } else {
      out.push({ sign: '+', text: b[j] });
      j += 1;
    }
  }
  return out;
}
