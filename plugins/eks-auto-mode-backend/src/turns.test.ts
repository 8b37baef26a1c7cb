// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { inTurns, turn } from './turns';

describe('taking turns', () => {
  it('lets one go on a round, in the order of asking', async () => {
    const order: string[] = [];
    let rounds = 0;
    const count = () => {
      rounds++;
      if (order.length < 3) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(
      ['a', 'b', 'c'].map(async name => {
        await turn();
        order.push(`${name} in round ${rounds}`);
      }),
    );
    expect(order).toEqual(['a in round 1', 'b in round 2', 'c in round 3']);
  });

  it('does long work in slices and answers what it came to', async () => {
    let others = 0;
    let going = true;
    const tick = () => {
      others++;
      if (going) setImmediate(tick);
    };
    setImmediate(tick);
    function* work() {
      for (let step = 0; step < 4; step++) {
        const until = performance.now() + 9;
        while (performance.now() < until);
        yield;
      }
      return 'done';
    }
    expect(await inTurns(work())).toBe('done');
    going = false;
    expect(others).toBeGreaterThanOrEqual(4);
  });

  it('passes on what goes wrong', async () => {
    // eslint-disable-next-line require-yield
    function* work() {
      throw new Error('no');
    }
    await expect(inTurns(work())).rejects.toThrow('no');
  });
});
