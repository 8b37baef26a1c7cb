// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import { z } from 'zod';
import {
  KubernetesError,
  resourceTypes,
  type ObjectRef,
  type ResourceType,
} from '../../clusters/kubernetesApi';
import type { ClusterSession } from '../../clusters/session';
import { canonicalJson } from '../../plans/canonical';
import { changeEffect, type ChangeEffect } from './change';

const json: z.ZodType<JsonValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(json),
    z.record(z.string(), json),
  ]),
);
const object: z.ZodType<JsonObject> = z.record(z.string(), json);

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `apiVersion/kind/namespace/name` as a type that the API serves and a name. */
export function parseTarget(target: string): {
  type: ResourceType;
  ref: ObjectRef;
} {
  const parts = target.split('/');
  const [name, namespace, kind] = [parts.pop(), parts.pop(), parts.pop()];
  const apiVersion = parts.join('/');
  const type = Object.values(resourceTypes).find(
    each =>
      each.kind === kind &&
      (each.group ? `${each.group}/${each.version}` : each.version) ===
        apiVersion,
  );
  if (!type || name === undefined)
    throw new Error(`${target} is not of a type that a plan may change`);
  return {
    type,
    ref: { ...(namespace ? { namespace } : {}), name },
  };
}

async function read(
  target: string,
  session: ClusterSession,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const { type, ref } = parseTarget(target);
  try {
    return await session.kubernetes.get(type, ref, signal);
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 404)
      return undefined;
    throw error;
  }
}

/** Whether all that is wanted is there; the server adds defaults of its own. */
export function contains(
  live: JsonValue | undefined,
  wanted: JsonValue | undefined,
): boolean {
  if (wanted === null || wanted === undefined)
    return live === undefined || live === null;
  if (isObject(wanted))
    return (
      (isObject(live) &&
        Object.entries(wanted).every(([key, value]) =>
          contains(live[key], value),
        )) ||
      (live === undefined && Object.keys(wanted).length === 0)
    );
  if (Array.isArray(wanted)) {
    const has = Array.isArray(live) ? live : [];
    // Admission adds to lists, too: tolerations, volumes.
    return wanted.every(value => has.some(each => contains(each, value)));
  }
  return canonicalJson(live) === canonicalJson(wanted);
}

/** The merge patch that puts back what another merge patch is about to change. */
export function reversePatch(
  live: JsonValue | undefined,
  patch: JsonObject,
): JsonObject {
  const reverse: JsonObject = {};
  for (const [key, value] of Object.entries(patch)) {
    const before = isObject(live) ? live[key] : undefined;
    if (isObject(value) && isObject(before))
      reverse[key] = reversePatch(before, value);
    else reverse[key] = before ?? null;
  }
  return reverse;
}

export const createObject = changeEffect<JsonObject>({
  api: 'kubernetes:create',
  schema: object,
  describe: request =>
    `Create ${String(request.kind)} ${
      isObject(request.metadata) ? String(request.metadata.name) : ''
    }`,
  async observe(request, session, signal, { target }) {
    const live = await read(target, session, signal);
    if (live === undefined) return { state: 'absent', now: null };
    return contains(live.spec, request.spec)
      ? { state: 'holds' }
      : {
          state: 'foreign',
          message: `${target} is there, and differs from what the plan holds`,
        };
  },
  async call(request, { kubernetes }, { target, signal }) {
    const made = await kubernetes.create(
      parseTarget(target).type,
      request,
      signal,
    );
    const uid = isObject(made.metadata) ? made.metadata.uid : undefined;
    return uid === undefined ? undefined : { uid };
  },
  inverse: (_request, record) => ({
    api: 'kubernetes:delete',
    request: named(String(record.args.target)),
  }),
});

/** The request of a deletion names its object. */
export function named(target: string): JsonObject {
  const { type, ref } = parseTarget(target);
  return {
    apiVersion: type.group ? `${type.group}/${type.version}` : type.version,
    kind: type.kind,
    ...(ref.namespace ? { namespace: ref.namespace } : {}),
    name: ref.name,
  };
}

export const deleteObject = changeEffect<JsonObject>({
  api: 'kubernetes:delete',
  schema: object,
  describe: request => `Delete ${String(request.kind)} ${String(request.name)}`,
  async observe(_request, session, signal, { target }) {
    const live = await read(target, session, signal);
    if (live === undefined) return { state: 'holds' };
    return isObject(live.metadata) && live.metadata.deletionTimestamp
      ? { state: 'pending', message: `${target} is going` }
      : { state: 'absent', now: live };
  },
  async call(_request, { kubernetes }, { target, signal }) {
    const { type, ref } = parseTarget(target);
    await kubernetes.delete(type, ref, { propagation: 'Background' }, signal);
    return undefined;
  },
});

function patchKind(api: 'kubernetes:patch' | 'kubernetes:scale'): ChangeEffect {
  return changeEffect<JsonObject>({
    api,
    schema: object,
    describe: request => `Patch with ${JSON.stringify(request)}`,
    async observe(request, session, signal, { target }) {
      const live = await read(target, session, signal);
      if (live === undefined)
        return {
          state: 'foreign',
          message: `${target} is not there any more`,
        };
      return contains(live, request)
        ? { state: 'holds' }
        : { state: 'absent', now: reversePatch(live, request) };
    },
    async call(request, { kubernetes }, { target, signal }) {
      const { type, ref } = parseTarget(target);
      await kubernetes.patch(type, ref, 'merge', request, signal);
      return undefined;
    },
    inverse: (_request, record) =>
      isObject(record.replaces) ? { api, request: record.replaces } : undefined,
  });
}

export const patchObject = patchKind('kubernetes:patch');

export const scaleObject = patchKind('kubernetes:scale');
