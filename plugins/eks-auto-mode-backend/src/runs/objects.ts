// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import type { KubernetesObject } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type {
  KubernetesApi,
  ListOptions,
  ResourceType,
} from '../clusters/kubernetesApi';

/**
 * Whether raw JSON is an object of the API as the vocabulary types it: their fields are all optional
 * but these, so more need not be looked at.
 */
export function isKubernetesObject<T extends KubernetesObject>(
  object: JsonObject,
): object is T & JsonObject {
  const { metadata } = object;
  return (
    typeof object.kind === 'string' &&
    typeof metadata === 'object' &&
    metadata !== null &&
    !Array.isArray(metadata) &&
    typeof metadata.name === 'string'
  );
}

/** A whole list, read in pages. */
export async function listAll<T extends KubernetesObject>(
  api: KubernetesApi,
  type: ResourceType,
  options: ListOptions,
): Promise<T[]> {
  const all: T[] = [];
  for await (const page of api.list(type, options)) {
    for (const object of page) {
      if (isKubernetesObject<T>(object)) all.push(object);
    }
  }
  return all;
}
