// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { NotAllowedError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { KubernetesApi, ObjectRef, ResourceType } from './kubernetesApi';
import type { Permit } from './session';

type Mutation = 'create' | 'replace' | 'patch' | 'delete' | 'evict';

function refused(what: string): never {
  throw new NotAllowedError(
    `${what} is not a read: changes go through a permit of the plan`,
  );
}

/** Access reviews are asked with `create`, but nothing comes into being. */
function isReview(type: ResourceType): boolean {
  return (
    type.group === 'authorization.k8s.io' &&
    ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'].includes(
      type.plural,
    )
  );
}

/** A Kubernetes API that refuses every change before it leaves the process. */
export function readOnlyKubernetes(api: KubernetesApi): KubernetesApi {
  return {
    list: (type, options) => api.list(type, options),
    get: (type, ref, signal) => api.get(type, ref, signal),
    raw: (path, signal) => api.raw(path, signal),
    create: async (type, object, signal) =>
      isReview(type)
        ? await api.create(type, object, signal)
        : refused(`kubernetes:create ${type.plural}`),
    replace: async type => refused(`kubernetes:replace ${type.plural}`),
    patch: async type => refused(`kubernetes:patch ${type.plural}`),
    delete: async type => refused(`kubernetes:delete ${type.plural}`),
    evict: async pod =>
      refused(`kubernetes:evict ${pod.namespace}/${pod.name}`),
  };
}

/** Verbs of a plan's `api` and the request that each stands for. */
const REQUESTS: Record<string, Mutation> = {
  'kubernetes:create': 'create',
  'kubernetes:replace': 'replace',
  'kubernetes:update': 'replace',
  'kubernetes:patch': 'patch',
  'kubernetes:scale': 'patch',
  'kubernetes:cordon': 'patch',
  'kubernetes:uncordon': 'patch',
  'kubernetes:delete': 'delete',
  'kubernetes:evict': 'evict',
};

/** A Kubernetes API that lets one permitted change through, once, and no read. */
export function permittedKubernetes(
  api: KubernetesApi,
  permit: Permit,
): KubernetesApi {
  let used = false;
  const check = (mutation: Mutation, what: string, name: string) => {
    if (REQUESTS[permit.api] !== mutation) {
      throw new NotAllowedError(
        `kubernetes:${mutation} ${what} is not what the plan permits here, which is ${permit.api} on ${permit.target}`,
      );
    }
    // `apiVersion/kind/namespace/name`, perhaps followed by `#uid`.
    if (!permit.target.split(/[/#]/).includes(name)) {
      throw new NotAllowedError(
        `${permit.api} is permitted on ${permit.target} only, not on ${what}/${name}`,
      );
    }
    if (used) {
      throw new NotAllowedError(
        `${permit.api} on ${permit.target} was permitted once and has been sent`,
      );
    }
    used = true;
  };
  const nameOf = (object: JsonObject): string => {
    const metadata = object.metadata;
    const name =
      typeof metadata === 'object' &&
      metadata !== null &&
      !Array.isArray(metadata)
        ? metadata.name
        : undefined;
    return typeof name === 'string' ? name : '';
  };
  const notRead = (): never => {
    throw new NotAllowedError(
      `Only ${permit.api} on ${permit.target} is permitted here; read through the session itself`,
    );
  };
  return {
    list: notRead,
    get: async () => notRead(),
    raw: async () => notRead(),
    create: async (type, object, signal) => {
      check('create', type.plural, nameOf(object));
      return await api.create(type, object, signal);
    },
    replace: async (type, object, signal) => {
      check('replace', type.plural, nameOf(object));
      return await api.replace(type, object, signal);
    },
    patch: async (type, ref, patchType, patch, signal) => {
      check('patch', type.plural, ref.name);
      return await api.patch(type, ref, patchType, patch, signal);
    },
    delete: async (type, ref: ObjectRef, options, signal) => {
      check('delete', type.plural, ref.name);
      await api.delete(type, ref, options, signal);
    },
    evict: async (pod, signal) => {
      check('evict', 'pods', pod.name);
      await api.evict(pod, signal);
    },
  };
}
