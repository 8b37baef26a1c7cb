// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ServerResponse } from 'node:http';
import type { KubeObject } from '../model';
import { Resource, apiVersionOf, idOf } from '../resources';
import { expired, unexpected } from '../status';
import type { Change, Store } from '../store';
import type { Lists, Selection } from './lists';

const BOOKMARK_INTERVAL = 60_000;
const DEFAULT_TIMEOUT_SECONDS = 1800;

/** Streams of changes, as `watch=true` asks for them. */
export class Watches {
  readonly #open = new Set<() => void>();

  constructor(private readonly store: Store, private readonly lists: Lists) {}

  closeAll(): void {
    for (const close of [...this.#open]) close();
  }

  serve(
    resource: Resource,
    chosen: Selection,
    query: URLSearchParams,
    response: ServerResponse,
  ): void {
    const from = query.get('resourceVersion') ?? '';
    if (from && !/^\d+$/.test(from))
      throw unexpected(
        `resourceVersion: Invalid value: "${from}": strconv.ParseUint: parsing "${from}": invalid syntax`,
      );
    const bookmarks = ['true', '1'].includes(
      query.get('allowWatchBookmarks') ?? '',
    );
    const initial =
      from === '' || from === '0' || query.get('sendInitialEvents') === 'true';
    const table = this.store.table(resource);

    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache, private',
    });
    response.flushHeaders();
    const send = (type: string, object: object) =>
      response.write(`${JSON.stringify({ type, object })}\n`);
    const bookmark = (annotations?: Record<string, string>) =>
      send('BOOKMARK', {
        kind: resource.kind,
        apiVersion: apiVersionOf(resource),
        metadata: {
          resourceVersion: String(this.store.version),
          ...(annotations ? { annotations } : {}),
        },
      });

    if (initial) {
      for (const object of this.lists.items(resource, chosen))
        send('ADDED', object);
      if (query.get('sendInitialEvents') === 'true')
        bookmark({ 'k8s.io/initial-events-end': 'true' });
    } else if (Number(from) < table.forgotten) {
      // As the watch cache does: the refusal is an event of a stream that had begun.
      send(
        'ERROR',
        expired(
          `too old resource version: ${from} (${table.forgotten})`,
        ).body(),
      );
      response.end();
      return;
    } else {
      for (const { version, change } of table.history) {
        if (version > Number(from)) pass(change, chosen, send);
      }
    }

    const id = idOf(resource);
    const stop = this.store.onChange(change => {
      if (idOf(change.resource) === id) pass(change, chosen, send);
    });
    const timers = bookmarks ? [setInterval(bookmark, BOOKMARK_INTERVAL)] : [];
    const seconds = Number(
      query.get('timeoutSeconds') ?? DEFAULT_TIMEOUT_SECONDS,
    );
    const end = () => {
      if (!this.#open.delete(end)) return;
      stop();
      timers.forEach(clearTimeout);
      response.end();
    };
    timers.push(setTimeout(end, seconds * 1000));
    timers.forEach(timer => timer.unref());
    this.#open.add(end);
    response.on('close', end);
  }
}

/** A change as a selective watcher sees it: what leaves the selection was deleted, what enters was added. */
function pass(
  { type, object, before }: Change,
  chosen: Selection,
  send: (type: string, object: KubeObject) => void,
): void {
  const now = type !== 'DELETED' && chosen.matches(object);
  const then = before !== undefined && chosen.matches(before);
  if (now) send(then ? 'MODIFIED' : 'ADDED', object);
  else if (then) send('DELETED', object);
}
