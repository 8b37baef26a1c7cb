// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { inSequence } from './plan';

const step = (minSeconds: number, maxSeconds: number) => ({
  predicted: { minSeconds, maxSeconds },
});

describe('steps one after another', () => {
  it('takes no time where there is none', () => {
    expect(inSequence([])).toEqual({ minSeconds: 0, maxSeconds: 0 });
  });

  it('takes as long as the only one', () => {
    expect(inSequence([step(60, 600)])).toEqual({
      minSeconds: 60,
      maxSeconds: 600,
    });
  });

  it('adds what is certain', () => {
    expect(inSequence([step(600, 600), step(60, 60)])).toEqual({
      minSeconds: 660,
      maxSeconds: 660,
    });
  });

  it('does not expect all of them to be at their slowest', () => {
    const many = Array.from({ length: 9 }, () => step(0, 90));
    // 9 × 30 usual, and the root of 9 × 60².
    expect(inSequence(many)).toEqual({ minSeconds: 0, maxSeconds: 450 });
  });
});
