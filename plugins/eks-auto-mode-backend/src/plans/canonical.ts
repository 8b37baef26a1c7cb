// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import type { JsonValue } from '@backstage/types';

/**
 * JSON with sorted keys and without what is undefined: equal values have equal texts, whoever built
 * them and in whatever order.
 */
export function canonicalJson(value: JsonValue | undefined): string {
  if (value === undefined) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (value !== null && typeof value === 'object') {
    return `{${Object.keys(value)
      .filter(key => value[key] !== undefined)
      .sort()
      .map(key => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
}

/** SHA-256 of the canonical JSON; hexadecimal. */
export function digestOf(value: JsonValue): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/**
 * A typed value as the JSON that it is once it was sent or stored. Interfaces without an index
 * signature are not assignable to JsonValue, though every value of them is.
 */
export function toJson(value: object): JsonValue {
  return JSON.parse(JSON.stringify(value));
}
