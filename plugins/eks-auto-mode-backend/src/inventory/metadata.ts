// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type { ObjectMeta } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { Shape } from './keep';
import { isObject } from '../clusters/json';

/** Annotations that repeat the whole object, and with it what was left out of it on purpose. */
export const COPIES: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'objectset.rio.cattle.io/applied',
]);

function annotations(value: JsonValue): JsonValue | undefined {
  if (!isObject(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => !COPIES.has(key)),
  );
}

const fields: Record<keyof ObjectMeta, true | typeof annotations> = {
  name: true,
  namespace: true,
  uid: true,
  resourceVersion: true,
  generation: true,
  creationTimestamp: true,
  deletionTimestamp: true,
  labels: true,
  annotations,
  finalizers: true,
  ownerReferences: true,
  managers: true,
};

/** Metadata without `managedFields`, of which the names of the managers stay. */
export function metadata(value: JsonValue): JsonValue | undefined {
  if (!isObject(value)) return undefined;
  const kept: JsonObject = {};
  for (const [key, rule] of Object.entries(fields)) {
    const present = value[key];
    if (present === undefined || present === null) continue;
    const result = rule === true ? present : rule(present);
    if (result !== undefined) kept[key] = result;
  }
  if (Array.isArray(value.managedFields)) {
    const managers = new Set(
      value.managedFields.flatMap(field =>
        isObject(field) && typeof field.manager === 'string'
          ? field.manager
          : [],
      ),
    );
    kept.managers = [...managers].sort();
  }
  return kept;
}

/** What every object has. */
export const objectShape = {
  apiVersion: true,
  kind: true,
  metadata,
} as const satisfies {
  apiVersion: Shape<string>;
  kind: Shape<string>;
  metadata: Shape<ObjectMeta>;
};
