// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Load } from './load';
import { pageNames, type PageName } from './pages';

const TARGET_RATIO = 1.5;
const TARGET_ADDED_KB = 150;

const ours = ['tab', 'fleet'] as const;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

const kb = (bytes: number) => Math.round(bytes / 100) / 10;
const sum = (values: Iterable<number>) =>
  [...values].reduce((all, value) => all + value, 0);

/** What one page loads that another does not. */
function added(of: Load, beside: Load): Map<string, number> {
  return new Map([...of.code].filter(([file]) => !beside.code.has(file)));
}

/** Medians over rounds, and ratios taken within a round. */
export function summarise(rounds: readonly Record<PageName, Load>[]) {
  const [first] = rounds;
  return {
    pages: Object.fromEntries(
      pageNames.map(name => [
        name,
        {
          lcpMs: Math.round(median(rounds.map(round => round[name].lcpMs))),
          codeKb: kb(sum(first[name].code.values())),
        },
      ]),
    ),
    ratios: ours.map(name => {
      const ratio =
        Math.round(
          100 *
            median(
              rounds.map(round => round[name].lcpMs / round.overview.lcpMs),
            ),
        ) / 100;
      return {
        page: name,
        against: 'overview',
        lcp: ratio,
        target: TARGET_RATIO,
        met: ratio <= TARGET_RATIO,
      };
    }),
    added: ours.map(name => {
      const files = added(first[name], first.bare);
      const gzipKb = kb(sum(files.values()));
      return {
        page: name,
        against: 'bare',
        gzipKb,
        target: TARGET_ADDED_KB,
        met: gzipKb <= TARGET_ADDED_KB,
        files: Object.fromEntries(
          [...files].map(([file, bytes]) => [file, kb(bytes)]),
        ),
      };
    }),
  };
}
