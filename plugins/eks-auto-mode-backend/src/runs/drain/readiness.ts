// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Standing } from './pace';

/** Ready counts before the first cordon, by workload. */
export type Baseline = Record<string, number>;

/** Workloads whose replacements are awaited: how many are ready, and since when no more came. */
export type Behind = Record<string, { ready: number; since: number }>;

/** Kubernetes' own default for a Deployment. */
export const DEFAULT_PROGRESS_SECONDS = 600;

/**
 * Follows every workload's way back to what it had. `since` begins anew whenever one more is ready,
 * or more went away.
 */
export function follow(
  baseline: Baseline,
  before: Behind,
  standings: ReadonlyMap<string, Standing>,
  now: number,
): Behind {
  const behind: Behind = {};
  for (const [key, ready] of Object.entries(baseline)) {
    const standing = standings.get(key);
    // A workload that was scaled down, or deleted, is not waited for.
    const wanted = Math.min(ready, standing?.desired ?? 0);
    if (!standing || standing.ready >= wanted) continue;
    const known = before[key];
    behind[key] =
      known && known.ready === standing.ready
        ? known
        : { ready: standing.ready, since: now };
  }
  return behind;
}

/** Workloads whose replacements are not Ready within their progress deadline: nothing more of them goes. */
export function overdue(
  behind: Behind,
  progressSeconds: ReadonlyMap<string, number>,
  countFrom: number,
  now: number,
): string[] {
  return Object.entries(behind)
    .filter(
      ([key, { since }]) =>
        now - Math.max(since, countFrom) >
        (progressSeconds.get(key) ?? DEFAULT_PROGRESS_SECONDS) * 1000,
    )
    .map(([key]) => key);
}
