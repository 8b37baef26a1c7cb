// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NodeSelectorRequirement } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  admits,
  formatSet,
  intersect,
  isEmpty,
  requirementsOf,
  valueSet,
} from './requirements';

type Operator = NodeSelectorRequirement['operator'];
const set = (operator: Operator, ...values: string[]) =>
  valueSet({ key: 'k', operator, values });

describe('the values that a label may have', () => {
  it.each<[Operator, string[], (string | undefined)[], (string | undefined)[]]>(
    [
      ['In', ['a', 'b'], ['a', 'b'], ['c', undefined]],
      ['NotIn', ['a'], ['b', undefined], ['a']],
      ['Exists', [], ['a', ''], [undefined]],
      ['DoesNotExist', [], [undefined], ['a', '']],
      ['Gt', ['4'], ['5', '+6'], ['4', '3', 'x', '4.5', undefined]],
      ['Lt', ['4'], ['3', '-1'], ['4', '5', 'x', '', undefined]],
    ],
  )('%s (%j) admits %j and not %j', (operator, values, inside, outside) => {
    for (const value of inside) {
      expect(admits(set(operator, ...values), value)).toBe(true);
    }
    for (const value of outside) {
      expect(admits(set(operator, ...values), value)).toBe(false);
    }
  });

  it.each([
    [set('In', 'a', 'b'), set('In', 'b', 'c'), 'In (b)'],
    [set('In', 'a', 'b'), set('NotIn', 'b'), 'In (a)'],
    [set('NotIn', 'b'), set('In', 'a', 'b'), 'In (a)'],
    [set('NotIn', 'a'), set('NotIn', 'a'), 'NotIn (a)'],
    [set('Gt', '2'), set('Gt', '4'), 'Gt 4'],
    [set('Lt', '2'), set('Lt', '4'), 'Lt 2'],
    [set('Gt', '2'), set('Lt', '4'), 'Gt 2 Lt 4'],
    [set('In', '3', '5'), set('Gt', '4'), 'In (5)'],
    [set('In', '3', '5'), set('Lt', '4'), 'In (3)'],
    [set('Exists'), set('Exists'), 'Exists'],
    [set('In', 'a'), set('In', 'b'), 'DoesNotExist'],
    [set('DoesNotExist'), set('In', 'a'), 'DoesNotExist'],
  ])('case %#, narrowed both ways', (a, b, words) => {
    expect(formatSet(intersect(a, b))).toBe(words);
    expect(formatSet(intersect(b, a))).toBe(words);
  });

  it('leave out what either leaves out', () => {
    const both = intersect(set('NotIn', 'a'), set('NotIn', 'b'));
    expect(['a', 'b', 'c'].map(value => admits(both, value))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('may be missing only where both allow it', () => {
    const absent = (a: Operator, b: Operator) =>
      intersect(set(a, 'a'), set(b, 'b')).mayBeAbsent;
    expect(absent('NotIn', 'NotIn')).toBe(true);
    expect(absent('NotIn', 'Exists')).toBe(false);
    expect(absent('NotIn', 'In')).toBe(false);
  });

  it.each([
    [set('In'), true],
    [set('In', 'a'), false],
    [set('NotIn', 'a'), false],
    [set('Exists'), false],
    [set('DoesNotExist'), false],
    [intersect(set('Gt', '4'), set('Lt', '5')), true],
    [intersect(set('Gt', '4'), set('Lt', '6')), false],
    [set('Gt', '4'), false],
    [set('Lt', '4'), false],
    [intersect(set('In', 'a'), set('In', 'b')), true],
  ])('case %#, and whether anything is left', (values, empty) => {
    expect(isEmpty(values)).toBe(empty);
  });

  it('are narrowed by every requirement on a key, under its newer name', () => {
    const found = requirementsOf([
      { key: 'beta.kubernetes.io/arch', operator: 'In', values: ['a', 'b'] },
      { key: 'kubernetes.io/arch', operator: 'NotIn', values: ['b'] },
      { key: 'team', operator: 'Exists' },
    ]);
    expect([...found].map(([key, values]) => [key, formatSet(values)])).toEqual(
      [
        ['kubernetes.io/arch', 'In (a)'],
        ['team', 'Exists'],
      ],
    );
  });

  it('are cut short after eight', () => {
    const names = 'abcdefghi'.split('');
    expect(formatSet(set('In', ...names.slice(0, 8)))).toBe(
      'In (a, b, c, d, e, f, g, h)',
    );
    expect(formatSet(set('NotIn', ...names))).toBe(
      'NotIn (a, b, c, d, e, f, g, h, …)',
    );
  });
});
