// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { catalogue } from './catalogue';
import { evaluate } from './evaluate';
import {
  CLUSTER_ARN,
  DENIED,
  healthyInventory,
  NOW,
  withMissing,
  withUnread,
} from './testing/inventory';
import { beyondTheFacts, rowsOfTheFacts } from './testing/rows';
import { unimplemented } from './unimplemented';
import { judge } from './verdict';

const live = catalogue.filter(check => check.retired === undefined);

describe('the catalogue', () => {
  it('has unique codes of the form AREA-NN', () => {
    const codes = catalogue.map(check => check.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[A-Z]{2,3}-\d\d$/);
  });

  it('judges every row of the facts, or says why it does not', () => {
    const told = new Set(
      [...catalogue, ...unimplemented].map(({ code }) => code),
    );
    expect(rowsOfTheFacts.filter(code => !told.has(code))).toEqual([]);
  });

  it('names what it judges beyond the facts', () => {
    const rows = new Set(rowsOfTheFacts);
    expect(
      [...catalogue, ...unimplemented]
        .map(({ code }) => code)
        .filter(code => !rows.has(code))
        .sort(),
    ).toEqual([...beyondTheFacts].sort());
  });

  it.each(live.map(check => [check.code, check] as const))(
    '%s reads something and explains itself',
    (_code, check) => {
      expect(check.reads.length).toBeGreaterThan(0);
      for (const text of [
        check.title,
        check.why,
        check.remediation,
        check.source,
      ]) {
        expect(text.trim()).not.toBe('');
      }
      expect(check.notYet?.trim()).not.toBe('');
    },
  );

  it('finds nothing wrong with the healthy cluster, and calls it ready', () => {
    const inventory = healthyInventory();
    const findings = evaluate(inventory, catalogue, NOW);
    expect(findings.filter(one => one.severity !== 'info')).toEqual([]);
    expect(judge({ inventory, checks: catalogue, findings })).toMatchObject({
      verdict: 'ready',
      score: 100,
      confidence: 100,
    });
  });

  it.each(
    live.flatMap(check =>
      check.reads.map(part => [check.code, part, check] as const),
    ),
  )(
    '%s says unknown where %s was not read, and nothing else',
    (_code, part, check) => {
      const findings = evaluate(
        withUnread(healthyInventory(), [part]),
        [check],
        NOW,
      );
      expect(findings).toEqual([
        expect.objectContaining({
          severity: 'unknown',
          subject: { arn: CLUSTER_ARN },
          message: expect.stringContaining(part),
          evidence: expect.stringContaining(DENIED.operation),
          remedy: DENIED.remedy,
        }),
      ]);
    },
  );

  it.each(
    live.flatMap(check =>
      check.reads.map(part => [check.code, part, check] as const),
    ),
  )('%s says unknown where %s was read only in part', (_code, part, check) => {
    const findings = evaluate(
      withMissing(healthyInventory(), part, 'one of them'),
      [check],
      NOW,
    );
    expect(findings.filter(one => one.severity === 'unknown')).toEqual([
      expect.objectContaining({
        evidence: expect.stringContaining('one of them'),
      }),
    ]);
  });
});
