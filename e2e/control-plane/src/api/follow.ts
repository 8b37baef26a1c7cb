// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeApi } from './client';
import type { KubeObject } from './objects';

export type Change<T> = { type: 'present' | 'gone'; object: T };

const keyOf = (object: KubeObject) =>
  `${object.metadata.namespace ?? ''}/${object.metadata.name}`;

/**
 * Tells every state that a list and its watches show, until the signal aborts. What vanished between two watches
 * is told as gone, and `ready` resolves once the first list was told.
 */
export function follow<T extends KubeObject>(
  api: KubeApi,
  path: string,
  tell: (change: Change<T>) => void,
  signal: AbortSignal,
): { ready: Promise<void>; ended: Promise<void> } {
  const known = new Map<string, T>();
  let markReady: () => void = () => {};
  let markFailed: (error: unknown) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    markReady = resolve;
    markFailed = reject;
  });

  const take = (object: T) => {
    known.set(keyOf(object), object);
    tell({ type: 'present', object });
  };
  const drop = (object: T) => {
    known.delete(keyOf(object));
    tell({ type: 'gone', object });
  };

  async function once(): Promise<void> {
    const list = await api.list<T>(path, {}, signal);
    const seen = new Map(list.items.map(each => [keyOf(each), each]));
    for (const [key, object] of known) {
      // The same name with another uid is another object: the former is gone.
      if (seen.get(key)?.metadata.uid !== object.metadata.uid) drop(object);
    }
    for (const object of list.items) take(object);
    markReady();
    let { resourceVersion } = list;
    for (;;) {
      const events = api.watch<T>(path, resourceVersion, signal);
      for await (const event of events) {
        if (event.type === 'ERROR') return;
        const version = event.object.metadata.resourceVersion;
        if (version) resourceVersion = version;
        if (event.type === 'DELETED') drop(event.object);
        else if (event.type !== 'BOOKMARK') take(event.object);
      }
      signal.throwIfAborted();
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await once();
        failures = 0;
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        if (failures >= 20) {
          markFailed(error);
          throw error;
        }
        await sleep(250, undefined, { signal }).catch(() => undefined);
      }
    }
    markReady();
  }

  const ended = run();
  // Who only waits for `ready` sees the failure there.
  ended.catch(() => undefined);
  return { ready, ended };
}
