// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { SharedRead } from './regionReads';

const { signal } = new AbortController();

describe('SharedRead', () => {
  let time: number;
  let reads: number;
  let shared: SharedRead<number>;
  beforeEach(() => {
    time = 0;
    reads = 0;
    shared = new SharedRead<number>(60_000, () => time);
  });
  const make = async () => {
    reads++;
    return reads;
  };

  it('reads once for all who ask at the same time, and anew when it is old', async () => {
    expect(
      await Promise.all([
        shared.get('a', signal, make),
        shared.get('a', signal, make),
        shared.get('b', signal, make),
      ]),
    ).toEqual([1, 1, 2]);
    time = 59_000;
    expect(await shared.get('a', signal, make)).toBe(1);
    time = 61_000;
    expect(await shared.get('a', signal, make)).toBe(3);
  });

  it('remembers a failure for a short while only', async () => {
    const fail = async () => {
      reads++;
      throw new Error('denied');
    };
    await expect(shared.get('a', signal, fail)).rejects.toThrow('denied');
    await expect(shared.get('a', signal, make)).rejects.toThrow('denied');
    expect(reads).toBe(1);
    time = 16_000;
    expect(await shared.get('a', signal, make)).toBe(2);
  });

  it('lets one leave without disturbing the others', async () => {
    let finish: (value: number) => void = () => {};
    const slow = () => new Promise<number>(resolve => (finish = resolve));
    const leaver = new AbortController();
    const first = shared.get('a', leaver.signal, slow);
    const second = shared.get('a', signal, slow);
    leaver.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    finish(7);
    expect(await second).toBe(7);
  });
});
