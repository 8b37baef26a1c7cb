// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonArray, JsonObject, JsonValue } from '@backstage/types';
import { HttpMethod, RequestContext } from '@kubernetes/client-node';
import { request } from 'undici';
import type { ClusterKubeConfig } from './kubeConfig';
import {
  KubernetesError,
  type KubernetesApi,
  type ListOptions,
  type ObjectRef,
  type PatchType,
  type ResourceType,
} from './kubernetesApi';
import { ExpiredListError, noAnswer, refusal } from './kubernetesFailure';
import { isObject } from './json';

const unzip = promisify(gunzip);

const DEFAULT_PAGE = 250;
/** A page is parsed in one go; more than this would hold up the event loop for too long. */
const PAGE_BYTES = 3_000_000;
/** Reads that are turned away for overload wait and ask again this often. */
const READ_ATTEMPTS = 4;

const METADATA_ONLY =
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json';

const PATCH_TYPES: Record<PatchType, string> = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
};

export interface KubernetesCall {
  method: HttpMethod;
  path: string;
}

export interface KubernetesClientOptions {
  /** Finds the endpoint and the credentials; asked before each request, so it should remember. */
  connect(signal: AbortSignal): Promise<ClusterKubeConfig>;
  userAgent: string;
  /** Told of every request that leaves. */
  onCall?(call: KubernetesCall): void;
  /** Told when nobody answered, or somebody who is not trusted. */
  onNoAnswer?(): void;
  /** Called synchronously before each request leaves; see {@link Permit.beforeSend}. */
  beforeSend?(): void;
  /** How long to wait before asking again; exponential with jitter by default. */
  backOffMs?(attempt: number): number;
}

interface Sent {
  method: HttpMethod;
  path: string;
  query?: Record<string, string | undefined>;
  body?: JsonValue;
  contentType?: string;
  accept?: string;
  signal: AbortSignal;
}

/** The path of a type's collection, or of one object in it. */
export function resourcePath(
  type: ResourceType,
  ref: { namespace?: string; name?: string },
): string {
  const root = type.group
    ? `/apis/${type.group}/${type.version}`
    : `/api/${type.version}`;
  const namespace =
    type.namespaced && ref.namespace
      ? `/namespaces/${encodeURIComponent(ref.namespace)}`
      : '';
  const name = ref.name ? `/${encodeURIComponent(ref.name)}` : '';
  return `${root}${namespace}/${type.plural}${name}`;
}

/** The whole Kubernetes API of a cluster; sessions hand it out behind a guard. */
export class KubernetesClient implements KubernetesApi {
  constructor(private readonly options: KubernetesClientOptions) {}

