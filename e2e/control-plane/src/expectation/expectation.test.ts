// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { DocumentFinding } from '../document';
import { differences, parseExpectation, readExpectations } from './expectation';

const carts = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'carts' };

function finding(changes: Partial<DocumentFinding> = {}): DocumentFinding {
  return {
    code: 'WL-05',
    severity: 'warning',
    resolvedBy: 'owner',
    subject: { ...carts, namespace: 'shop' },
    evidence: 'replicas: 1',
    since: '2026-01-01T00:00:00Z',
    ...changes,
  };
}

const expected = parseExpectation(
  'shop.yaml',
  'objects: {apps/v1 Deployment shop/carts: [WL-05 warning owner]}',
);

describe('an expectation', () => {
  it.each<[string, DocumentFinding[], string[], string[]]>([
    ['agrees with just what it says', [finding()], [], []],
    [
      'misses what was not found',
      [],
      ['apps/v1 Deployment shop/carts: WL-05 warning owner'],
      [],
    ],
    [
      'takes a finding that nobody expected for a difference',
      [finding(), finding({ code: 'WL-17' })],
      [],
      ['apps/v1 Deployment shop/carts: WL-17 warning owner (replicas: 1)'],
    ],
    [
      'takes a finding told twice for one too many',
      [finding(), finding()],
      [],
      ['apps/v1 Deployment shop/carts: WL-05 warning owner (replicas: 1)'],
    ],
    [
      'heeds the severity',
      [finding({ severity: 'blocker' })],
      ['apps/v1 Deployment shop/carts: WL-05 warning owner'],
      ['apps/v1 Deployment shop/carts: WL-05 blocker owner (replicas: 1)'],
    ],
    [
      'heeds who mends it',
      [finding({ resolvedBy: 'plan' })],
      ['apps/v1 Deployment shop/carts: WL-05 warning owner'],
      ['apps/v1 Deployment shop/carts: WL-05 warning plan (replicas: 1)'],
    ],
    [
      'heeds the namespace',
      [finding({ subject: { ...carts, namespace: 'other' } })],
      ['apps/v1 Deployment shop/carts: WL-05 warning owner'],
      ['apps/v1 Deployment other/carts: WL-05 warning owner (replicas: 1)'],
    ],
    [
      'knows ARNs and objects without a namespace',
      [finding(), finding({ subject: { arn: 'arn:aws:eks:::x' } })],
      [],
      ['arn:aws:eks:::x: WL-05 warning owner (replicas: 1)'],
    ],
  ])('%s', (_, findings, missing, extra) => {
    expect(differences([expected], findings)).toEqual({ missing, extra });
  });

  it('counts what two parts say of one object once', () => {
    expect(differences([expected, expected], [finding()])).toEqual({
      missing: [],
      extra: [],
    });
  });

  it.each([
    ['objects: {Pod a/b: [WL-5 warning owner]}', 'Pod a/b: "WL-5'],
    ['objects: {Pod a/b: [WL-05 warming owner]}', 'warming'],
    ['object: {}', 'unknown key object'],
  ])('refuses %s', (text, message) => {
    expect(() => parseExpectation('x.yaml', text)).toThrow(message);
  });

  it.each(['world', 'fixtures', 'published'])(
    'can be read in %s, and is not empty',
    async folder => {
      const all = [...(await readExpectations(folder)).values()];
      expect(all.flatMap(each => Object.keys(each.objects))).not.toEqual([]);
    },
  );
});
