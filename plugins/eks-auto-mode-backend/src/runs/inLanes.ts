// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import PQueue from 'p-queue';

/** Those of a lane one after the other, `atOnce` lanes side by side; results in the order of `items`. */
export async function inLanes<T, R>(
  items: readonly T[],
  laneOf: (item: T, index: number) => string,
  work: (item: T) => Promise<R>,
  atOnce: number,
): Promise<R[]> {
  const lanes = new Map<string, number[]>();
  for (const [index, item] of items.entries()) {
    const lane = laneOf(item, index);
    lanes.set(lane, [...(lanes.get(lane) ?? []), index]);
  }
  const queue = new PQueue({ concurrency: atOnce });
  const results: R[] = new Array(items.length);
  await queue.addAll(
    [...lanes.values()].map(indexes => async () => {
      for (const index of indexes) results[index] = await work(items[index]);
    }),
  );
  return results;
}
