// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Identity } from '../../seam';
import {
  KubeObject,
  Meta,
  ManagedFields,
  Pod,
  fieldOf,
  isKind,
  isRecord,
  keyOf,
  timestamp,
} from '../model';
import type { Objects } from '../objects';
import { mergePatch, jsonPatch } from '../patch';
import { Resource, apiVersionOf } from '../resources';
import { isPods } from '../served';
import {
  MODIFIED,
  StatusError,
  badRequest,
  invalid,
  unexpected,
  conflict,
  methodNotAllowed,
  noSuchPath,
  notFound,
  unsupportedMediaType,
} from '../status';
import type { Cause } from '../store';
import { deleteOptions, evict, evictionOptions } from './eviction';
import { Lists, selection } from './lists';
import { measuredOne } from './metrics';
import type { RequestInfo } from './request';
import { decode } from './validation';
import type { Watches } from './watches';

export type ResourceRequest = Extract<RequestInfo, { type: 'resource' }>;

export interface Handled {
  code: number;
  body: string;
}

const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';

/** Carries out one request on a resource. */
export class Handler {
  constructor(
    private readonly objects: Objects,
    private readonly lists: Lists,
    private readonly watches: Watches,
    /** Told of every eviction that was asked for. */
    private readonly evictionAsked: (
      pod: Pod,
      by: string,
      outcome: { accepted: object } | { refused: StatusError },
    ) => void,
  ) {}

  /** Answers `undefined` where the response is a stream that goes on. */
  handle(
    info: ResourceRequest,
    request: IncomingMessage,
    body: unknown,
    identity: Identity,
    response: ServerResponse,
    expireTokens: boolean,
  ): Handled | undefined {
    const { resource, verb, namespace, name, query } = info;
    const { store } = this.objects;
    if (
      resource.namespaced &&
      !namespace &&
      !['list', 'watch', 'deletecollection'].includes(verb)
    ) {
      throw verb === 'create' ? methodNotAllowed() : noSuchPath();
    }
    if (info.subresource && !resource.subresources.includes(info.subresource))
      throw noSuchPath();
    if (resource.measured && verb !== 'list' && verb !== 'get')
      throw methodNotAllowed();
    switch (verb) {
      case 'list':
        return {
          code: 200,
          body: this.lists.page(
            resource,
            selection(resource, namespace, name, query),
            query,
            expireTokens,
          ),
        };
      case 'watch':
        this.watches.serve(
          resource,
          selection(resource, namespace, name, query),
          query,
          response,
        );
        return undefined;
      case 'get': {
        const object = this.#existing(info);
        return answer(
          200,
          info.subresource === 'scale' ? scaleOf(object) : object,
        );
      }
      default: {
        const write = () => this.#write(info, request, body, identity);
        return query.getAll('dryRun').includes('All')
          ? store.rehearse(write)
          : write();
      }
    }
  }

