// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import { assumedBy, matches, statementsOf, textsOf } from './iam';

const EKS = 'eks.amazonaws.com';
const trust = (change: JsonObject = {}): JsonObject => ({
  Effect: 'Allow',
  Principal: { Service: EKS },
  Action: 'sts:AssumeRole',
  ...change,
});

it.each<[string, JsonValue, number]>([
  ['a list of statements', { Statement: [trust(), trust()] }, 2],
  ['one statement that stands for a list', { Statement: trust() }, 1],
  ['what is no statement', { Statement: ['x', null, trust()] }, 1],
  ['a document without statements', {}, 0],
  ['a document whose statements are null', { Statement: null }, 0],
  ['what is no document', 'x', 0],
])('reads %s', (_, document, count) => {
  expect(statementsOf(document)).toHaveLength(count);
});

it.each<[string, JsonObject, boolean]>([
  ['lets it assume the role', {}, true],
  ['names it among others', { Principal: { Service: ['x', EKS] } }, true],
  ['allows all of STS', { Action: ['sts:*'] }, true],
  ['denies it', { Effect: 'Deny' }, false],
  ['names another service', { Principal: { Service: 'x' } }, false],
  ['names everybody', { Principal: '*' }, false],
  ['allows something else', { Action: 'sts:TagSession' }, false],
  ['names no action', { Action: null }, false],
])(
  'tells whether a service assumes a role by a statement that %s',
  (_, change, expected) => {
    const statement = trust(change);
    expect(assumedBy({ Statement: [statement] }, EKS)).toEqual(
      expected ? [statement] : [],
    );
  },
);

it('takes texts alone', () => {
  expect(textsOf(undefined)).toEqual([]);
  expect(textsOf(null)).toEqual([]);
  expect(textsOf('a')).toEqual(['a']);
  expect(textsOf(['a', 1, null, 'b'])).toEqual(['a', 'b']);
});

it.each([
  ['sts:AssumeRole', true],
  ['STS:assumerole', true],
  ['sts:*', true],
  ['*', true],
  ['sts:AssumeRol?', true],
  ['sts:Assume', false],
  ['AssumeRole', false],
  ['sts.AssumeRole', false],
])('matches %s as IAM does', (pattern, expected) => {
  expect(matches(pattern, 'sts:AssumeRole')).toBe(expected);
});
