// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHmac } from 'node:crypto';
import type { JsonObject, JsonValue } from '@backstage/types';
import { isObject } from '../clusters/json';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * A Secret without its values: each is replaced by a hash under the cluster's own key, so that two
 * backups can be compared and nobody can guess a value from its hash. The annotation in which kubectl
 * keeps the whole object goes too: it holds the values once more.
 */
export function maskSecret(secret: JsonObject, key: string): JsonObject {
  const masked: JsonObject = { ...secret };
  for (const field of ['data', 'stringData']) {
    const values = secret[field];
    if (isObject(values)) {
      masked[field] = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          hashed(value, key),
        ]),
      );
    }
  }
  const metadata = secret.metadata;
  if (isObject(metadata) && isObject(metadata.annotations)) {
    const { [LAST_APPLIED]: _, ...annotations } = metadata.annotations;
    masked.metadata = { ...metadata, annotations };
  }
  return masked;
}

/** `hmac-sha256:<hexadecimal>` of a value's text. */
export function hashed(value: JsonValue | undefined, key: string): string {
  const text =
    typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return `hmac-sha256:${createHmac('sha256', key).update(text).digest('hex')}`;
}
