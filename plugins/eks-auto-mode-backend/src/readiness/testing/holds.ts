// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/* eslint-disable jest/no-export, jest/valid-title -- the table that test files share */

import type { AnyCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  CLUSTER_ARN,
  healthyInventory,
  healthyParts,
  withUnread,
} from './inventory';
import { findingsOf, inWords, saysOf, type Change } from './says';

/**
 * A case in words, what it changes of the healthy cluster, what the check says then, and perhaps the
 * evidence that it gives for it.
 */
export type Case = [
  words: string,
  change: Change,
  expected: string[],
  evidence?: string[],
];

/** Holds a rule against a table. The healthy cluster always passes, and some case must not. */
export function holds(check: AnyCheck, cases: Case[]): void {
  describe(check.code, () => {
    it.each<Case>([['passes on the healthy cluster', {}, []], ...cases])(
      '%s',
      (...[, change, expected, evidence]) => {
        const findings = findingsOf(check, change);
        expect(inWords(findings)).toEqual(expected);
        expect(evidence && findings.map(one => one.evidence)).toEqual(evidence);
        for (const finding of findings) {
          expect(finding.message).not.toBe('');
          expect(finding.evidence).not.toBe('');
          // Who lists the checks that can stand in the way goes by what the check says of itself.
          expect(
            finding.severity !== 'blocker' ||
              check.severity === 'blocker' ||
              check.mayBlock,
          ).toBe(true);
        }
      },
    );

    it.each(check.reads)('says unknown where %s cannot be read', part => {
      expect(saysOf(check, withUnread(healthyInventory(), [part]))).toEqual([
        `unknown ${CLUSTER_ARN}`,
      ]);
    });

    for (const part of check.reads.filter(one => one in (check.unreadAs ?? {})))
      it.each(cases)(
        `says nothing that ${part} could refute where nobody read them, and %s`,
        (...[, change, expected]) => {
          const changed =
            typeof change === 'function' ? change(healthyParts()) : change;
          const said = saysOf(
            check,
            withUnread(healthyInventory(changed), [part]),
          );
          // Only what the part itself would have shown may be missing.
          const found = part in changed ? said.slice(0, -1) : expected;
          expect(expected).toEqual(expect.arrayContaining(found));
          expect(said).toEqual([...found, `unknown ${CLUSTER_ARN}`]);
        },
      );

    it('has a case that it finds fault with', () => {
      expect(cases.some(([, , expected]) => expected.length > 0)).toBe(true);
    });
  });
}

/** Holds the patch of a check's first finding, line by line as a person would apply it. */
export function mends(
  check: AnyCheck,
  cases: [words: string, change: Change, lines: string[]][],
): void {
  describe(`the patch of ${check.code}`, () => {
    it.each(cases)('where it %s', (...[, change, lines]) => {
      const [{ patch }] = findingsOf(check, change);
      expect(patch?.content.trimEnd().split('\n')).toEqual(lines);
    });
  });
}
