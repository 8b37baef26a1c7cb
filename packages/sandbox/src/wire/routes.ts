// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Operation } from './operations';

interface Route {
  operation: Operation;
  pattern: RegExp;
  labels: string[];
  query: [string, string][];
  /** Routes with more literal text are tried first. */
  weight: number;
}

/** Finds the operation of a REST request by method, path and the query parameters its route is told by. */
export class Routes {
  readonly #routes: Route[];

  constructor(operations: Iterable<Operation>) {
    this.#routes = [...operations]
      .flatMap(operation => {
        if (!operation.http) return [];
        const [path, query = ''] = operation.http.path.split('?');
        const labels: string[] = [];
        const source = path
          .split('/')
          .map(segment => {
            const label = /^\{(.+?)(\+?)\}$/.exec(segment);
            if (!label) return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
            labels.push(label[1]);
            return label[2] ? '(.+)' : '([^/]+)';
          })
          .join('/');
        const told = [...new URLSearchParams(query)].filter(
          (pair): pair is [string, string] => pair[0] !== 'x-id',
        );
        return [
          {
            operation,
            pattern: new RegExp(`^${source}$`),
            labels,
            query: told,
            weight: told.length * 100 + path.replace(/\{.+?\}/g, '').length,
          },
        ];
      })
      .sort((a, b) => b.weight - a.weight);
  }

  find(
    method: string,
    path: string,
    query: URLSearchParams,
  ): { operation: Operation; labels: Record<string, string> } | undefined {
    const candidates = this.#routes.filter(
      route =>
        route.operation.http?.method === method &&
        route.pattern.test(path) &&
        route.query.every(
          ([k, v]) => query.has(k) && (v === '' || query.get(k) === v),
        ),
    );
    const id = query.get('x-id');
    const route =
      candidates.find(c => c.operation.name === id) ?? candidates[0];
    const match = route?.pattern.exec(path);
    if (!route || !match) return undefined;
    return {
      operation: route.operation,
      labels: Object.fromEntries(
        route.labels.map((l, i) => [l, decodeURIComponent(match[i + 1])]),
      ),
    };
  }
}
