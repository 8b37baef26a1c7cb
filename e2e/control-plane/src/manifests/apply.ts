// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeApi } from '../api/client';
import { Discovery, basePath, objectPath } from '../api/discovery';
import { ResponseError } from '../api/responseError';
import { untilEstablished } from '../cluster/autoMode';
import { notAppliedOf, Order } from './order';
import type { Manifest, NotApplied } from './read';

const passes = 3;

/** Applies a directory's objects as a person with kubectl would, and names what the server refused. */
export class Applying {
  private readonly discovery: Discovery;
  private readonly namespaces = new Set<string>();

  constructor(
    private readonly api: KubeApi,
    private readonly signal?: AbortSignal,
  ) {
    this.discovery = new Discovery(api);
  }

  async apply(order: Order): Promise<NotApplied[]> {
    const refused = [
      ...order.notApplied,
      ...(await this.inPasses(order.first)),
    ];
    const crds = order.first.filter(
      each =>
        each.object.kind === 'CustomResourceDefinition' &&
        !refused.some(
          other =>
            other.kind === each.object.kind &&
            other.name === each.object.metadata.name,
        ),
    );
    await untilEstablished(
      this.api,
      crds.map(each => each.object.metadata.name),
      this.signal,
    );
    refused.push(...(await this.inPasses(order.middle)));
    refused.push(...(await this.inPasses(order.last)));
    return refused;
  }

  /** Some objects need others that come later in the directory; what is refused is tried again. */
  private async inPasses(manifests: Manifest[]): Promise<NotApplied[]> {
    let open = manifests;
    let refused: NotApplied[] = [];
    for (let pass = 1; pass <= passes && open.length > 0; pass += 1) {
      if (pass > 1) await sleep(1000, undefined, { signal: this.signal });
      const again: Manifest[] = [];
      refused = [];
      for (const manifest of open) {
        const message = await this.one(manifest);
        if (message !== undefined) {
          again.push(manifest);
          refused.push(notAppliedOf(manifest, message));
        }
      }
      open = again;
    }
    return refused;
  }

  /** The server's message where it refused. */
  private async one({ object }: Manifest): Promise<string | undefined> {
    const { apiVersion, kind } = object;
    try {
      const resource = await this.discovery.resource(
        apiVersion,
        kind,
        this.signal,
      );
      if (!resource) {
        return `the server has no kind ${kind} in ${apiVersion}`;
      }
      const namespace = object.metadata.namespace ?? 'default';
      const body = {
        ...object,
        metadata: {
          ...object.metadata,
          ...(resource.namespaced && { namespace }),
        },
      };
      if (resource.namespaced) await this.ensureNamespace(namespace);
      if (!object.metadata.name) {
        const scope = resource.namespaced ? `/namespaces/${namespace}` : '';
        await this.api.request(
          'POST',
          `${basePath(apiVersion)}${scope}/${resource.name}`,
          { body, signal: this.signal },
        );
        return undefined;
      }
      await this.api.apply(
        objectPath(apiVersion, resource, object.metadata.name, namespace),
        body,
        this.signal,
      );
      if (kind === 'Namespace') await this.ready(object.metadata.name);
      return undefined;
    } catch (error) {
      if (error instanceof ResponseError) return error.serverMessage;
      throw error;
    }
  }

  private async ensureNamespace(name: string): Promise<void> {
    if (this.namespaces.has(name)) return;
    await this.api.ensure(
      '/api/v1/namespaces',
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      this.signal,
    );
    await this.ready(name);
  }

  /** A pod is refused until the controller has made its namespace's default ServiceAccount. */
  private async ready(namespace: string): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
    const deadline = Date.now() + 10_000;
    while (Date.now() < deadline) {
      if (await this.api.find(path, this.signal)) break;
      await sleep(50, undefined, { signal: this.signal });
    }
    this.namespaces.add(namespace);
  }
}