  #existing({ resource, name = '', namespace }: ResourceRequest): KubeObject {
    const { store } = this.objects;
    const object = resource.measured
      ? measuredOne(store, resource, name, namespace)
      : store.table(resource).get(name, namespace);
    if (!object) throw notFound(resource, name);
    return object;
  }

  #write(
    info: ResourceRequest,
    request: IncomingMessage,
    body: unknown,
    identity: Identity,
  ): Handled {
    const { resource, verb, subresource } = info;
    const cause: Cause = { by: identity.username, via: `kubernetes:${verb}` };
    const manager = managerOf(request, info.query);
    if (verb === 'create' && subresource === 'eviction')
      return this.#evict(info, body, identity);
    if (verb === 'create' && !info.name) {
      const object = inNamespace(decode(resource, body), info);
      if (object.metadata.resourceVersion)
        throw unexpected(
          'resourceVersion should not be set on objects to be created',
        );
      return answer(
        201,
        this.objects.create(
          resource,
          managed(object, manager, this.objects.store.now()),
          cause,
        ),
      );
    }
    if ((verb === 'update' || verb === 'patch') && !info.name) {
      throw methodNotAllowed();
    }
    if (verb === 'update' || verb === 'patch') {
      const before = this.#existing(info);
      const given =
        verb === 'patch'
          ? patched(
              subresource === 'scale' ? scaleOf(before) : before,
              request,
              body,
            )
          : body;
      if (subresource === 'scale')
        return answer(
          200,
          this.#scale(resource, before, given, manager, cause),
        );
      const next = inNamespace(decode(resource, given), info);
      if (next.metadata.name !== info.name) {
        throw badRequest(
          `the name of the object (${next.metadata.name}) does not match the name on the URL (${info.name})`,
        );
      }
      if (verb === 'patch' && next.metadata.uid !== before.metadata.uid) {
        throw invalid(resource, next.metadata.name, [
          {
            reason: 'FieldValueInvalid',
            message: `Invalid value: "${next.metadata.uid}": field is immutable`,
            field: 'metadata.uid',
          },
        ]);
      }
      const part = subresource === 'status' ? 'status' : 'spec';
      return answer(
        200,
        this.objects.update(
          resource,
          managed(next, manager, this.objects.store.now(), before),
          cause,
          part,
        ),
      );
    }
    if (verb === 'delete') {
      const object = this.#existing(info);
      const gone = this.objects.delete(
        resource,
        object,
        optionsOf(body, info.query),
        cause,
      );
      const standing = this.objects.store
        .table(resource)
        .objects.get(keyOf(gone));
      return answer(
        200,
        standing?.metadata.uid === gone.metadata.uid || isPods(resource)
          ? gone
          : deleted(resource, gone),
      );
    }
    if (verb === 'deletecollection') {
      const chosen = this.lists.items(
        resource,
        selection(resource, info.namespace, info.name, info.query),
      );
      for (const object of chosen)
        this.objects.delete(
          resource,
          object,
          optionsOf(body, info.query),
          cause,
        );
      return answer(200, {
        kind: `${resource.kind}List`,
        apiVersion: apiVersionOf(resource),
        metadata: {},
        items: chosen,
      });
    }
    throw methodNotAllowed();
  }

  #evict(info: ResourceRequest, body: unknown, identity: Identity): Handled {
    const pod = this.#existing(info);
    if (!isKind(pod, 'Pod')) throw methodNotAllowed();
    const options = evictionOptions(body, pod.metadata.name);
    try {
      const outcome = evict(this.objects, pod, options, {
        by: identity.username,
        via: 'kubernetes:evict',
      });
      this.evictionAsked(pod, identity.username, { accepted: outcome });
    } catch (error) {
      if (error instanceof StatusError)
        this.evictionAsked(pod, identity.username, { refused: error });
      throw error;
    }
    return answer(201, {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      code: 201,
    });
  }

  #scale(
    resource: Resource,
    before: KubeObject,
    given: unknown,
    manager: string,
    cause: Cause,
  ): object {
    const spec = isRecord(given) && isRecord(given.spec) ? given.spec : {};
    const meta =
      isRecord(given) && isRecord(given.metadata) ? given.metadata : {};
    if (typeof (spec.replicas ?? 0) !== 'number')
      throw badRequest(
        'Scale in version "v1" cannot be handled as a Scale: spec.replicas is no number',
      );
    if (
      typeof meta.resourceVersion === 'string' &&
      meta.resourceVersion !== before.metadata.resourceVersion
    ) {
      throw conflict(resource, before.metadata.name, MODIFIED);
    }
    const own = fieldOf(before, 'spec');
    const next = {
      ...before,
      spec: { ...(isRecord(own) ? own : {}), replicas: spec.replicas ?? 0 },
    };
    return scaleOf(
      this.objects.update(
        resource,
        managed(next, manager, this.objects.store.now(), before),
        cause,
      ),
    );
  }
}

function answer(code: number, object: object): Handled {
  return { code, body: `${JSON.stringify(object)}\n` };
}

