// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LabelSelector } from '../api/objects';
import { selects } from './selector';

describe('what a selector selects', () => {
  it.each<[string, LabelSelector | undefined, boolean]>([
    ['no selector, nothing', undefined, false],
    ['an empty selector, all', {}, true],
    ['an equal label', { matchLabels: { app: 'a' } }, true],
    ['not another value', { matchLabels: { app: 'b' } }, false],
    [
      'In',
      { matchExpressions: [{ key: 'app', operator: 'In', values: ['a'] }] },
      true,
    ],
    [
      'NotIn of a missing label',
      { matchExpressions: [{ key: 'x', operator: 'NotIn', values: ['a'] }] },
      true,
    ],
    [
      'NotIn of its value',
      { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }] },
      false,
    ],
    ['Exists', { matchExpressions: [{ key: 'x', operator: 'Exists' }] }, false],
    [
      'DoesNotExist',
      { matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] },
      true,
    ],
  ])('%s', (_, selector, expected) => {
    expect(selects(selector, { app: 'a' })).toBe(expected);
  });
});
