// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createInterface } from 'node:readline';
import { ResponseError } from './responseError';
import { Pool } from 'undici';
import type { KubeList, KubeObject } from './objects';

export interface RequestOptions {
  query?: Record<string, string>;
  body?: unknown;
  contentType?: string;
  signal?: AbortSignal;
}

export interface WatchEvent<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: T;
}

/** The Kubernetes API as the harness speaks it: raw paths, JSON, one pool. */
export class KubeApi {
  private readonly pool: Pool;

  constructor(
    readonly endpoint: string,
    ca: string,
    private readonly token: string,
    private readonly userAgent = 'control-plane-harness',
  ) {
    this.pool = new Pool(endpoint, { connections: 16, connect: { ca } });
  }

  async request<T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    options: RequestOptions = {},
  ): Promise<T> {
    const response = await this.send(method, path, options);
    const text = await response.body.text();
    if (response.statusCode >= 400) {
      throw ResponseError.from(method, path, response.statusCode, text);
    }
    // Some endpoints (/readyz) answer plain text.
    const json = /json/.test(String(response.headers['content-type']));
    return (json ? JSON.parse(text) : text) as T;
  }

  private send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    options: RequestOptions & { bodyTimeout?: number },
  ) {
    const query = new URLSearchParams(options.query).toString();
    return this.pool.request({
      method,
      path: query ? `${path}?${query}` : path,
      headers: {
        authorization: `Bearer ${this.token}`,
        accept: 'application/json',
        'user-agent': this.userAgent,
        ...(options.body === undefined
          ? {}
          : { 'content-type': options.contentType ?? 'application/json' }),
      },
      body:
        options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
      bodyTimeout: options.bodyTimeout,
    });
  }

  get<T = KubeObject>(path: string, signal?: AbortSignal): Promise<T> {
    return this.request<T>('GET', path, { signal });
  }

  /** The object, or `undefined` where there is none. */
  async find<T = KubeObject>(
    path: string,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    try {
      return await this.get<T>(path, signal);
    } catch (error) {
      if (ResponseError.is(error, 404)) return undefined;
      throw error;
    }
  }

  /** Every page of a list. */
  async list<T extends KubeObject = KubeObject>(
    path: string,
    query: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<{ items: T[]; resourceVersion: string }> {
    const items: T[] = [];
    let token: string | undefined;
    for (;;) {
      const page: KubeList<T> = await this.request('GET', path, {
        query: { limit: '500', ...query, ...(token && { continue: token }) },
        signal,
      });
      items.push(...page.items);
      token = page.metadata.continue;
      if (!token) {
        return { items, resourceVersion: page.metadata.resourceVersion ?? '' };
      }
    }
  }

  /** Creates; an object that exists already is left as it is. */
  async ensure(path: string, body: unknown, signal?: AbortSignal) {
    try {
      await this.request('POST', path, { body, signal });
    } catch (error) {
      if (!ResponseError.is(error, 409)) throw error;
    }
  }

  mergePatch<T = KubeObject>(
    path: string,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<T> {
    return this.request<T>('PATCH', path, {
      body,
      contentType: 'application/merge-patch+json',
      signal,
    });
  }

  /** Server-side apply, forced. */
  apply<T = KubeObject>(
    path: string,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<T> {
    return this.request<T>('PATCH', path, {
      query: { fieldManager: 'control-plane-harness', force: 'true' },
      body,
      contentType: 'application/apply-patch+yaml',
      signal,
    });
  }

  /** Deletes; what is gone already is fine. */
  async remove(
    path: string,
    options: { gracePeriodSeconds?: number; signal?: AbortSignal } = {},
  ): Promise<void> {
    try {
      await this.request('DELETE', path, {
        body: {
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          ...(options.gracePeriodSeconds !== undefined && {
            gracePeriodSeconds: options.gracePeriodSeconds,
          }),
        },
        signal: options.signal,
      });
    } catch (error) {
      if (!ResponseError.is(error, 404)) throw error;
    }
  }

  /** One watch, until the server ends it or the signal aborts (which ends it quietly). */
  async *watch<T extends KubeObject = KubeObject>(
    path: string,
    resourceVersion: string,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<T>> {
    const response = await this.send('GET', path, {
      query: {
        watch: 'true',
        resourceVersion,
        allowWatchBookmarks: 'true',
        timeoutSeconds: '1800',
      },
      signal,
      bodyTimeout: 0,
    });
    if (response.statusCode >= 400) {
      const text = await response.body.text();
      throw ResponseError.from('GET', path, response.statusCode, text);
    }
    for await (const line of createInterface({ input: response.body })) {
      if (line !== '') yield JSON.parse(line) as WatchEvent<T>;
    }
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}
