// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Finding,
  ResolvedBy,
  Severity,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { InventoryPart, InventoryParts } from '../inventory/inventory';

/**
 * What a check says; code, and what the check itself says by default, are filled in by the framework.
 * @public
 */
export type FindingDraft = Omit<Finding, 'code' | 'severity' | 'resolvedBy'> & {
  /** `unknown` of one subject about which what was read does not tell. */
  severity?: Severity;
  resolvedBy?: ResolvedBy;
};

/** @public */
export interface CheckContext {
  clusterArn: string;
  clusterName: string;
  /** The time to judge by. */
  now: Date;
}

/**
 * A pure rule. The framework hands it only parts that were read; where one of `reads` was not and
 * nothing stands for it (`unreadAs`), it says `unknown` instead of calling the rule.
 *
 * Codes are never re-used; a retired check stays in the catalogue with `retired`.
 * @public
 */
export interface Check<P extends InventoryPart = InventoryPart> {
  /** `NET-14`: area and number. */
  code: string;
  /** One line, in words that a service owner understands. */
  title: string;
  severity: Exclude<Severity, 'unknown'>;
  /** Set where a single finding can be a `blocker` though the check's own severity is another. */
  mayBlock?: boolean;
  resolvedBy: ResolvedBy;
  reads: readonly P[];
  /**
   * What stands for a part that nobody could read, where all that the rule finds then would hold
   * whatever that part says. It says `unknown` beside it.
   */
  unreadAs?: Partial<Pick<InventoryParts, P>>;
  /** Why it matters: what goes wrong on Auto Mode. */
  why: string;
  /** What to do about it. */
  remediation: string;
  /** Where the rule comes from: "EKS User Guide, auto-enable-existing". */
  source: string;
  /** What of its rule the check does not look at yet, and why: its page and the table of all say so. */
  notYet?: string;
  retired?: string;
  evaluate(
    parts: Pick<InventoryParts, P>,
    context: CheckContext,
  ): FindingDraft[];
}

/**
 * Keeps the parts of a check in its type, so that `evaluate` sees just what `reads` names.
 * @public
 */
export function defineCheck<P extends InventoryPart>(
  check: Check<P>,
): Check<P> {
  return check;
}

/**
 * A check whose parts are not known to the caller: what catalogues hold.
 * @public
 */
export interface AnyCheck extends Omit<Check, 'reads' | 'evaluate'> {
  reads: readonly InventoryPart[];
  evaluate(parts: InventoryParts, context: CheckContext): FindingDraft[];
}
