// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mockServices } from '@backstage/backend-test-utils';
import { Limiter, readLimits } from './limiter';

const place = { accountId: '1', region: 'r', service: 'eks' };
const limits = (concurrency: number, requestsPerSecond: number) => ({
  default: { concurrency, requestsPerSecond },
  services: {},
});

describe('Limiter', () => {
  it('holds back what exceeds the concurrency, per account, region and service', async () => {
    const limiter = new Limiter(limits(2, 1000));
    let running = 0;
    let most = 0;
    const release: (() => void)[] = [];
    const task = async () => {
      running++;
      most = Math.max(most, running);
      await new Promise<void>(resolve => release.push(resolve));
      running--;
    };
    const all = [1, 2, 3, 4].map(() => limiter.run(place, task));
    const other = limiter.run({ ...place, region: 's' }, async () => 'free');
    await expect(other).resolves.toBe('free');
    expect(running).toBe(2);
    while (release.length) {
      release.shift()?.();
      await new Promise(resolve => setImmediate(resolve));
      await new Promise(resolve => setImmediate(resolve));
    }
    await Promise.all(all);
    expect(most).toBe(2);
  });

  it('lets through no more than the rate in an interval', async () => {
    jest.useFakeTimers();
    try {
      const limiter = new Limiter(limits(100, 5));
      let begun = 0;
      const all = Array.from({ length: 12 }, () =>
        limiter.run(place, async () => {
          begun++;
        }),
      );
      await jest.advanceTimersByTimeAsync(0);
      expect(begun).toBe(5);
      await jest.advanceTimersByTimeAsync(1000);
      expect(begun).toBe(10);
      await jest.advanceTimersByTimeAsync(1000);
      await Promise.all(all);
      expect(begun).toBe(12);
    } finally {
      jest.useRealTimers();
    }
  });

  it('leaves the queue when aborted, without running', async () => {
    const limiter = new Limiter(limits(1, 1000));
    let release: () => void = () => {};
    const first = limiter.run(
      place,
      () => new Promise<void>(resolve => (release = resolve)),
    );
    const controller = new AbortController();
    const ran = jest.fn(async () => {});
    const second = limiter.run(place, ran, controller.signal);
    controller.abort(new Error('enough'));
    await expect(second).rejects.toThrow();
    release();
    await first;
    expect(ran).not.toHaveBeenCalled();
  });

  it('reads limits over the defaults', () => {
    const config = mockServices.rootConfig({
      data: {
        eksAutoMode: {
          limits: {
            requestsPerSecond: 3,
            services: { ec2: { concurrency: 1 } },
          },
        },
      },
    });
    expect(readLimits(config)).toMatchObject({
      default: { concurrency: 10, requestsPerSecond: 3 },
      services: { ec2: { concurrency: 1, requestsPerSecond: 15 } },
    });
  });
});
