// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Prices } from './hourly';
import { tablePrice } from './priceTable';

describe('prices', () => {
  it('are the list’s, or else the dated table’s, and the fee else a rule of 12 %', () => {
    const prices = new Prices([{ type: 'm6i.large', onDemand: 0.1 }]);
    expect(prices.onDemand({ type: 'm6i.large' })).toEqual({
      amount: 0.1,
      basis: 'price-list',
    });
    expect(prices.fee('m6i.large')?.basis).toBe('rule');
    expect(prices.onDemand({ type: 'm7g.xlarge' })).toEqual({
      amount: 0.1632,
      basis: 'table',
    });
  });

  it('of Windows are the list’s alone', () => {
    const prices = new Prices([
      { type: 'm6i.large', onDemand: 0.1, onDemandWindows: 0.192 },
      { type: 'm6i.xlarge', onDemand: 0.2 },
    ]);
    const of = (type: string) => prices.onDemand({ type, os: 'windows' });
    expect(of('m6i.large')).toEqual({ amount: 0.192, basis: 'price-list' });
    expect([of('m6i.xlarge'), of('m6i.2xlarge')]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['m5.large', 0.096],
    ['m5.4xlarge', 0.768],
    ['t3.medium', 0.0416],
    ['c6g.medium', 0.034],
    ['g5.xlarge', undefined],
    ['m5.metal', undefined],
    ['toString.large', undefined],
    ['nonsense', undefined],
  ])('%s is %s dollars an hour in the table', (type, price) => {
    expect(tablePrice(type)).toBe(price);
  });
});
