// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NodeSelectorRequirement } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  labelOf,
  matchesLabelSelector,
  matchesNodeSelector,
  matchesNodeSelectorTerm,
  satisfies,
  selectable,
} from './selectors';

type Operator = NodeSelectorRequirement['operator'];
const node = { name: 'a', labels: { team: 'x', size: '8' } };
const containers = [{ name: 'c' }];

describe('selectors', () => {
  it.each<[Operator, string[] | undefined, string | undefined, boolean]>([
    ['In', ['x', 'y'], 'x', true],
    ['In', ['y'], 'x', false],
    ['In', ['undefined'], undefined, false],
    ['In', undefined, 'x', false],
    ['NotIn', ['x'], 'x', false],
    ['NotIn', ['x'], 'y', true],
    ['NotIn', ['x'], undefined, true],
    ['Exists', undefined, 'x', true],
    ['Exists', undefined, undefined, false],
    ['DoesNotExist', undefined, 'x', false],
    ['DoesNotExist', undefined, undefined, true],
    ['Gt', ['4'], '5', true],
    ['Gt', ['4'], '4', false],
    ['Gt', ['-4'], '+3', true],
    ['Gt', ['4'], '5x', false],
    ['Gt', ['4'], 'x5', false],
    ['Gt', ['4'], '5.5', false],
    ['Gt', ['x'], '5', false],
    ['Gt', ['4', '4'], '5', false],
    ['Gt', ['4'], undefined, false],
    ['Gt', [], '5', false],
    ['Lt', ['4'], '3', true],
    ['Lt', ['4'], '4', false],
    ['Lt', ['4'], '', false],
  ])('%s %j of %j: %s', (operator, values, actual, expected) => {
    expect(satisfies({ key: 'k', operator, values }, actual)).toBe(expected);
  });

  it('see no label that every object inherits', () => {
    expect(labelOf({}, 'toString')).toBeUndefined();
    expect(labelOf(undefined, 'team')).toBeUndefined();
    expect(labelOf({ team: 'x' }, 'team')).toBe('x');
  });

  it('of labels select nothing where they are absent, and all where they are empty', () => {
    expect(matchesLabelSelector(undefined, { a: 'b' })).toBe(false);
    expect(matchesLabelSelector({}, undefined)).toBe(true);
    expect(
      matchesLabelSelector({ matchLabels: { a: 'b', c: 'd' } }, { a: 'b' }),
    ).toBe(false);
    const both = {
      matchLabels: { a: 'b' },
      matchExpressions: [
        { key: 'a', operator: 'Exists' as const },
        { key: 'c', operator: 'DoesNotExist' as const },
      ],
    };
    expect(matchesLabelSelector(both, { a: 'b' })).toBe(true);
    expect(matchesLabelSelector(both, { a: 'b', c: 'd' })).toBe(false);
  });

  it.each([
    [{}, false],
    [{ matchExpressions: [] }, false],
    [
      { matchExpressions: [{ key: 'team', operator: 'Exists' as const }] },
      true,
    ],
    [
      {
        matchFields: [
          { key: 'metadata.name', operator: 'In' as const, values: ['a'] },
        ],
      },
      true,
    ],
    [
      {
        matchFields: [
          { key: 'metadata.uid', operator: 'In' as const, values: ['a'] },
        ],
      },
      false,
    ],
    [
      {
        matchExpressions: [{ key: 'team', operator: 'Exists' as const }],
        matchFields: [
          { key: 'metadata.name', operator: 'In' as const, values: ['b'] },
        ],
      },
      false,
    ],
  ])('of nodes: %j: %s', (term, expected) => {
    expect(matchesNodeSelectorTerm(term, node)).toBe(expected);
  });

  it('of a pod take its node selector and one of its terms', () => {
    const asks = (team: string, size?: string) => ({
      containers,
      nodeSelector: { team },
      affinity: size
        ? {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: ['1', size].map(value => ({
                  matchExpressions: [
                    { key: 'size', operator: 'In' as const, values: [value] },
                  ],
                })),
              },
            },
          }
        : undefined,
    });
    expect(matchesNodeSelector({ containers }, node)).toBe(true);
    expect(matchesNodeSelector(asks('x'), node)).toBe(true);
    expect(matchesNodeSelector(asks('y'), node)).toBe(false);
    expect(matchesNodeSelector(asks('x', '8'), node)).toBe(true);
    expect(matchesNodeSelector(asks('x', '9'), node)).toBe(false);
    expect(matchesNodeSelector(asks('y', '8'), node)).toBe(false);
  });

  it('read name and labels of a node', () => {
    const bare = { apiVersion: 'v1', kind: 'Node', spec: {}, status: {} };
    expect(selectable({ ...bare, metadata: { name: 'a' } })).toEqual({
      name: 'a',
      labels: {},
    });
    expect(
      selectable({ ...bare, metadata: { name: 'a', labels: { b: 'c' } } }),
    ).toEqual({ name: 'a', labels: { b: 'c' } });
  });
});
