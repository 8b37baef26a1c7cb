// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type { KubernetesApi, ResourceType } from '../clusters/kubernetesApi';
import { reasonOf, type Captured } from './captured';
import { readHelmRelease } from './helmRelease';
import { isObject } from '../clusters/json';
import { maskObject } from './maskObject';
import { maskSecret } from './maskSecret';
import { isRequired } from './required';

interface CaptureOptions {
  kubernetes: KubernetesApi;
  /** Under which Secret values are hashed; see maskSecret. */
  key: string;
  /** Keeps values of Secrets and of what else is one: only with a KMS key of one's own. */
  secretValues: boolean;
  signal: AbortSignal;
}

const RESOURCE_CRDS: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
};

/** Every listable object of every API group, page by page; what cannot be read is said and passed. */
export async function* captureKubernetes(
  options: CaptureOptions,
): AsyncGenerator<Captured> {
  const { kubernetes, signal } = options;
  const customGroups = await groupsOfCrds(kubernetes, signal);
  for await (const found of discover(kubernetes, customGroups, signal)) {
    if (found.type === 'unread') yield found;
    else yield* captureType(found.resource, customGroups, options);
  }
}

async function groupsOfCrds(
  kubernetes: KubernetesApi,
  signal: AbortSignal,
): Promise<Set<string>> {
  const groups = new Set<string>();
  try {
    for await (const page of kubernetes.list(RESOURCE_CRDS, { signal })) {
      for (const crd of page) {
        if (isObject(crd.spec) && typeof crd.spec.group === 'string')
          groups.add(crd.spec.group);
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    // Listing CRDs is itself required and says so when its turn comes: the backup is partial then.
    if (!(error instanceof Error)) throw error;
  }
  return groups;
}

type Discovered =
  | { type: 'resource'; resource: ResourceType }
  | Extract<Captured, { type: 'unread' }>;

/** What is measured anew at each look, and nobody could restore. */
const MEASUREMENTS = new Set(['metrics.k8s.io']);

async function* discover(
  kubernetes: KubernetesApi,
  customGroups: ReadonlySet<string>,
  signal: AbortSignal,
): AsyncGenerator<Discovered> {
  const versions: { group: string; version: string; path: string }[] = [
    { group: '', version: 'v1', path: '/api/v1' },
  ];
  // Without the list of groups nothing can be captured: that failure is the backup's.
  const groups = await kubernetes.raw('/apis', signal);
  for (const group of isObject(groups) && Array.isArray(groups.groups)
    ? groups.groups
    : []) {
    if (!isObject(group) || typeof group.name !== 'string') continue;
    for (const version of versionsOf(group)) {
      versions.push({
        group: group.name,
        version,
        path: `/apis/${group.name}/${version}`,
      });
    }
  }
  const seen = new Set<string>();
  for (const { group, version, path } of versions) {
    try {
      const answer = await kubernetes.raw(path, signal);
      const resources =
        isObject(answer) && Array.isArray(answer.resources)
          ? answer.resources
          : [];
      for (const resource of resources) {
        if (!isObject(resource)) continue;
        const { name, kind, namespaced, verbs } = resource;
        if (
          typeof name !== 'string' ||
          typeof kind !== 'string' ||
          name.includes('/')
        )
          continue;
        if (!Array.isArray(verbs) || !verbs.includes('list')) continue;
        if (MEASUREMENTS.has(group)) continue;
        // Served in several versions it is the same object; the first one is the group's preference.
        if (seen.has(`${group}/${name}`)) continue;
        seen.add(`${group}/${name}`);
        yield {
          type: 'resource',
          resource: {
            group,
            version,
            plural: name,
            kind,
            namespaced: namespaced === true,
          },
        };
      }
    } catch (error) {
      signal.throwIfAborted();
      yield {
        type: 'unread',
        what: path.slice(1),
        reason: reasonOf(error),
        required: isRequired(group, undefined, customGroups),
      };
    }
  }
}

/**
 * All versions that a group serves, the preferred one first: a group's preference does not say that
 * all its resources exist in it (vpcresources.k8s.aws and the Gateway API have some in others only).
 */
function versionsOf(group: JsonObject): string[] {
  const named = (value: JsonValue | undefined) =>
    isObject(value) && typeof value.version === 'string' ? [value.version] : [];
  const all = Array.isArray(group.versions)
    ? group.versions.flatMap(named)
    : [];
  return [...new Set([...named(group.preferredVersion), ...all])];
}

/** Objects of these may be a megabyte each; pages of them must stay bearable. */
const LARGE_OBJECTS = new Set([
  'configmaps',
  'secrets',
  'customresourcedefinitions',
]);

async function* captureType(
  resource: ResourceType,
  customGroups: ReadonlySet<string>,
  options: CaptureOptions,
): AsyncGenerator<Captured> {
  const { group, version, plural } = resource;
  const kind = `${group === '' ? '' : `${group}/`}${version}/${plural}`;
  const isSecret = group === '' && plural === 'secrets';
  try {
    for await (const page of options.kubernetes.list(resource, {
      signal: options.signal,
      limit: LARGE_OBJECTS.has(plural) ? 25 : 100,
    })) {
      for (const object of page) {
        if (isSecret && object.type === 'helm.sh/release.v1') {
          yield* captureHelm(object, options.key);
        }
        yield {
          type: 'object',
          kind,
          object: withoutManagedFields(
            options.secretValues
              ? object
              : maskObject(
                  isSecret ? maskSecret(object, options.key) : object,
                  options.key,
                ),
          ),
        };
      }
    }
  } catch (error) {
    options.signal.throwIfAborted();
    yield {
      type: 'unread',
      what: kind,
      reason: reasonOf(error),
      required: isRequired(group, plural, customGroups),
    };
  }
}

function* captureHelm(secret: JsonObject, key: string): Generator<Captured> {
  try {
    yield {
      type: 'object',
      kind: 'helm/releases',
      object: readHelmRelease(secret, key),
    };
  } catch (error) {
    const metadata = isObject(secret.metadata) ? secret.metadata : {};
    yield {
      type: 'unread',
      what: `helm/releases/${String(metadata.namespace)}/${String(
        metadata.name,
      )}`,
      reason: reasonOf(error),
      required: true,
    };
  }
}

/** Who set which field is noise in a backup, and half of its size. */
function withoutManagedFields(object: JsonObject): JsonObject {
  if (!isObject(object.metadata) || !('managedFields' in object.metadata))
    return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
