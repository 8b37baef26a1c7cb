// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import { sameJson } from './json';
import {
  KubeObject,
  Pod,
  controllerOf,
  isKind,
  keyOf,
  timestamp,
} from './model';
import { Resource, idOf, tracksGeneration } from './resources';
import { MODIFIED, alreadyExists, conflict } from './status';

/** Who causes a change, and through what: `kubernetes:evict`, `sandbox:deployment` … */
export interface Cause {
  by: string;
  via: string;
}

export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: Resource;
  object: KubeObject;
  before?: KubeObject;
  cause: Cause;
  /** A write to `status` only. */
  status: boolean;
}

/** Changes that a watch can still be served from, per type. */
const HISTORY = 4000;

/** All objects of one type. */
export class Table<T extends KubeObject = KubeObject> {
  readonly objects = new Map<string, T>();
  readonly #namespaces = new Map<string, Map<string, T>>();
  #sorted: T[] | undefined;
  readonly history: { version: number; change: Change }[] = [];
  /** Version of the newest change that is no longer in the history. */
  forgotten = 0;

  constructor(readonly resource: Resource) {}

  get(name: string, namespace?: string): T | undefined {
    return this.objects.get(namespace ? `${namespace}/${name}` : name);
  }

  in(namespace: string): Iterable<T> {
    return this.#namespaces.get(namespace)?.values() ?? [];
  }

  /** In the order of etcd's keys. */
  sorted(namespace?: string): T[] {
    if (namespace)
      return [...this.in(namespace)].sort((a, b) =>
        a.metadata.name < b.metadata.name ? -1 : 1,
      );
    this.#sorted ??= [...this.objects]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
    return this.#sorted;
  }

  put(object: T): void {
    this.objects.set(keyOf(object), object);
    this.#sorted = undefined;
    const namespace = object.metadata.namespace;
    if (!namespace) return;
    const inside = this.#namespaces.get(namespace) ?? new Map<string, T>();
    inside.set(object.metadata.name, object);
    this.#namespaces.set(namespace, inside);
  }

  drop(object: T): void {
    this.objects.delete(keyOf(object));
    this.#sorted = undefined;
    if (object.metadata.namespace)
      this.#namespaces
        .get(object.metadata.namespace)
        ?.delete(object.metadata.name);
  }
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

/**
 * The objects of one cluster with their indexes and history. Every write makes a new object with the
 * next resource version; what stands in the store is frozen, so that a list is a snapshot for free.
 */
export class Store {
  version = 1;
  readonly #tables = new Map<string, Table>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #podsByNode = new Map<string, Map<string, Pod>>();
  readonly #dependents = new Map<
    string,
    Map<string, { resource: Resource; key: string }>
  >();

  #rehearsing = false;

  constructor(readonly now: () => Date) {}

  /** Runs a write without keeping anything of it (`dryRun=All`). */
  rehearse<T>(write: () => T): T {
    const version = this.version;
    this.#rehearsing = true;
    try {
      return write();
    } finally {
      this.#rehearsing = false;
      this.version = version;
    }
  }

  table<T extends KubeObject = KubeObject>(resource: Resource): Table<T> {
    const id = idOf(resource);
    const known = this.#tables.get(id);
    // The one place where the type of a table's rows is asserted: rows enter through validation.
    if (known) return known as Table as Table<T>;
    const table = new Table<T>(resource);
    this.#tables.set(id, table as Table<KubeObject>);
    return table;
  }

  /** Forgets how things came to be; a watch from before is told to list again, as after etcd's compaction. */
  compact(): void {
    for (const table of this.#tables.values()) {
      table.forgotten = this.version;
      table.history.length = 0;
    }
  }

