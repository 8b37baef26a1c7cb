// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import type {
  ConfigMap,
  CustomResourceDefinition,
  Read,
  Unread,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  read,
  unread,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import PQueue from 'p-queue';
import {
  KubernetesError,
  resourceTypes,
  type ListOptions,
  type ResourceType,
} from '../clusters/kubernetesApi';
import { inTurns } from '../turns';
import { children, part, PartUnreadError, type Reading } from './reading';
import { helmRelease, reducers } from './shapes';

/** Lists of one cluster at the same time: enough to be quick, few enough to stay small. */
const LISTS_AT_ONCE = 6;

const RULE_CONFIG_MAPS = ['aws-auth', 'amazon-vpc-cni', 'coredns'];

/** `list apps/v1/deployments`. */
export function listOperation(type: ResourceType): string {
  return `list ${type.group ? `${type.group}/` : ''}${type.version}/${
    type.plural
  }`;
}

/** Adds what is left of a page's objects, one after the other. */
function* reducing<T>(
  page: readonly JsonObject[],
  reduce: (raw: JsonObject) => T | undefined,
  into: T[],
): Generator<void, void> {
  for (const raw of page) {
    const reduced = reduce(raw);
    if (reduced !== undefined) into.push(reduced);
    yield;
  }
}

/** An object or a type that is not there: a fact, not a failure, unless a definition says that it is served. */
function isAbsent(error: unknown): boolean {
  return error instanceof KubernetesError && error.status === 404;
}

/** A definition is there and its type is not: it is not Established, and what it holds is not known. */
function definedNotServed(type: ResourceType): Unread {
  const definition = `${type.plural}.${type.group}`;
  return {
    reason: 'not-served',
    operation: listOperation(type),
    message: `${definition} is defined, yet the API answers 404 to its ${type.version}: how many objects there are is not known`,
    remedy: `Look at the conditions of the definition (kubectl describe crd ${definition}): until it is Established, and its names are accepted, the API server serves none of its objects`,
  };
}

/** The Kubernetes half of a reading: a few lists at a time, none where nobody answers. */
export class KubernetesParts {
  readonly #queue = new PQueue({ concurrency: LISTS_AT_ONCE });
  #gate: Promise<Unread | undefined> | undefined;
  #crds: Promise<Read<CustomResourceDefinition[]>> | undefined;

  constructor(private readonly reading: Reading) {}

  /** The first list. Where it finds nobody, or nobody who knows us, the others need not ask. */
  namespaces() {
    const listed = this.#list(
      resourceTypes.namespaces,
      raw => reducers.object(raw),
      {},
    );
    this.#gate ??= listed.then(
      result =>
        result.state === 'unread' &&
        ['unreachable', 'unauthenticated'].includes(result.unread.reason)
          ? result.unread
          : undefined,
      // Only an abort is thrown, and every list looks at that itself.
      () => undefined,
    );
    return listed;
  }

  /** Why nothing can be asked; undefined where the API answers. */
  async closed(): Promise<Unread | undefined> {
    if (!this.#gate) await this.namespaces();
    return await this.#gate;
  }

  /** @param ifAbsent - what a 404 means; without it, that there are no objects. */
  async list<T>(
    type: ResourceType,
    reduce: (raw: JsonObject) => T | undefined,
    options: Partial<ListOptions> = {},
    ifAbsent?: Unread,
  ): Promise<Read<T[]>> {
    const closed = await this.closed();
    if (closed) return unread({ ...closed, operation: listOperation(type) });
    return await this.#list(type, reduce, options, ifAbsent);
  }

  customResourceDefinitions() {
    this.#crds ??= this.list(
      resourceTypes.customResourceDefinitions,
      reducers.customResourceDefinition,
      // Definitions with their schemas are large.
      { limit: 100 },
    );
    return this.#crds;
  }

  /**
   * Objects of a definition that may not be installed, or only in another version. Where the
   * definitions could not be read, the type is simply asked for.
   */
  async custom<T>(
    type: ResourceType,
    reduce: (raw: JsonObject) => T | undefined,
  ): Promise<Read<T[]>> {
    const definitions = await this.customResourceDefinitions();
    if (definitions.state === 'unread') return await this.list(type, reduce);
    const definition = definitions.value.find(
      crd => crd.metadata.name === `${type.plural}.${type.group}`,
    );
    if (!definition) return read([]);
    const served = (definition.spec.versions ?? []).filter(
      version => version.served !== false,
    );
    if (served.length === 0) return read([]);
    const version =
      served.find(({ name }) => name === type.version) ??
      served.find(({ storage }) => storage) ??
      served[0];
    const asked = { ...type, version: version.name };
    return await this.list(asked, reduce, {}, definedNotServed(asked));
  }

  /** Just the ConfigMaps that rules read; others may hold anything. */
  async configMaps(): Promise<Read<ConfigMap[]>> {
    const closed = await this.closed();
    if (closed) return unread({ ...closed, operation: 'get v1/configmaps' });
    const { session, signal } = this.reading;
    return await part(this.reading, 'get v1/configmaps', async missing => {
      const found = await children(
        this.reading,
        'get v1/configmaps',
        RULE_CONFIG_MAPS,
        missing,
        async name => {
          try {
            const raw = await this.#queue.add(() =>
              session.kubernetes.get(
                resourceTypes.configMaps,
                { namespace: 'kube-system', name },
                signal,
              ),
            );
            return reducers.configMap(raw);
          } catch (error) {
            if (isAbsent(error)) return undefined;
            throw error;
          }
        },
      );
      return found;
    });
  }

  /** The newest revision of each release. */
  async helmReleases() {
    const listed = await this.list(resourceTypes.secrets, helmRelease, {
      fieldSelector: 'type=helm.sh/release.v1',
      labelSelector: 'owner=helm',
      metadataOnly: true,
    });
    if (listed.state === 'unread') return listed;
    const newest = new Map<string, (typeof listed.value)[number]>();
    for (const release of listed.value) {
      const key = `${release.namespace}/${release.name}`;
      const other = newest.get(key);
      if (!other || other.revision < release.revision) newest.set(key, release);
    }
    return read([...newest.values()], listed.missing);
  }

  #list<T>(
    type: ResourceType,
    reduce: (raw: JsonObject) => T | undefined,
    options: Partial<ListOptions>,
    ifAbsent?: Unread,
  ): Promise<Read<T[]>> {
    const { session, signal } = this.reading;
    return part(this.reading, listOperation(type), () =>
      this.#queue.add(
        async () => {
          const all: T[] = [];
          try {
            const pages = session.kubernetes.list(type, { ...options, signal });
            for await (const page of pages) {
              await inTurns(reducing(page, reduce, all));
            }
          } catch (error) {
            if (!isAbsent(error)) throw error;
            if (ifAbsent) throw new PartUnreadError(ifAbsent);
            return [];
          }
          return all;
        },
        { signal },
      ),
    );
  }
}

/** Two lists as one part; what one half lacks is missing, not the whole. */
export async function both<T>(
  first: Promise<Read<T[]>>,
  second: Promise<Read<T[]>>,
): Promise<Read<T[]>> {
  const halves = await Promise.all([first, second]);
  const value: T[] = [];
  const missing: { what: string; unread: Unread }[] = [];
  for (const half of halves) {
    if (half.state === 'read') {
      value.push(...half.value);
      missing.push(...half.missing);
    } else {
      missing.push({ what: half.unread.operation, unread: half.unread });
    }
  }
  const failed = halves.find(half => half.state === 'unread');
  if (failed && halves.every(half => half.state === 'unread')) return failed;
  return read(value, missing);
}
