// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { BackupUnread } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Captured } from './captured';
import {
  manifestKey,
  sumKinds,
  type Manifest,
  type ManifestPart,
} from './manifest';
import { PartWriter, writeOptions, type BackupLocation } from './partWriter';

/** Objects after which a new part begins: small enough to browse, large enough to compress. */
const PART_OBJECTS = 20_000;

export interface WrittenBackup {
  manifest: Manifest;
  manifestSha256: string;
}

/**
 * Streams what is captured into parts, and the manifest after them. Each line carries its kind, so
 * that a part can be counted without the manifest.
 *
 * @throws what S3 or the capture threw; parts that were finished stay, the manifest is not written.
 */
export async function writeBackup(options: {
  s3: S3Client;
  location: BackupLocation;
  prefix: string;
  captured: AsyncIterable<Captured>;
  about: Omit<Manifest, 'schema' | 'parts' | 'kinds' | 'unread'>;
  signal: AbortSignal;
  onProgress?: (objects: number) => void;
}): Promise<WrittenBackup> {
  const { s3, location, prefix, signal } = options;
  const parts: ManifestPart[] = [];
  const unread: BackupUnread[] = [];
  let open: { writer: PartWriter; kinds: Record<string, number> } | undefined;
  let objects = 0;

  const finish = async () => {
    if (!open) return;
    const { writer, kinds } = open;
    open = undefined;
    parts.push({ ...(await writer.close()), kinds });
  };
  try {
    for await (const item of options.captured) {
      if (item.type === 'unread') {
        unread.push({
          what: item.what,
          reason: item.reason,
          required: item.required,
        });
        continue;
      }
      if (!open) {
        const number = String(parts.length + 1).padStart(5, '0');
        open = {
          writer: new PartWriter(
            s3,
            `${prefix}part-${number}.ndjson.gz`,
            location,
            signal,
          ),
          kinds: {},
        };
      }
      await open.writer.write({ kind: item.kind, object: item.object });
      open.kinds[item.kind] = (open.kinds[item.kind] ?? 0) + 1;
      objects += 1;
      if (objects % 100 === 0) options.onProgress?.(objects);
      if (open.writer.objects >= PART_OBJECTS) await finish();
    }
    await finish();
  } catch (error) {
    await open?.writer.abort();
    throw error;
  }

  const manifest: Manifest = {
    schema: 'eks-auto-mode/backup/v1',
    ...options.about,
    parts,
    kinds: sumKinds(parts),
    unread,
  };
  const text = JSON.stringify(manifest, null, 2);
  await s3.send(
    new PutObjectCommand({
      ...writeOptions(location),
      Key: manifestKey(prefix),
      Body: text,
      ContentType: 'application/json',
    }),
    { abortSignal: signal },
  );
  return {
    manifest,
    manifestSha256: createHash('sha256').update(text).digest('hex'),
  };
}
