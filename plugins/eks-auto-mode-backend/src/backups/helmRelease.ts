// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { gunzipSync } from 'node:zlib';
import type { JsonObject, JsonValue } from '@backstage/types';
import { isObject } from '../clusters/json';
import { hashed } from './maskSecret';

/** A release as Helm stored it, its values masked. */
export interface HelmIndexEntry extends JsonObject {
  apiVersion: 'eks-auto-mode/v1';
  kind: 'HelmRelease';
  metadata: { name: string; namespace: string };
  revision: number;
  status: string;
  chart: string;
  chartVersion: string;
  appVersion: string;
  values: JsonValue;
}

/** Releases above this size are not decoded: a gzip can hold more than memory does. */
const LARGEST = 32 * 1024 * 1024;

/**
 * Decodes a Secret of type `helm.sh/release.v1` (base64 of base64 of gzip of JSON) to what an index
 * needs: which chart in which version with which keys. Every value becomes a hash.
 *
 * @throws where the Secret does not hold a release.
 */
export function readHelmRelease(
  secret: JsonObject,
  key: string,
): HelmIndexEntry {
  const metadata = isObject(secret.metadata) ? secret.metadata : {};
  const data = isObject(secret.data) ? secret.data : {};
  if (typeof data.release !== 'string') {
    throw new Error(
      `Secret ${metadata.namespace}/${metadata.name} has no release`,
    );
  }
  const packed = Buffer.from(
    Buffer.from(data.release, 'base64').toString('latin1'),
    'base64',
  );
  const release: JsonValue = JSON.parse(
    gunzipSync(packed, { maxOutputLength: LARGEST }).toString('utf8'),
  );
  if (!isObject(release)) {
    throw new Error(
      `Secret ${metadata.namespace}/${metadata.name} holds no release`,
    );
  }
  const chart = isObject(release.chart) ? release.chart : {};
  const about = isObject(chart.metadata) ? chart.metadata : {};
  const info = isObject(release.info) ? release.info : {};
  return {
    apiVersion: 'eks-auto-mode/v1',
    kind: 'HelmRelease',
    metadata: {
      name: String(release.name ?? ''),
      namespace: String(release.namespace ?? metadata.namespace ?? ''),
    },
    revision: Number(release.version ?? 0),
    status: String(info.status ?? 'unknown'),
    chart: String(about.name ?? ''),
    chartVersion: String(about.version ?? ''),
    appVersion: String(about.appVersion ?? ''),
    values: masked(release.config ?? {}, key),
  };
}

/** The shape of values with every leaf hashed. */
function masked(value: JsonValue, key: string): JsonValue {
  if (Array.isArray(value)) return value.map(item => masked(item, key));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        masked(item ?? null, key),
      ]),
    );
  }
  return hashed(value, key);
}