function deleted(resource: Resource, { metadata }: KubeObject): object {
  const { name, uid } = metadata;
  const group = resource.group ? { group: resource.group } : {};
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...group, kind: resource.plural, uid },
  };
}

function patched(
  before: object,
  request: IncomingMessage,
  body: unknown,
): unknown {
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim();
  if (type === MERGE) {
    if (!isRecord(body))
      throw badRequest(
        'error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}',
      );
    return mergePatch(before, body);
  }
  if (type === JSON_PATCH) return jsonPatch(before, body);
  throw unsupportedMediaType(type, [JSON_PATCH, MERGE]);
}

function inNamespace(
  object: KubeObject,
  { resource, namespace }: ResourceRequest,
): KubeObject {
  const given = object.metadata.namespace;
  if (!resource.namespaced) {
    if (given) throw badRequest('namespace is not allowed on this type');
    return object;
  }
  if (given && given !== namespace) {
    throw badRequest(
      `the namespace of the provided object does not match the namespace sent on the request`,
    );
  }
  return { ...object, metadata: { ...object.metadata, namespace } };
}

function optionsOf(body: unknown, query: URLSearchParams) {
  const grace = query.get('gracePeriodSeconds');
  const policy = query.get('propagationPolicy');
  const given = isRecord(body) ? body : {};
  return deleteOptions({
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    ...given,
  });
}

function managerOf(request: IncomingMessage, query: URLSearchParams): string {
  return (
    query.get('fieldManager') ??
    (request.headers['user-agent'] ?? 'unknown').split('/')[0].slice(0, 128)
  );
}

/** Notes who wrote which top-level fields, as server-side tracking does for plain updates. */
function managed(
  object: KubeObject,
  manager: string,
  now: Date,
  before?: KubeObject,
): KubeObject {
  const fields: Record<string, object> = {};
  for (const [field, value] of Object.entries(object)) {
    if (['apiVersion', 'kind', 'metadata', 'status'].includes(field)) continue;
    if (
      before &&
      JSON.stringify(fieldOf(before, field)) === JSON.stringify(value)
    )
      continue;
    fields[`f:${field}`] = isRecord(value)
      ? Object.fromEntries(Object.keys(value).map(key => [`f:${key}`, {}]))
      : {};
  }
  const others = (before?.metadata.managedFields ?? []).filter(
    entry => entry.manager !== manager,
  );
  const own = (before?.metadata.managedFields ?? []).find(
    entry => entry.manager === manager,
  );
  const touched = Object.keys(fields).length > 0;
  if (before && !touched)
    return {
      ...object,
      metadata: withManaged(object.metadata, before.metadata.managedFields),
    };
  const entry: ManagedFields = {
    manager,
    operation: 'Update',
    apiVersion: object.apiVersion,
    time: timestamp(now),
    fieldsType: 'FieldsV1',
    fieldsV1: { ...own?.fieldsV1, ...fields },
  };
  return {
    ...object,
    metadata: withManaged(object.metadata, [...others, entry]),
  };
}

function withManaged(
  { managedFields: _given, ...meta }: Meta,
  managedFields: ManagedFields[] | undefined,
): Meta {
  return managedFields ? { ...meta, managedFields } : meta;
}

function scaleOf(object: KubeObject): object {
  const spec = fieldOf(object, 'spec');
  const status = fieldOf(object, 'status');
  const read = (value: unknown, key: string) =>
    isRecord(value) ? value[key] : undefined;
  const selector = read(read(spec, 'selector'), 'matchLabels');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name: object.metadata.name,
      namespace: object.metadata.namespace,
      uid: object.metadata.uid,
      resourceVersion: object.metadata.resourceVersion,
      creationTimestamp: object.metadata.creationTimestamp,
    },
    spec: { replicas: read(spec, 'replicas') ?? 0 },
    status: {
      replicas: read(status, 'replicas') ?? 0,
      selector: isRecord(selector)
        ? Object.entries(selector)
            .map(([key, value]) => `${key}=${String(value)}`)
            .join(',')
        : '',
    },
  };
}
