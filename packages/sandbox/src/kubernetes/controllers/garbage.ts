// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { controller } from '../causes';
import { CustomResourceDefinition, KubeObject, isKind, uidOf } from '../model';
import { Resource, idOf, types } from '../resources';
import type { Change } from '../store';
import { Controller, World } from '../world';

const CAUSE = controller('garbage-collector');
const NAMESPACE_CAUSE = controller('namespace');
const CRD_CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

/** Takes away what nothing owns any more, what a namespace held, and what a definition defined. */
export class Garbage implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const table of this.world.store.tables()) {
      for (const object of table.objects.values()) {
        if (object.metadata.deletionTimestamp)
          this.#going(table.resource, object);
        if (object.metadata.ownerReferences?.length)
          this.#collectLater(table.resource, object);
      }
    }
  }

  onChange({ type, object, resource }: Change): void {
    const { store, loop } = this.world;
    if (type === 'DELETED') {
      const uid = uidOf(object);
      if (store.dependentsOf(uid).length) {
        loop.enqueue(`garbage ${uid}`, () => {
          for (const dependent of store.dependentsOf(uid)) {
            const standing = store
              .table(dependent.resource)
              .objects.get(dependent.key);
            if (standing) this.#collect(dependent.resource, standing);
          }
        });
      }
      for (const owner of object.metadata.ownerReferences ?? [])
        this.#lookAtOwner(
          owner.apiVersion,
          owner.kind,
          owner.name,
          object.metadata.namespace,
        );
      const namespace = object.metadata.namespace ?? '';
      if (
        store.table(types.namespaces).get(namespace)?.metadata.deletionTimestamp
      )
        this.#emptyLater(namespace);
      if (resource.custom) this.#definitionOf(resource);
    } else if (object.metadata.deletionTimestamp) this.#going(resource, object);
    else if (type === 'ADDED' && object.metadata.ownerReferences?.length)
      this.#collectLater(resource, object);
  }

  #collectLater(resource: Resource, object: KubeObject): void {
    this.world.loop.enqueue(`garbage-check ${uidOf(object)}`, () => {
      const current = this.world.store
        .table(resource)
        .get(object.metadata.name, object.metadata.namespace);
      if (current) this.#collect(resource, current);
    });
  }

  /** Deletes an object whose owners are all gone. */
  #collect(resource: Resource, object: KubeObject): void {
    const owners = object.metadata.ownerReferences ?? [];
    const alive = owners.some(({ apiVersion, kind, name, uid }) => {
      const type = this.world.served.ofKind(apiVersion, kind);
      return (
        type !== undefined &&
        this.world.store
          .table(type)
          .get(name, type.namespaced ? object.metadata.namespace : undefined)
          ?.metadata.uid === uid
      );
    });
    if (!alive && owners.length && !object.metadata.deletionTimestamp)
      this.world.objects.delete(
        resource,
        object,
        { propagation: 'Background' },
        CAUSE,
      );
  }

  #going(resource: Resource, object: KubeObject): void {
    const { loop } = this.world;
    if (object.metadata.finalizers?.includes('foregroundDeletion'))
      loop.enqueue(`foreground ${uidOf(object)}`, () =>
        this.#foreground(resource, object),
      );
    if (isKind(object, 'Namespace')) this.#emptyLater(object.metadata.name);
    if (isKind(object, 'CustomResourceDefinition'))
      loop.enqueue(`definition ${object.metadata.name}`, () =>
        this.#undefine(object),
      );
  }

  #foreground(resource: Resource, object: KubeObject): void {
    const { store, objects } = this.world;
    const dependents = store.dependentsOf(uidOf(object));
    if (!dependents.length) {
      objects.release(resource, object, 'foregroundDeletion', CAUSE);
      return;
    }
    for (const dependent of dependents) {
      const standing = store
        .table(dependent.resource)
        .objects.get(dependent.key);
      if (standing && !standing.metadata.deletionTimestamp)
        objects.delete(
          dependent.resource,
          standing,
          { propagation: 'Foreground' },
          CAUSE,
        );
    }
  }

  #lookAtOwner(
    apiVersion: string,
    kind: string,
    name: string,
    namespace: string | undefined,
  ): void {
    const type = this.world.served.ofKind(apiVersion, kind);
    const owner =
      type &&
      this.world.store
        .table(type)
        .get(name, type.namespaced ? namespace : undefined);
    if (type && owner?.metadata.deletionTimestamp) this.#going(type, owner);
  }

  #emptyLater(namespace: string): void {
    this.world.loop.enqueue(`namespace ${namespace}`, () =>
      this.#empty(namespace),
    );
  }

  #empty(name: string): void {
    const { store, objects } = this.world;
    const namespace = store.table(types.namespaces).get(name);
    if (!namespace?.metadata.deletionTimestamp) return;
    let left = 0;
    for (const table of store.tables()) {
      for (const object of [...table.in(name)]) {
        if (!object.metadata.deletionTimestamp)
          objects.delete(
            table.resource,
            object,
            { propagation: 'Background' },
            NAMESPACE_CAUSE,
          );
      }
      left += [...table.in(name)].length;
    }
    if (left === 0) store.remove(types.namespaces, namespace, NAMESPACE_CAUSE);
  }

  #definitionOf(resource: Resource): void {
    const definition = this.world.store
      .table<CustomResourceDefinition>(types.customResourceDefinitions)
      .get(`${resource.plural}.${resource.group}`);
    if (definition?.metadata.deletionTimestamp)
      this.#going(types.customResourceDefinitions, definition);
  }

  #undefine(definition: CustomResourceDefinition): void {
    const { store, objects } = this.world;
    const table = [...store.tables()].find(
      t => idOf(t.resource) === definition.metadata.name,
    );
    const instances = table ? [...table.objects.values()] : [];
    for (const object of instances) {
      if (table && !object.metadata.deletionTimestamp)
        objects.delete(table.resource, object, {}, CAUSE);
    }
    if (!table || table.objects.size === 0)
      objects.release(
        types.customResourceDefinitions,
        definition,
        CRD_CLEANUP,
        CAUSE,
      );
  }
}
