// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { bound } from './bound';
import { budgets } from './workloads';

const one = (name: string) => {
  const budget = budgets.find(each => each.name === name);
  if (!budget) throw new Error(`There is no budget ${name}`);
  return { budget };
};

const fixed = {
  ready: [4_000, 4_000],
  gone: [2_000, 2_000],
  latencyMs: 500,
  draws: 1,
  random: () => 0,
} as const;

describe('the bound of a drain', () => {
  it.each([
    // Nine replacements are waited for, then the tenth pod goes.
    ['one', 9 * 4_500 + 2_000],
    ['nine', 9 * 4_500 + 2_000],
    // Three at a time: the tenth goes after three replacements.
    ['quarter', 3 * 4_500 + 2_000],
    ['half', 4_500 + 2_000],
    ['none', 2_000],
  ])('follows a budget that allows %s', (name, expected) => {
    expect(bound({ ...fixed, workloads: [one(name)] })).toBe(expected);
  });

  it('is that of the slowest workload', () => {
    expect(
      bound({
        ...fixed,
        workloads: [one('none'), one('half'), one('quarter')],
      }),
    ).toBe(3 * 4_500 + 2_000);
  });

  it('is the median of its draws', () => {
    const values = [0, 0.5, 0.9];
    let index = 0;
    const random = () => values[Math.floor(index++ / 20)];
    const input = { ...fixed, ready: [0, 10_000], draws: 3, random } as const;
    expect(bound({ ...input, workloads: [one('one')] })).toBe(
      9 * 5_500 + 2_000,
    );
  });
});
