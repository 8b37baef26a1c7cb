// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ConfigReader } from '@backstage/config';
import { readCompanyRules } from './companyRules';

const rule = (change: object = {}) => ({
  code: 'X-AMI',
  title: 'Approved images only',
  tags: ['CostCenter'],
  ...change,
});
const read = (...rules: object[]) =>
  readCompanyRules(new ConfigReader({ rules }));

describe('reading the rules of a company', () => {
  it('has none without configuration', () => {
    expect(readCompanyRules(undefined)).toEqual([]);
  });

  it('fills in what a rule leaves out', () => {
    expect(read(rule())).toEqual([
      {
        code: 'X-AMI',
        title: 'Approved images only',
        severity: 'warning',
        why: 'A rule of the company asks for it.',
        remediation:
          'Do as the rule says, or accept the finding with a reason.',
        demand: { type: 'tags', keys: ['CostCenter'] },
      },
    ]);
  });

  it('takes labels of what must not restart', () => {
    const [{ demand }] = read({
      code: 'X-LASTING',
      title: 'Nothing has to last',
      mustNotRestart: ['example.org/restart=never', 'example.org/singleton'],
    });
    expect(demand).toEqual({
      type: 'mustNotRestart',
      labels: ['example.org/restart=never', 'example.org/singleton'],
    });
  });

  it.each<[string, object[], string]>([
    ['a code of the catalogue', [rule({ code: 'NG-04' })], 'begins with X-'],
    ['a severity of its own', [rule({ severity: 'fatal' })], "'fatal'"],
    ['two demands', [rule({ registries: ['a'] })], 'exactly one'],
    [
      'a demand beside labels of what must not restart',
      [rule({ mustNotRestart: ['a'] })],
      'exactly one of images, registries, tags and mustNotRestart',
    ],
    ['none', [{ code: 'X-A', title: 'a' }], 'exactly one'],
    ['a code twice', [rule(), rule()], 'stands twice'],
  ])('refuses %s', (_words, rules, message) => {
    expect(() => read(...rules)).toThrow(message);
  });
});
