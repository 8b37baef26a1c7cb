// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Transform } from 'node:stream';
import { createGzip, type Gzip } from 'node:zlib';
import type { S3Client, ServerSideEncryption } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { JsonObject } from '@backstage/types';
import type { BackupPart } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/** Where objects of a backup go, and how they are encrypted there. */
export interface BackupLocation {
  bucket: string;
  /** The account that must own the bucket: a bucket of that name elsewhere is refused by S3. */
  bucketOwner: string;
  kmsKeyId?: string;
  objectLock?: { mode: 'GOVERNANCE' | 'COMPLIANCE'; retainUntil: Date };
}

/** Request fields that every object of a backup is written with. */
export function writeOptions(location: BackupLocation) {
  const { bucket, bucketOwner, kmsKeyId, objectLock } = location;
  const encryption: ServerSideEncryption = kmsKeyId ? 'aws:kms' : 'AES256';
  return {
    Bucket: bucket,
    ExpectedBucketOwner: bucketOwner,
    ServerSideEncryption: encryption,
    SSEKMSKeyId: kmsKeyId,
    ChecksumAlgorithm: 'SHA256' as const,
    // Nothing of a backup is ever written over.
    IfNoneMatch: '*',
    ObjectLockMode: objectLock?.mode,
    ObjectLockRetainUntilDate: objectLock?.retainUntil,
  };
}

/**
 * One part: objects as lines of JSON, gzipped, streamed to S3 by multipart upload. Memory holds no
 * more than S3's minimum part and what is on its way.
 */
export class PartWriter {
  #objects = 0;
  #bytes = 0;
  readonly #hash = createHash('sha256');
  readonly #gzip: Gzip;
  readonly #upload: Upload;
  readonly #uploaded: Promise<void>;

  constructor(
    s3: S3Client,
    private readonly key: string,
    location: BackupLocation,
    private readonly signal: AbortSignal,
  ) {
    this.#gzip = createGzip();
    const count = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.#hash.update(chunk);
        this.#bytes += chunk.length;
        done(null, chunk);
      },
    });
    const body = this.#gzip.pipe(count).pipe(new PassThrough());
    this.#upload = new Upload({
      client: s3,
      queueSize: 2,
      partSize: 8 * 1024 * 1024,
      leavePartsOnError: false,
      params: { ...writeOptions(location), Key: key, Body: body },
    });
    signal.addEventListener('abort', this.#abort);
    this.#uploaded = this.#upload.done().then(
      () => undefined,
      error => {
        // Whoever waits to write more must hear of it.
        this.#gzip.destroy(error);
        throw error;
      },
    );
    // Its failure is thrown by write and close; alone it must not end the process.
    this.#uploaded.catch(() => {});
    this.#gzip.on('error', () => {});
  }

  readonly #abort = () => {
    void this.#upload.abort();
  };

  get objects(): number {
    return this.#objects;
  }

  async write(object: JsonObject): Promise<void> {
    this.signal.throwIfAborted();
    this.#objects += 1;
    if (!this.#gzip.write(`${JSON.stringify(object)}\n`)) {
      await Promise.race([once(this.#gzip, 'drain'), this.#uploaded]);
    }
  }

  async close(): Promise<BackupPart> {
    try {
      this.#gzip.end();
      await this.#uploaded;
    } finally {
      this.signal.removeEventListener('abort', this.#abort);
    }
    return {
      key: this.key,
      objects: this.#objects,
      bytes: this.#bytes,
      sha256: this.#hash.digest('hex'),
    };
  }

  /** Gives up: nothing of the part stays in the bucket. */
  async abort(): Promise<void> {
    this.signal.removeEventListener('abort', this.#abort);
    this.#gzip.destroy();
    await this.#upload.abort();
  }
}
