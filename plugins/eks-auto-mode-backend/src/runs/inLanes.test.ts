// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { inLanes } from './inLanes';

describe('calls in lanes', () => {
  it('makes those of one lane one after the other, lanes side by side, and keeps the order', async () => {
    const atWork = new Map<string, number>();
    let most = 0;
    const answers = await inLanes(
      ['a1', 'a2', 'b1', 'a3', 'c1', 'b2'],
      item => item[0],
      async item => {
        const lane = item[0];
        expect(atWork.get(lane) ?? 0).toBe(0);
        atWork.set(lane, 1);
        most = Math.max(most, atWork.size);
        await new Promise(resolve => setTimeout(resolve, 5));
        atWork.delete(lane);
        return `${item}!`;
      },
      2,
    );
    expect(answers).toEqual(['a1!', 'a2!', 'b1!', 'a3!', 'c1!', 'b2!']);
    expect(most).toBe(2);
  });
});
