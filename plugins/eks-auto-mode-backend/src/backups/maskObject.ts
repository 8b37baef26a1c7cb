// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import { isObject } from '../clusters/json';
import { COPIES } from '../inventory/metadata';
import { holdsPassword, namesSecret } from '../inventory/mask';
import { hashed } from './maskSecret';

/**
 * Any object without the secrets that people write outside of Secrets: values of environment
 * variables that are secrets by their name or hold a password in a URL, and the annotations that
 * repeat the whole object. Each is replaced by its hash, as a Secret's values are, so that two backups
 * can be compared. What holds none is answered as it is.
 */
export function maskObject(object: JsonObject, key: string): JsonObject {
  const masked = walk(object, key);
  const { metadata } = masked;
  if (!isObject(metadata) || !isObject(metadata.annotations)) return masked;
  const { annotations } = metadata;
  if (!Object.keys(annotations).some(name => COPIES.has(name))) return masked;
  return {
    ...masked,
    metadata: {
      ...metadata,
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([name, value]) => [
          name,
          COPIES.has(name) ? hashed(value, key) : value,
        ]),
      ),
    },
  };
}

function walk(object: JsonObject, key: string): JsonObject {
  let changed: JsonObject | undefined;
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const masked =
      name === 'env' && Array.isArray(value)
        ? environment(value, key)
        : walkValue(value, key);
    if (masked !== value) {
      changed ??= { ...object };
      changed[name] = masked;
    }
  }
  return changed ?? object;
}

function walkValue(value: JsonValue, key: string): JsonValue {
  if (Array.isArray(value)) return each(value, item => walkValue(item, key));
  return isObject(value) ? walk(value, key) : value;
}

/** Wherever a variable stands: in a pod, a template, or a custom resource that has one in it. */
function environment(variables: JsonValue[], key: string): JsonValue[] {
  return each(variables, variable => {
    if (
      !isObject(variable) ||
      typeof variable.name !== 'string' ||
      typeof variable.value !== 'string' ||
      variable.value === '' ||
      !(namesSecret(variable.name) || holdsPassword(variable.value))
    )
      return walkValue(variable, key);
    return { ...variable, value: hashed(variable.value, key) };
  });
}

/** The same array where nothing in it changed. */
function each(
  items: JsonValue[],
  change: (item: JsonValue) => JsonValue,
): JsonValue[] {
  const changed = items.map(change);
  return changed.some((item, at) => item !== items[at]) ? changed : items;
}
