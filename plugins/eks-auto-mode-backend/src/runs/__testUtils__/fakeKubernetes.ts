// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonArray, JsonObject, JsonValue } from '@backstage/types';
import {
  KubernetesError,
  type KubernetesApi,
  type ListOptions,
  type ObjectRef,
  type PatchType,
  type ResourceType,
} from '../../clusters/kubernetesApi';

interface Stored {
  type: ResourceType;
  object: JsonObject;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value under a dotted path. */
export function at(object: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const key of path.split('.')) {
    if (!isObject(value)) return undefined;
    value = value[key];
  }
  return value;
}

const clone = <T extends JsonValue>(value: T): T =>
  JSON.parse(JSON.stringify(value));

function merge(target: JsonObject, patch: JsonObject): JsonObject {
  const result = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    const before = result[key];
    if (value === null) delete result[key];
    else if (isObject(value))
      result[key] = merge(isObject(before) ? before : {}, value);
    else result[key] = value;
  }
  return result;
}

/** One Kubernetes API in memory, for tests: optimistic locking, selectors, and evictions. */
export class FakeKubernetes implements KubernetesApi {
  readonly #objects = new Map<string, Stored>();
  #version = 0;
  /** Every mutating request in order: `verb target`. */
  readonly log: string[] = [];
  /** Runs before each request; throws to fail it. */
  intercept: (verb: string, target: string) => void | Promise<void> = () => {};
  /** What an eviction does; the default deletes the pod at once. */
  onEvict: (pod: ObjectRef & { uid: string }) => void | Promise<void> = pod =>
    this.remove('pods', pod);

  #key(type: Pick<ResourceType, 'plural'>, ref: ObjectRef) {
    return `${type.plural}/${ref.namespace ?? ''}/${ref.name}`;
  }

  put(type: ResourceType, object: JsonObject): JsonObject {
    const ref = {
      namespace: at(object, 'metadata.namespace')?.toString(),
      name: String(at(object, 'metadata.name')),
    };
    const key = this.#key(type, ref);
    const metadata = isObject(object.metadata) ? object.metadata : {};
    this.#version += 1;
    const stored: JsonObject = {
      apiVersion: type.group ? `${type.group}/${type.version}` : type.version,
      kind: type.kind,
      ...object,
      metadata: {
        uid: `uid-${this.#version}`,
        ...metadata,
        resourceVersion: String(this.#version),
      },
    };
    this.#objects.set(key, { type, object: stored });
    return clone(stored);
  }

  peek(type: ResourceType, ref: ObjectRef): JsonObject | undefined {
    const stored = this.#objects.get(this.#key(type, ref));
    return stored && clone(stored.object);
  }

  all(type: ResourceType): JsonObject[] {
    return [...this.#objects.values()]
      .filter(stored => stored.type.plural === type.plural)
      .map(stored => clone(stored.object));
  }

  remove(plural: string, ref: ObjectRef) {
    this.#objects.delete(this.#key({ plural }, ref));
  }

  async *list(
    type: ResourceType,
    options: ListOptions,
  ): AsyncIterable<JsonObject[]> {
    await this.intercept('list', type.plural);
    const labels = (options.labelSelector ?? '')
      .split(',')
      .filter(Boolean)
      .map(part => part.split('='));
    const fields = (options.fieldSelector ?? '')
      .split(',')
      .filter(Boolean)
      .map(part => part.split('='));
    yield this.all(type).filter(
      object =>
        (options.namespace === undefined ||
          at(object, 'metadata.namespace') === options.namespace) &&
        labels.every(([key, value]) => {
          const has = at(object, 'metadata.labels');
          return isObject(has) && has[key] === value;
        }) &&
        fields.every(([path, value]) => at(object, path) === value),
    );
  }

  async get(type: ResourceType, ref: ObjectRef): Promise<JsonObject> {
    await this.intercept('get', this.#key(type, ref));
    return this.#must(type, ref);
  }

  async raw(path: string): Promise<JsonValue> {
    await this.intercept('raw', path);
    return {};
  }

  async create(type: ResourceType, object: JsonObject): Promise<JsonObject> {
    const ref = {
      namespace: at(object, 'metadata.namespace')?.toString(),
      name: String(at(object, 'metadata.name')),
    };
    await this.#mutate('create', type, ref);
    if (this.peek(type, ref))
      throw new KubernetesError(409, 'AlreadyExists', `${ref.name} exists`);
    return this.put(type, object);
  }

  async replace(type: ResourceType, object: JsonObject): Promise<JsonObject> {
    const ref = {
      namespace: at(object, 'metadata.namespace')?.toString(),
      name: String(at(object, 'metadata.name')),
    };
    await this.#mutate('replace', type, ref);
    const before = this.#must(type, ref);
    const expected = at(object, 'metadata.resourceVersion');
    if (
      expected !== undefined &&
      expected !== at(before, 'metadata.resourceVersion')
    )
      throw new KubernetesError(409, 'Conflict', `${ref.name} has changed`);
    return this.put(type, object);
  }

  async patch(
    type: ResourceType,
    ref: ObjectRef,
    patchType: PatchType,
    patch: JsonValue,
  ): Promise<JsonObject> {
    await this.#mutate('patch', type, ref);
    const before = this.#must(type, ref);
    if (patchType === 'merge' && isObject(patch))
      return this.put(type, merge(before, patch));
    return this.put(
      type,
      this.#json(before, Array.isArray(patch) ? patch : []),
    );
  }

  #json(before: JsonObject, patch: JsonArray): JsonObject {
    const object = clone(before);
    for (const operation of patch) {
      if (!isObject(operation)) throw new Error('not a JSON patch');
      const path = String(operation.path).split('/').slice(1);
      const last = path.pop() ?? '';
      let parent: JsonObject = object;
      for (const key of path) {
        const next = parent[key];
        if (!isObject(next))
          throw new KubernetesError(422, 'Invalid', `no ${operation.path}`);
        parent = next;
      }
      if (operation.op === 'test') {
        if (JSON.stringify(parent[last]) !== JSON.stringify(operation.value))
          throw new KubernetesError(422, 'Invalid', `test ${operation.path}`);
      } else if (operation.op === 'remove') delete parent[last];
      else parent[last] = operation.value;
    }
    return object;
  }

  async delete(
    type: ResourceType,
    ref: ObjectRef,
    options: { uid?: string },
  ): Promise<void> {
    await this.#mutate('delete', type, ref);
    const before = this.#must(type, ref);
    if (options.uid && at(before, 'metadata.uid') !== options.uid)
      throw new KubernetesError(409, 'Conflict', 'another uid');
    this.remove(type.plural, ref);
  }

  async evict(pod: ObjectRef & { uid: string }): Promise<void> {
    const type = { plural: 'pods' };
    const target = this.#key(type, pod);
    await this.intercept('evict', target);
    this.log.push(`evict ${target}`);
    const before = this.#objects.get(target)?.object;
    if (!before) throw new KubernetesError(404, 'NotFound', `no ${pod.name}`);
    if (at(before, 'metadata.uid') !== pod.uid)
      throw new KubernetesError(409, 'Conflict', 'another uid');
    await this.onEvict(pod);
  }

  async #mutate(verb: string, type: ResourceType, ref: ObjectRef) {
    const target = this.#key(type, ref);
    await this.intercept(verb, target);
    this.log.push(`${verb} ${target}`);
  }

  #must(type: ResourceType, ref: ObjectRef): JsonObject {
    const object = this.peek(type, ref);
    if (!object)
      throw new KubernetesError(404, 'NotFound', `${type.plural} ${ref.name}`);
    return object;
  }
}
