// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Severity } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/**
 * What of a finding two assessments are compared by. What could not be read has an id of its own, so
 * no finding becomes `unknown` or was it: it is unseen then.
 */
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
/** The order within a kind; what could not be read may be as bad as anything but a known blocker. */
const RANKS: Severity[] = ['blocker', 'unknown', 'warning', 'info'];

/**
 * What became of each finding from one assessment to the next, worst first. A finding whose check
 * could not be made is `unseen`, not gone, and nothing more is said of it until the check is made
 * again: then it is gone, or there again, which is no news.
 */
export function compareFindings<T extends ComparedFinding>(
  before: readonly T[],
  after: readonly ComparedFinding[],
  options: { unreachable: boolean; wereUnseen: readonly T[] },
): { differences: FindingDifference[]; unseen: T[] } {
  const { unreachable, wereUnseen } = options;
  const unjudged = new Set(
    after.filter(one => one.severity === 'unknown').map(one => one.code),
  );
  const was = new Map([...wereUnseen, ...before].map(one => [one.id, one]));
  const is = new Set(after.map(one => one.id));
  const differences: FindingDifference[] = [];
  for (const { id, severity } of after) {
    const old = was.get(id);
    if (!old) {
      differences.push({ kind: 'new', id, severity });
    } else if (old.severity !== severity) {
      differences.push({
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
  const unseen: T[] = [];
  const known = new Set(wereUnseen.map(one => one.id));
  for (const one of was.values()) {
    const { id, code, severity } = one;
    if (is.has(id)) continue;
    if (severity !== 'unknown' && (unreachable || unjudged.has(code))) {
      unseen.push(one);
      if (!known.has(id)) differences.push({ kind: 'unseen', id, severity });
    } else {
      differences.push({ kind: 'gone', id, severity });
    }
  }
  differences.sort(
    (a, b) =>
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      RANKS.indexOf(a.severity) - RANKS.indexOf(b.severity) ||
      a.id.localeCompare(b.id),
  );
  return { differences, unseen };
}
