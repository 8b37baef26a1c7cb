// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// Loaded into the portal's process before the product: how much memory it takes, and for how long
// nobody else had a turn.
import fs from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

export interface Sample {
  at: number;
  rssMiB: number;
  heapMiB: number;
  /** The longest wait for a turn since the last sample. */
  stallMs: number;
}

const file = process.env.WATCH_FILE;
// Threads of the loader load it, too.
if (file && isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  setInterval(() => {
    const { rss, heapUsed } = process.memoryUsage();
    const sample: Sample = {
      at: Date.now(),
      rssMiB: Math.round(rss / 2 ** 20),
      heapMiB: Math.round(heapUsed / 2 ** 20),
      stallMs: Math.round(delay.max / 1e6),
    };
    delay.reset();
    fs.appendFileSync(file, `${JSON.stringify(sample)}\n`);
  }, 500).unref();
}
