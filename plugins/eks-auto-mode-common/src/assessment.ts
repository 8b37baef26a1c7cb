// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AssessedFinding, Severity } from './finding';

/**
 * The one word for a cluster's readiness, in this precedence: `unreachable`, `migrated`, `blocked`,
 * `needs-work`, `ready`.
 * @public
 */
export type Verdict =
  | 'unreachable'
  | 'migrated'
  | 'blocked'
  | 'needs-work'
  | 'ready';

/**
 * All findings of one inventory, with a verdict.
 * @public
 */
export interface Assessment {
  clusterArn: string;
  /** ISO 8601, UTC: when the inventory was read. */
  readAt: string;
  verdict: Verdict;
  /** 0–100; a summary only, the verdict decides. */
  score: number;
  /** 0–100: the share of checks that could read all they needed. */
  confidence: number;
  counts: Record<Severity, number>;
  findings: AssessedFinding[];
}
