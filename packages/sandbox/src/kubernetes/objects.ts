// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomBytes } from 'node:crypto';
import { withDefaults } from './api/defaults';
import { validate } from './api/validation';
import {
  KubeObject,
  Meta,
  OwnerReference,
  Service,
  isFinished,
  isKind,
  keyOf,
  timestamp,
  uidOf,
} from './model';
import { Resource, types } from './resources';
import { isPods } from './served';
import { Cause, Store } from './store';
import {
  MODIFIED,
  conflict,
  preconditionFailed,
  forbidden,
  notFound,
} from './status';

export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagation?: 'Background' | 'Foreground' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
}

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** A suffix as the API server generates names. */
export function suffix(length = 5): string {
  return [...randomBytes(length)]
    .map(byte => ALPHABET[byte % ALPHABET.length])
    .join('');
}

/**
 * What a write means, whoever makes it: defaults, validation, generations, finalizers, graceful
 * deletion. The API and the sandbox's own controllers both come through here.
 */
export class Objects {
  constructor(readonly store: Store, private readonly serviceCidr: string) {}

  create<T extends KubeObject>(
    resource: Resource,
    given: T,
    cause: Cause,
  ): KubeObject {
    const { generateName } = given.metadata;
    const name =
      given.metadata.name || (generateName ? `${generateName}${suffix()}` : '');
    const named: KubeObject = {
      ...given,
      metadata: cleanMeta({ ...given.metadata, name }),
    };
    this.#checkNamespace(resource, named);
    validate(resource, named);
    const complete = withDefaults(named, this.store, () => this.#clusterIP());
    return this.store.create(resource, complete, cause);
  }

  /** Replaces an object: the whole, or only its status. */
  update<T extends KubeObject>(
    resource: Resource,
    given: T,
    cause: Cause,
    part: 'spec' | 'status' = 'spec',
  ): KubeObject {
    const { name, namespace, resourceVersion, uid } = given.metadata;
    const before = this.store.table(resource).get(name, namespace);
    if (!before) throw notFound(resource, name);
    if (uid && uid !== before.metadata.uid) {
      throw conflict(
        resource,
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid}`,
      );
    }
    if (resourceVersion && resourceVersion !== before.metadata.resourceVersion)
      throw conflict(resource, name, MODIFIED);
    const kept: Meta = {
      ...cleanMeta(given.metadata),
      uid: before.metadata.uid,
      creationTimestamp: before.metadata.creationTimestamp,
      generation: before.metadata.generation,
      resourceVersion: before.metadata.resourceVersion,
      deletionTimestamp: before.metadata.deletionTimestamp,
      deletionGracePeriodSeconds: before.metadata.deletionGracePeriodSeconds,
    };
    let whole: KubeObject & { status?: unknown } = { ...given, metadata: kept };
    if (part === 'status') {
      const metadata = {
        ...before.metadata,
        managedFields: kept.managedFields,
      };
      whole = { ...before, metadata, status: statusOf(given) };
    } else if (resource.subresources.includes('status')) {
      whole = { ...whole, status: statusOf(before) };
    }
    const next = withoutUndefined(whole);
    if (part === 'spec') validate(resource, next, before);
    const updated = this.store.update(resource, next, cause, part === 'status');
    if (
      updated.metadata.deletionTimestamp &&
      !updated.metadata.finalizers?.length &&
      !isPods(resource)
    ) {
      if (!isKind(updated, 'Namespace'))
        this.store.remove(resource, updated, cause);
    }
    return updated;
  }

  delete(
    resource: Resource,
    object: KubeObject,
    options: DeleteOptions,
    cause: Cause,
  ): KubeObject {
    this.checkPreconditions(resource, object, options);
    if (isKind(object, 'Namespace'))
      return this.#deleteNamespace(object, cause);
    if (isKind(object, 'Pod')) {
      const grace =
        isFinished(object) || !object.spec.nodeName
          ? 0
          : options.gracePeriodSeconds ??
            object.spec.terminationGracePeriodSeconds ??
            30;
      if (grace > 0 || object.metadata.finalizers?.length) {
        if (object.metadata.deletionTimestamp) return object;
        return this.store.update(resource, this.#marked(object, grace), cause);
      }
      this.store.remove(resource, object, cause);
      return object;
    }
    if (options.propagation === 'Orphan') this.#orphan(object, cause);
    const finalizers = [...(object.metadata.finalizers ?? [])];
    if (
      options.propagation === 'Foreground' &&
      this.store.dependentsOf(uidOf(object)).length
    ) {
      if (!finalizers.includes('foregroundDeletion'))
        finalizers.push('foregroundDeletion');
    }
    if (isKind(object, 'CustomResourceDefinition'))
      finalizers.push('customresourcecleanup.apiextensions.k8s.io');
    if (finalizers.length) {
      if (object.metadata.deletionTimestamp) return object;
      const marked = this.#marked(
        { ...object, metadata: { ...object.metadata, finalizers } },
        0,
      );
      return this.store.update(resource, marked, cause);
    }
    this.store.remove(resource, object, cause);
    return object;
  }

  /** What kubelet reports when the containers have ended: nothing holds the pod any more but finalizers. */
  finish(object: KubeObject, cause: Cause): void {
    const pod = this.store
      .table(types.pods)
      .get(object.metadata.name, object.metadata.namespace);
    if (
      pod?.metadata.uid === object.metadata.uid &&
      pod &&
      !pod.metadata.finalizers?.length
    ) {
      this.store.remove(types.pods, pod, cause);
    }
  }

  /** Takes a finalizer off; the object goes with its last one. */
  release(
    resource: Resource,
    object: KubeObject,
    finalizer: string,
    cause: Cause,
  ): void {
    const current = this.store.table(resource).objects.get(keyOf(object));
    if (!current?.metadata.finalizers?.includes(finalizer)) return;
    const finalizers = current.metadata.finalizers.filter(f => f !== finalizer);
    this.update(
      resource,
      { ...current, metadata: { ...current.metadata, finalizers } },
      cause,
    );
  }

  #marked<T extends KubeObject>(object: T, grace: number): T {
    const at = new Date(this.store.now().getTime() + grace * 1000);
    return {
      ...object,
      metadata: {
        ...object.metadata,
        deletionTimestamp: timestamp(at),
        ...(object.kind === 'Namespace'
          ? {}
          : { deletionGracePeriodSeconds: grace }),
      },
    };
  }

  #deleteNamespace(namespace: KubeObject, cause: Cause): KubeObject {
    if (
      ['default', 'kube-system', 'kube-public'].includes(
        namespace.metadata.name,
      )
    ) {
      throw forbidden(
        types.namespaces,
        namespace.metadata.name,
        'this namespace may not be deleted',
      );
    }
    if (namespace.metadata.deletionTimestamp) return namespace;
    const marked = this.#marked(namespace, 0);
    return this.store.update(
      types.namespaces,
      { ...marked, status: { phase: 'Terminating' } },
      cause,
    );
  }

  #orphan(owner: KubeObject, cause: Cause): void {
    for (const { resource, key } of this.store.dependentsOf(uidOf(owner))) {
      const dependent = this.store.table(resource).objects.get(key);
      if (!dependent) continue;
      const { ownerReferences, ...metadata } = dependent.metadata;
      const others =
        ownerReferences?.filter(r => r.uid !== owner.metadata.uid) ?? [];
      const freed = others.length
        ? { ...metadata, ownerReferences: others }
        : metadata;
      this.store.update(resource, { ...dependent, metadata: freed }, cause);
    }
  }

  checkPreconditions(
    resource: Resource,
    object: KubeObject,
    { preconditions }: DeleteOptions,
  ): void {
    const { name, uid, resourceVersion } = object.metadata;
    if (preconditions?.uid && preconditions.uid !== uid) {
      throw preconditionFailed(
        resource,
        name,
        `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
      );
    }
    if (
      preconditions?.resourceVersion &&
      preconditions.resourceVersion !== resourceVersion
    ) {
      throw preconditionFailed(
        resource,
        name,
        `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
      );
    }
  }

  #checkNamespace(resource: Resource, object: KubeObject): void {
    if (!resource.namespaced) return;
    const name = object.metadata.namespace ?? '';
    const namespace = this.store.table(types.namespaces).get(name);
    if (!namespace) throw notFound(types.namespaces, name);
    if (namespace.metadata.deletionTimestamp) {
      const refusal = forbidden(
        resource,
        object.metadata.name,
        `unable to create new content in namespace ${name} because it is being terminated`,
      );
      if (refusal.details) {
        refusal.details.causes = [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${name} is being terminated`,
            field: 'metadata.namespace',
          },
        ];
      }
      throw refusal;
    }
  }

  #clusterIP(): string {
    const [a, b] = this.serviceCidr.split('.');
    const taken = new Set(
      [...this.store.table<Service>(types.services).objects.values()].map(
        service => service.spec.clusterIP,
      ),
    );
    for (let index = 11; ; index++) {
      // eslint-disable-next-line no-bitwise
      const address = `${a}.${b}.${(index >> 8) & 255}.${index & 255}`;
      if (!taken.has(address)) return address;
    }
  }
}

/** What a client may not set. */
function cleanMeta({ managedFields, ...meta }: Meta): Meta {
  const {
    generation: _g,
    resourceVersion: _r,
    creationTimestamp: _c,
    deletionTimestamp: _d,
    uid: _u,
    ...kept
  } = meta;
  return managedFields ? { ...kept, managedFields } : kept;
}

function statusOf(object: KubeObject & { status?: unknown }): unknown {
  return object.status;
}

function withoutUndefined<T extends KubeObject>(object: T): T {
  const entries = Object.entries(object.metadata).filter(
    ([, value]) => value !== undefined,
  );
  const result = {
    ...object,
    metadata: { name: object.metadata.name, ...Object.fromEntries(entries) },
  };
  if ('status' in result && result.status === undefined) delete result.status;
  return result;
}

/** The reference by which a controller owns what it makes. */
export function ownedBy(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: uidOf(owner),
    controller: true,
    blockOwnerDeletion: true,
  };
}