  async *list(
    type: ResourceType,
    options: ListOptions,
  ): AsyncIterable<JsonObject[]> {
    const apiVersion = type.group
      ? `${type.group}/${type.version}`
      : type.version;
    const seen = new Set<string>();
    let limit = options.limit ?? DEFAULT_PAGE;
    let next: string | undefined;
    let restarted = false;
    do {
      let answer: { value: JsonValue; bytes: number };
      try {
        answer = await this.#read({
          method: HttpMethod.GET,
          path: resourcePath(type, options),
          query: {
            limit: String(limit),
            continue: next,
            labelSelector: options.labelSelector,
            fieldSelector: options.fieldSelector,
          },
          accept: options.metadataOnly ? METADATA_ONLY : undefined,
          signal: options.signal,
        });
      } catch (error) {
        // The token outlived etcd's history. What comes now may be newer than what came before.
        if (!(error instanceof ExpiredListError) || restarted || !next) {
          throw error;
        }
        restarted = true;
        next = error.continueToken;
        if (!next) {
          next = '';
        }
        continue;
      }
      const { value, bytes } = answer;
      const items: JsonArray =
        isObject(value) && Array.isArray(value.items) ? value.items : [];
      const page: JsonObject[] = [];
      for (const item of items) {
        if (!isObject(item)) continue;
        const uid = isObject(item.metadata) ? item.metadata.uid : undefined;
        if (typeof uid === 'string') {
          if (restarted && seen.has(uid)) continue;
          seen.add(uid);
        }
        page.push({ ...item, apiVersion, kind: type.kind });
      }
      yield page;
      const metadata = isObject(value) ? value.metadata : undefined;
      const token = isObject(metadata) ? metadata.continue : undefined;
      next = typeof token === 'string' && token !== '' ? token : undefined;
      if (bytes > PAGE_BYTES) {
        limit = Math.max(1, Math.floor((limit * PAGE_BYTES) / bytes));
      }
    } while (next !== undefined);
  }

  async get(
    type: ResourceType,
    ref: ObjectRef,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const { value } = await this.#read({
      method: HttpMethod.GET,
      path: resourcePath(type, ref),
      signal,
    });
    return this.#object(value, resourcePath(type, ref));
  }

  async raw(path: string, signal: AbortSignal): Promise<JsonValue> {
    const { value } = await this.#read({
      method: HttpMethod.GET,
      path,
      signal,
    });
    return value;
  }

  async create(
    type: ResourceType,
    object: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const path = resourcePath(type, { namespace: namespaceOf(object) });
    const { value } = await this.#send({
      method: HttpMethod.POST,
      path,
      body: object,
      signal,
    });
    return this.#object(value, path);
  }

  async replace(
    type: ResourceType,
    object: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const metadata = isObject(object.metadata) ? object.metadata : {};
    const path = resourcePath(type, {
      namespace: namespaceOf(object),
      name: String(metadata.name),
    });
    const { value } = await this.#send({
      method: HttpMethod.PUT,
      path,
      body: object,
      signal,
    });
    return this.#object(value, path);
  }

  async patch(
    type: ResourceType,
    ref: ObjectRef,
    patchType: PatchType,
    patch: JsonValue,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const path = resourcePath(type, ref);
    const { value } = await this.#send({
      method: HttpMethod.PATCH,
      path,
      body: patch,
      contentType: PATCH_TYPES[patchType],
      signal,
    });
    return this.#object(value, path);
  }

  async delete(
    type: ResourceType,
    ref: ObjectRef,
    options: {
      uid?: string;
      propagation?: 'Background' | 'Foreground' | 'Orphan';
    },
    signal: AbortSignal,
  ): Promise<void> {
    const body: JsonObject = { apiVersion: 'v1', kind: 'DeleteOptions' };
    if (options.uid) body.preconditions = { uid: options.uid };
    if (options.propagation) body.propagationPolicy = options.propagation;
    await this.#send({
      method: HttpMethod.DELETE,
      path: resourcePath(type, ref),
      body,
      signal,
    });
  }

  async evict(
    pod: ObjectRef & { uid: string },
    signal: AbortSignal,
  ): Promise<void> {
    await this.#send({
      method: HttpMethod.POST,
      path: `/api/v1/namespaces/${encodeURIComponent(
        pod.namespace ?? 'default',
      )}/pods/${encodeURIComponent(pod.name)}/eviction`,
      body: {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: pod.name, namespace: pod.namespace ?? 'default' },
        deleteOptions: { preconditions: { uid: pod.uid } },
      },
      signal,
    });
  }

  /** A read asks again when it is turned away for overload, and once when the connection broke. */
  async #read(sent: Sent): Promise<{ value: JsonValue; bytes: number }> {
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#send(sent);
      } catch (error) {
        if (!(error instanceof KubernetesError)) throw error;
        if (error.status === 401 && !renewed) {
          // Signed by credentials that have since expired, or by a clock that was set right.
          renewed = true;
          (await this.options.connect(sent.signal)).token.forget();
          continue;
        }
        const overload = error.status === 429;
        const passing =
          [500, 502, 503, 504].includes(error.status) ||
          ['ConnectionBroken', 'Timeout'].includes(error.reason);
        if (
          !(overload && attempt < READ_ATTEMPTS) &&
          !(passing && attempt < 2)
        ) {
          throw error;
        }
        const wait = Math.max(
          (error.retryAfterSeconds ?? 0) * 1000,
          this.options.backOffMs?.(attempt) ??
            250 * 2 ** attempt * (0.5 + Math.random()),
        );
        await sleep(wait, undefined, { signal: sent.signal });
      }
    }
  }

  async #send(sent: Sent): Promise<{ value: JsonValue; bytes: number }> {
    sent.signal.throwIfAborted();
    const config = await this.options.connect(sent.signal);
    const url = new URL(config.server + sent.path);
    for (const [key, value] of Object.entries(sent.query ?? {})) {
      if (value) url.searchParams.set(key, value);
    }
    const context = new RequestContext(url.toString(), sent.method);
    context.setHeaderParam('Accept', sent.accept ?? 'application/json');
    context.setHeaderParam('Accept-Encoding', 'gzip');
    context.setHeaderParam('User-Agent', this.options.userAgent);
    if (sent.body !== undefined) {
      context.setHeaderParam(
        'Content-Type',
        sent.contentType ?? 'application/json',
      );
    }
    await config.applySecurityAuthentication(context);

    this.options.onCall?.({ method: sent.method, path: sent.path });
    this.options.beforeSend?.();
    let status: number;
    let headers: Record<string, string | string[] | undefined>;
    let body: Buffer;
    try {
      const answer = await request(context.getUrl(), {
        method: sent.method,
        headers: context.getHeaders(),
        dispatcher: context.getDispatcher(),
        body: sent.body === undefined ? undefined : JSON.stringify(sent.body),
        signal: sent.signal,
      });
      status = answer.statusCode;
      headers = answer.headers;
      body = Buffer.from(await answer.body.arrayBuffer());
      if (headers['content-encoding'] === 'gzip') body = await unzip(body);
    } catch (error) {
      sent.signal.throwIfAborted();
      this.options.onNoAnswer?.();
      throw noAnswer(config.server, error);
    }
    const text = body.toString('utf8');
    if (status < 200 || status > 299) throw refusal(status, headers, text);
    if (text === '') return { value: null, bytes: 0 };
    try {
      const value: JsonValue = JSON.parse(text);
      return { value, bytes: body.length };
    } catch {
      // `/readyz` and its like answer plain text; a page of HTML is somebody in between.
      if (String(headers['content-type']).startsWith('text/plain')) {
        return { value: text, bytes: body.length };
      }
      throw new KubernetesError(
        status,
        'NotJson',
        `${config.server}${sent.path} answered something other than JSON; is a proxy in between?`,
      );
    }
  }

  #object(value: JsonValue, path: string): JsonObject {
    if (isObject(value)) return value;
    throw new KubernetesError(
      200,
      'NotAnObject',
      `The API server answered ${path} with something other than an object`,
    );
  }
}

function namespaceOf(object: JsonObject): string | undefined {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  return typeof metadata.namespace === 'string'
    ? metadata.namespace
    : undefined;
}
