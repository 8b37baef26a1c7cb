// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** How long one piece of work may keep everybody else waiting. */
const SLICE_MS = 8;

const waiting: (() => void)[] = [];

function next(): void {
  const first = waiting.shift();
  if (waiting.length > 0) setImmediate(next);
  first?.();
}

/**
 * Waits until the event loop has gone round. Who waits here goes on one a round, however many they
 * are: in between, requests are answered and timers run.
 */
export function turn(): Promise<void> {
  return new Promise(resolve => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(next);
  });
}

/** All that comes of work which yields lists, with a pause after each. */
export function* gathered<T>(lists: Iterable<T[]>): Generator<void, T[]> {
  const all: T[] = [];
  for (const list of lists) {
    all.push(...list);
    yield;
  }
  return all;
}

/** To be awaited between pieces of a long work: lets others have their turn every few milliseconds. */
export function slices(): () => Promise<void> {
  let until = performance.now() + SLICE_MS;
  return async () => {
    if (performance.now() < until) return;
    await turn();
    until = performance.now() + SLICE_MS;
  };
}

/** Does a long piece of work in slices of a few milliseconds, each in a turn of its own. */
export async function inTurns<T>(work: Generator<unknown, T>): Promise<T> {
  for (;;) {
    await turn();
    const until = performance.now() + SLICE_MS;
    do {
      const step = work.next();
      if (step.done) return step.value;
    } while (performance.now() < until);
  }
}
