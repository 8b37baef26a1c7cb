// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Severity } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/** What of a finding two assessments are compared by. */
export interface ComparedFinding {
  id: string;
  code: string;
  severity: Severity;
}

/** `unseen`: it could not be looked for this time, so nobody knows whether it is gone. */
export type FindingChangeKind = 'new' | 'gone' | 'worse' | 'better' | 'unseen';

export interface FindingDifference {
  kind: FindingChangeKind;
  id: string;
  severity: Severity;
  /** The severity before, where it is another one. */
  was?: Severity;
}

const KINDS: FindingChangeKind[] = ['worse', 'new', 'unseen', 'gone', 'better'];
/** From bad to good; what could not be read may be as bad as anything but a known blocker. */
const RANKS: Severity[] = ['blocker', 'unknown', 'warning', 'info'];

/**
 * What became of each finding from one assessment to the next, worst first. A finding whose check
 * could not be made is `unseen`, not gone; one that was unseen and is there again is not news.
 */
export function compareFindings(
  before: readonly ComparedFinding[],
  after: readonly ComparedFinding[],
  options: { unreachable: boolean; wereUnseen: ReadonlySet<string> },
): FindingDifference[] {
  const unjudged = new Set(
    after.filter(one => one.severity === 'unknown').map(one => one.code),
  );
  const was = new Map(before.map(one => [one.id, one]));
  const is = new Set(after.map(one => one.id));
  const found: FindingDifference[] = [];
  for (const { id, severity } of after) {
    const old = was.get(id);
    if (!old) {
      if (!options.wereUnseen.has(id))
        found.push({ kind: 'new', id, severity });
    } else if (old.severity !== severity) {
      found.push({
        kind:
          RANKS.indexOf(severity) < RANKS.indexOf(old.severity)
            ? 'worse'
            : 'better',
        id,
        severity,
        was: old.severity,
      });
    }
  }
  for (const { id, code, severity } of before) {
    if (is.has(id)) continue;
    const unseen =
      severity !== 'unknown' && (options.unreachable || unjudged.has(code));
    found.push({ kind: unseen ? 'unseen' : 'gone', id, severity });
  }
  return found.sort(
    (a, b) =>
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      RANKS.indexOf(a.severity) - RANKS.indexOf(b.severity) ||
      a.id.localeCompare(b.id),
  );
}