  tables(): Iterable<Table> {
    return this.#tables.values();
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  podsOn(node: string): Pod[] {
    return [...(this.#podsByNode.get(node)?.values() ?? [])];
  }

  /** Everything that names this uid among its owners. */
  dependentsOf(uid: string): { resource: Resource; key: string }[] {
    return [...(this.#dependents.get(uid)?.values() ?? [])];
  }

  /** Objects of one type whose controller is this uid. */
  controlledBy<T extends KubeObject>(resource: Resource, uid: string): T[] {
    const table = this.table<T>(resource);
    const id = idOf(resource);
    const found: T[] = [];
    for (const dependent of this.#dependents.get(uid)?.values() ?? []) {
      if (idOf(dependent.resource) !== id) continue;
      const object = table.objects.get(dependent.key);
      if (object && controllerOf(object)?.uid === uid) found.push(object);
    }
    return found;
  }

  create<T extends KubeObject>(resource: Resource, object: T, cause: Cause): T {
    const table = this.table<T>(resource);
    const { name } = object.metadata;
    if (table.objects.has(keyOf(object))) throw alreadyExists(resource, name);
    const created: T = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: object.metadata.uid ?? randomUUID(),
        resourceVersion: String(++this.version),
        ...(tracksGeneration(resource) ? { generation: 1 } : {}),
        creationTimestamp: timestamp(this.now()),
      },
    };
    this.#commit(table, {
      type: 'ADDED',
      resource,
      object: created,
      cause,
      status: false,
    });
    return created;
  }

  /**
   * Replaces an object. Answers the one that stands when nothing differs, as the API server does: no
   * new version, no event.
   */
  update<T extends KubeObject>(
    resource: Resource,
    next: T,
    cause: Cause,
    status = false,
  ): T {
    const table = this.table<T>(resource);
    const before = table.objects.get(keyOf(next));
    if (!before || before.metadata.uid !== next.metadata.uid) {
      throw conflict(resource, next.metadata.name, MODIFIED);
    }
    if (sameJson(before, next)) return before;
    const leaves =
      next.metadata.deletionTimestamp !== undefined &&
      before.metadata.deletionTimestamp === undefined;
    const grows =
      leaves || (!status && !sameJson(specOf(before), specOf(next)));
    const updated: T = {
      ...next,
      metadata: {
        ...next.metadata,
        creationTimestamp: before.metadata.creationTimestamp,
        ...(tracksGeneration(resource)
          ? {
              generation: (before.metadata.generation ?? 1) + (grows ? 1 : 0),
            }
          : {}),
        resourceVersion: String(++this.version),
      },
    };
    this.#commit(table, {
      type: 'MODIFIED',
      resource,
      object: updated,
      before,
      cause,
      status,
    });
    return updated;
  }

  remove(resource: Resource, object: KubeObject, cause: Cause): void {
    const table = this.table(resource);
    const before = table.objects.get(keyOf(object));
    if (!before) return;
    const last = {
      ...before,
      metadata: { ...before.metadata, resourceVersion: String(++this.version) },
    };
    this.#commit(table, {
      type: 'DELETED',
      resource,
      object: last,
      before,
      cause,
      status: false,
    });
  }

  /** Puts an object back as it was, version and all. */
  restore(resource: Resource, object: KubeObject): void {
    const table = this.table(resource);
    freeze(object);
    table.put(object);
    this.#index(resource, undefined, object);
  }

  #commit<T extends KubeObject>(
    table: Table<T>,
    change: Change & { object: T },
  ): void {
    if (this.#rehearsing) return;
    freeze(change.object);
    if (change.type === 'DELETED') {
      table.drop(change.object);
      this.#index(change.resource, change.before, undefined);
    } else {
      table.put(change.object);
      this.#index(change.resource, change.before, change.object);
    }
    table.history.push({ version: this.version, change });
    if (table.history.length > HISTORY * 1.25) {
      table.forgotten =
        table.history[table.history.length - HISTORY - 1].version;
      table.history.splice(0, table.history.length - HISTORY);
    }
    for (const listener of this.#listeners) listener(change);
  }

  #index(
    resource: Resource,
    before: KubeObject | undefined,
    after: KubeObject | undefined,
  ): void {
    for (const { uid } of before?.metadata.ownerReferences ?? []) {
      const dependents = this.#dependents.get(uid);
      dependents?.delete(before?.metadata.uid ?? '');
      if (dependents?.size === 0) this.#dependents.delete(uid);
    }
    for (const { uid } of after?.metadata.ownerReferences ?? []) {
      const dependents =
        this.#dependents.get(uid) ??
        new Map<string, { resource: Resource; key: string }>();
      if (after)
        dependents.set(after.metadata.uid ?? '', {
          resource,
          key: keyOf(after),
        });
      this.#dependents.set(uid, dependents);
    }
    if (isKind(before, 'Pod') && before.spec.nodeName)
      this.#podsByNode.get(before.spec.nodeName)?.delete(keyOf(before));
    if (isKind(after, 'Pod') && after.spec.nodeName) {
      const pods =
        this.#podsByNode.get(after.spec.nodeName) ?? new Map<string, Pod>();
      pods.set(keyOf(after), after);
      this.#podsByNode.set(after.spec.nodeName, pods);
    }
  }
}

/** What counts for `generation`: everything but metadata and status. */
function specOf({
  metadata: _metadata,
  status: _status,
  ...rest
}: KubeObject & { status?: unknown }): object {
  return rest;
}
