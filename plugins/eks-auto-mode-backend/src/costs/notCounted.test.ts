// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Prices } from './hourly';
import type { CostNodes } from './nodeKinds';
import { defaultAssumptions, worthOf, type CostInput } from './worth';

const nodes = (type: string): CostNodes[] => [
  { type, capacity: 'on-demand', count: 1 },
];
const left = (changes: Partial<CostInput>) =>
  worthOf({
    moving: [],
    simulated: [],
    kept: [],
    auto: [],
    uncounted: { fargate: 0, hybrid: 0, disputed: 0 },
    support: 'standard',
    prices: new Prices([{ type: 'g5.xlarge', onDemand: 1 }]),
    assumptions: defaultAssumptions,
    ...changes,
  }).notCounted;

describe('what no figure holds', () => {
  it('is nothing where every price and every node is known', () => {
    expect(left({ kept: nodes('m5.large') })).toEqual([]);
  });

  it.each<[string, Partial<CostInput>, string, RegExp]>([
    [
      'a type without a price',
      { kept: nodes('zz9.large') },
      'zz9.large',
      /No price/,
    ],
    [
      'a fee that no list names',
      { auto: nodes('g5.xlarge') },
      'the fee of g5.xlarge',
      /12 %/,
    ],
    [
      'nodes of Fargate',
      { uncounted: { fargate: 3, hybrid: 0, disputed: 0 } },
      'Fargate nodes',
      /^3 of them.*bills what each pod asks for/,
    ],
    [
      'hybrid nodes',
      { uncounted: { fargate: 0, hybrid: 2, disputed: 0 } },
      'hybrid nodes',
      /^2 of them.*no instances of EC2/,
    ],
    [
      'nodes that nobody can place',
      { uncounted: { fargate: 0, hybrid: 0, disputed: 1 } },
      'nodes of which it is disputed where they come from',
      /^1 of them/,
    ],
    [
      'extended support that nobody could read',
      { support: 'unknown' },
      'extended support',
      /would add \$365 a month/,
    ],
  ])('is %s, with the reason', (_case, changes, what, why) => {
    expect(left(changes)).toEqual([{ what, why: expect.stringMatching(why) }]);
  });
});
