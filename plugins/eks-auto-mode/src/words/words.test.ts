// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { account, bytes, count, shortDigest } from './amounts';
import { toCsv, toJson } from './export';
import { areaOf, areaWords } from './readiness';
import { subjectName } from './subject';
import { between, duration, relative } from './time';

const NOW = Date.parse('2026-11-21T12:00:00Z');

describe('times as people say them', () => {
  it.each([
    ['2026-11-21T11:59:58Z', 'just now'],
    ['2026-11-21T11:59:15Z', '45 s ago'],
    ['2026-11-21T11:48:00Z', '12 min ago'],
    ['2026-11-21T08:30:00Z', '3 h ago'],
    ['2026-11-18T12:00:00Z', '3 d ago'],
    ['2026-11-21T12:20:00Z', 'in 20 min'],
    ['2026-12-21T11:59:58Z', 'in 30 d'],
    ['not a time', 'not a time'],
  ])('%s reads "%s" at noon', (iso, words) => {
    expect(relative(iso, NOW)).toBe(words);
  });

  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [200, '3 min 20 s'],
    [2520, '42 min'],
    [3600, '1 h'],
    [4200, '1 h 10'],
    [86400 * 3, '3 d'],
  ])('%d seconds read "%s"', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });

  it('says a range once where both ends read the same', () => {
    expect(between({ minSeconds: 4200, maxSeconds: 6000 })).toBe(
      '1 h 10 – 1 h 40',
    );
    expect(between({ minSeconds: 600, maxSeconds: 600 })).toBe('10 min');
  });
});

describe('amounts as people say them', () => {
  it('counts in the singular and in the plural', () => {
    expect(count(1, 'finding')).toBe('1 finding');
    expect(count(6000, 'pod')).toBe('6,000 pods');
  });
  it('shortens bytes, accounts and digests', () => {
    expect(bytes(18_400_000)).toBe('18 MiB');
    expect(account('111122223333')).toBe('1111-2222-3333');
    expect(shortDigest('3f9a77d1aabbccc2')).toBe('3f9a77…ccc2');
  });
});

describe('names of things', () => {
  it.each([
    ['arn:aws:iam::1:role/eks/node', 'role/eks/node'],
    [
      'arn:aws:eks:us-east-1:1:nodegroup/shop/apps/4ea1e963-c653-4d1e-abe8-c69bc1e184a6',
      'nodegroup/shop/apps',
    ],
    [
      'arn:aws:autoscaling:us-east-1:1:autoScalingGroup:36370207-2ffb-4d1b-a549-d929fbef6fed:autoScalingGroupName/workers',
      'autoScalingGroup/workers',
    ],
    [
      'arn:aws:kms:us-east-1:1:key/36370207-2ffb-4d1b-a549-d929fbef6fed',
      'key/36370207-2ffb-4d1b-a549-d929fbef6fed',
    ],
  ])(
    'names %s by the end of its ARN, without ids beside a name',
    (arn, name) => {
      expect(subjectName({ arn })).toBe(name);
    },
  );
  it('knows areas, and shows the letters of one it does not know', () => {
    expect(areaWords(areaOf('NET-14'))).toBe('Network');
    expect(areaWords(areaOf('ACME-1'))).toBe('ACME');
  });
});

describe('exports', () => {
  it('quotes what CSV needs quoted and disarms formulas of hostile text', () => {
    expect(toCsv(['a', 'b'], [['x,"y"', '=HYPERLINK("evil")']])).toBe(
      'a,b\r\n"x,""y""","\'=HYPERLINK(""evil"")"\r\n',
    );
  });
  it('keeps a negative number a number', () => {
    expect(toCsv(['n'], [[-3]])).toBe('n\r\n-3\r\n');
  });
  it('writes the same rows as JSON objects', () => {
    expect(JSON.parse(toJson(['a', 'b'], [['x', 2]]))).toEqual([
      { a: 'x', b: 2 },
    ]);
  });
});
