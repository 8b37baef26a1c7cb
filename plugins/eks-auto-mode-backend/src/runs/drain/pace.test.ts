// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { lookMs, paceOf, restMs } from './pace';

describe('the pace of what no budget selects', () => {
  it.each([
    [{ desired: 10, live: 10, ready: 10 }, 2],
    [{ desired: 10, live: 10, ready: 9 }, 1],
    [{ desired: 10, live: 10, ready: 8 }, 0],
    [{ desired: 10, live: 10, ready: 3 }, 0],
    [{ desired: 1, live: 1, ready: 1 }, 1],
    [{ desired: 1, live: 1, ready: 0 }, 0],
    // A rollout that surges has more than is wanted.
    [{ desired: 4, live: 5, ready: 5 }, 1],
  ])('of %j is %i', (standing, pace) => {
    expect(paceOf(standing)).toBe(pace);
  });
});

describe('the rest between two passes of a drain', () => {
  it.each([
    ['is what is left of the beat', 80, 0, 120],
    ['is short after a slow pass, and never none', 900, 0, 50],
    ['grows where nothing moves', 80, 30_000, 1_000],
    ['grows further', 80, 200_000, 4_000],
  ])('%s', (_, took, idle, rest) => {
    expect(restMs(took, idle)).toBe(rest);
  });
});

describe('how long a look at every pod is good for', () => {
  it.each([
    [40, 500],
    [300, 900],
    [5_000, 6_000],
  ])('is, after %i ms of reading, %i ms', (reading, good) => {
    expect(lookMs(reading)).toBe(good);
  });
});
