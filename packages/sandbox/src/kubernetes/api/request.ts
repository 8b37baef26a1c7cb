// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Resource } from '../resources';
import type { Served } from '../served';

/** A request as the API server reads it before it looks at rights. */
export type RequestInfo = {
  path: string;
  query: URLSearchParams;
  verb: string;
} & (
  | { type: 'path' }
  | { type: 'unknown-resource'; group: string; version: string; plural: string }
  | {
      type: 'resource';
      resource: Resource;
      namespace?: string;
      name?: string;
      subresource?: string;
    }
);

const VERBS: Record<string, string> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  HEAD: 'get',
};

export function parseRequest(
  method: string,
  url: string,
  served: Served,
): RequestInfo {
  const { pathname, searchParams: query } = new URL(url, 'https://api');
  const path = pathname.replace(/\/+/g, '/');
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  const plainVerb = VERBS[method] ?? method.toLowerCase();
  let group = '';
  let rest: string[];
  if (parts[0] === 'api' && parts.length > 2) rest = parts.slice(1);
  else if (parts[0] === 'apis' && parts.length > 3) {
    group = parts[1];
    rest = parts.slice(2);
  } else return { type: 'path', path, query, verb: plainVerb };

  const [version, ...segments] = rest;
  let namespace: string | undefined;
  let [plural, name, subresource] = segments;
  if (plural === 'watch') [plural, name, subresource] = segments.slice(1);
  if (
    segments[0] === 'namespaces' &&
    segments.length > 2 &&
    !['status', 'finalize'].includes(segments[2])
  ) {
    [, namespace, plural, name, subresource] = segments;
  }
  const resource = served.find(group, version, plural);
  const verb = verbOf(method, plainVerb, name, query);
  if (!resource)
    return {
      type: 'unknown-resource',
      path,
      query,
      verb,
      group,
      version,
      plural,
    };
  return {
    type: 'resource',
    path,
    query,
    verb,
    resource,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(subresource ? { subresource } : {}),
  };
}

function verbOf(
  method: string,
  verb: string,
  name: string | undefined,
  query: URLSearchParams,
): string {
  if (method === 'GET') {
    if (['true', '1'].includes(query.get('watch') ?? '')) return 'watch';
    return name ? 'get' : 'list';
  }
  return method === 'DELETE' && !name ? 'deletecollection' : verb;
}

/** How faults name a call: `list pods`, `evict pods`, `patch pods/status`, `get /apis/apps/v1`. */
export function operationOf(info: RequestInfo): string {
  if (info.type === 'path') return `${info.verb} ${info.path}`;
  if (info.type === 'unknown-resource') return `${info.verb} ${info.plural}`;
  if (info.subresource === 'eviction') return 'evict pods';
  return `${info.verb} ${info.resource.plural}${
    info.subresource ? `/${info.subresource}` : ''
  }`;
}
