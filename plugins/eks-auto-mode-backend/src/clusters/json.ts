// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';

/** A JSON object: neither null nor a list. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
