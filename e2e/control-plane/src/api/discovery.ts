// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { KubeApi } from './client';
import { ResponseError } from './responseError';

export interface Resource {
  name: string;
  kind: string;
  namespaced: boolean;
}

/** Where the objects of each kind live; asks the server, and asks again for what it did not know yet. */
export class Discovery {
  private readonly known = new Map<string, Resource[]>();

  constructor(private readonly api: KubeApi) {}

  async resource(
    apiVersion: string,
    kind: string,
    signal?: AbortSignal,
  ): Promise<Resource | undefined> {
    const cached = this.known.get(apiVersion)?.find(each => each.kind === kind);
    if (cached) return cached;
    try {
      const list = await this.api.get<{ resources: Resource[] }>(
        basePath(apiVersion),
        signal,
      );
      const resources = list.resources.filter(each => !each.name.includes('/'));
      this.known.set(apiVersion, resources);
      return resources.find(each => each.kind === kind);
    } catch (error) {
      if (ResponseError.is(error, 404)) return undefined;
      throw error;
    }
  }
}

export function basePath(apiVersion: string): string {
  return apiVersion.includes('/')
    ? `/apis/${apiVersion}`
    : `/api/${apiVersion}`;
}

export function objectPath(
  apiVersion: string,
  resource: Resource,
  name: string,
  namespace: string | undefined,
): string {
  const scope = resource.namespaced ? `/namespaces/${namespace}` : '';
  return `${basePath(apiVersion)}${scope}/${resource.name}/${encodeURIComponent(
    name,
  )}`;
}
