// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import * as s3 from '@aws-sdk/client-s3';
import { ApiError } from '../../wire/apiError';
import type { BucketState, UploadState } from '../../world/bucketState';
import { need, type Call, type Handlers } from '../call';
import type { BlobStore } from './blobs';
import { algorithmOf, checksum, composite, member, verify } from './checksums';
import { findBucket } from './find';
import { bytesOf, encryptionOf, lockOf, quoted, store } from './objects';

/** All parts but the last must have this many bytes. */
const SMALLEST_PART = 5 * 1024 * 1024;

function find(
  bucket: BucketState,
  input: { UploadId?: string; Key?: string },
): UploadState {
  const upload = bucket.uploads[need(input.UploadId, 'UploadId')];
  if (!upload || upload.key !== input.Key) {
    throw new ApiError(
      'NoSuchUpload',
      404,
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    );
  }
  return upload;
}

async function drop(
  call: Call,
  blobs: BlobStore,
  bucket: BucketState,
  upload: UploadState,
): Promise<void> {
  delete bucket.uploads[upload.id];
  call.world.changed();
  await Promise.all(Object.values(upload.parts).map(p => blobs.remove(p.blob)));
}

export function multipartHandlers(blobs: BlobStore): Handlers<typeof s3> {
  return {
    CreateMultipartUpload(call, input) {
      const bucket = findBucket(call, input);
      const algorithm = algorithmOf(input.ChecksumAlgorithm);
      const id = call.world.unique('UPLOAD');
      const encryption = encryptionOf(bucket, input);
      bucket.uploads[id] = {
        id,
        key: need(input.Key, 'Key'),
        initiated: call.world.now(),
        checksumAlgorithm: algorithm,
        checksumType: algorithm && (input.ChecksumType ?? 'COMPOSITE'),
        version: {
          deleted: false,
          contentType: input.ContentType,
          contentEncoding: input.ContentEncoding,
          contentDisposition: input.ContentDisposition,
          cacheControl: input.CacheControl,
          metadata: input.Metadata ?? {},
          encryption,
          storageClass: input.StorageClass,
          tags: Object.fromEntries(new URLSearchParams(input.Tagging ?? '')),
          ...lockOf(call, bucket, input),
        },
        parts: {},
      };
      call.world.changed();
      return {
        Bucket: bucket.name,
        Key: input.Key,
        UploadId: id,
        ServerSideEncryption: encryption.algorithm,
        SSEKMSKeyId: encryption.keyId,
        ChecksumAlgorithm: algorithm,
        ChecksumType: algorithm && (input.ChecksumType ?? 'COMPOSITE'),
      };
    },

    async UploadPart(call, input) {
      const bucket = findBucket(call, input);
      const upload = find(bucket, input);
      const number = need(input.PartNumber, 'PartNumber');
      if (number < 1 || number > 10_000)
        throw new ApiError(
          'InvalidArgument',
          400,
          'Part number must be an integer between 1 and 10000, inclusive',
        );
      const bytes = bytesOf(input.Body);
      const given = verify(bytes, {
        ...input,
        ChecksumAlgorithm: input.ChecksumAlgorithm ?? upload.checksumAlgorithm,
      });
      if (
        upload.checksumAlgorithm &&
        given?.algorithm !== upload.checksumAlgorithm
      ) {
        throw new ApiError(
          'InvalidRequest',
          400,
          `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksumAlgorithm}, actual checksum Type: ${given?.algorithm}`,
        );
      }
      const md5 = createHash('md5').update(bytes).digest('hex');
      const old = upload.parts[number]?.blob;
      const blob = await blobs.put(bytes);
      upload.parts[number] = {
        blob,
        size: bytes.length,
        md5,
        checksum: given?.value,
        at: call.world.now(),
      };
      call.world.changed();
      await blobs.remove(old);
      return {
        ETag: quoted(md5),
        ...(given ? member(given.algorithm, given.value) : {}),
        ServerSideEncryption: upload.version.encryption.algorithm,
        SSEKMSKeyId: upload.version.encryption.keyId,
      };
    },

    async CompleteMultipartUpload(call, input) {
      const bucket = findBucket(call, input);
      const upload = find(bucket, input);
      const wanted = input.MultipartUpload?.Parts ?? [];
      if (wanted.length === 0)
        throw new ApiError(
          'MalformedXML',
          400,
          'You must specify at least one part',
        );
      const numbers = wanted.map(p => p.PartNumber ?? 0);
      if (numbers.some((n, i) => i > 0 && n <= numbers[i - 1])) {
        throw new ApiError(
          'InvalidPartOrder',
          400,
          'The list of parts was not in ascending order. Parts must be ordered by part number.',
        );
      }
      const algorithm = algorithmOf(upload.checksumAlgorithm);
      const parts = wanted.map(p => {
        const part = upload.parts[p.PartNumber ?? 0];
        const said = algorithm && p[`Checksum${algorithm}`];
        if (
          !part ||
          part.md5 !== p.ETag?.replaceAll('"', '') ||
          (said !== undefined && said !== part.checksum)
        ) {
          throw new ApiError(
            'InvalidPart',
            400,
            "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
          );
        }
        return part;
      });
      if (parts.slice(0, -1).some(p => p.size < SMALLEST_PART)) {
        throw new ApiError(
          'EntityTooSmall',
          400,
          'Your proposed upload is smaller than the minimum allowed size',
        );
      }
      const bytes = Buffer.concat(
        await Promise.all(parts.map(p => blobs.get(p.blob))),
      );
      const etag = `${createHash('md5')
        .update(Buffer.concat(parts.map(p => Buffer.from(p.md5, 'hex'))))
        .digest('hex')}-${parts.length}`;
      const whole = upload.checksumType === 'FULL_OBJECT';
      const value =
        algorithm &&
        (whole
          ? checksum(algorithm, bytes)
          : composite(
              algorithm,
              parts.map(p => p.checksum ?? ''),
            ));
      const said = algorithm && input[`Checksum${algorithm}`];
      if (said !== undefined && said !== value)
        throw new ApiError(
          'BadDigest',
          400,
          `The ${algorithm} you specified did not match the calculated checksum.`,
        );
      const blob = await blobs.put(bytes);
      const made = await store(
        call,
        blobs,
        bucket,
        upload.key,
        {
          ...upload.version,
          blob,
          size: bytes.length,
          etag,
          parts: parts.length,
          checksum:
            algorithm && value
              ? { algorithm, value, type: whole ? 'FULL_OBJECT' : 'COMPOSITE' }
              : undefined,
        },
        input,
      );
      await drop(call, blobs, bucket, upload);
      return {
        Location: `http://${call.request.headers.host}/${bucket.name}/${upload.key}`,
        Bucket: bucket.name,
        Key: upload.key,
        ETag: quoted(etag),
        VersionId: bucket.versioning ? made.versionId : undefined,
        ...(algorithm && value
          ? {
              ...member(algorithm, value),
              ChecksumType: whole
                ? ('FULL_OBJECT' as const)
                : ('COMPOSITE' as const),
            }
          : {}),
        ServerSideEncryption: made.encryption.algorithm,
        SSEKMSKeyId: made.encryption.keyId,
      };
    },

    async AbortMultipartUpload(call, input) {
      const bucket = findBucket(call, input);
      await drop(call, blobs, bucket, find(bucket, input));
      return {};
    },

    ListMultipartUploads(call, input) {
      const bucket = findBucket(call, input);
      const all = Object.values(bucket.uploads).filter(u =>
        u.key.startsWith(input.Prefix ?? ''),
      );
      return {
        Bucket: bucket.name,
        Prefix: input.Prefix,
        MaxUploads: 1000,
        IsTruncated: false,
        Uploads: all.map(u => ({
          UploadId: u.id,
          Key: u.key,
          Initiated: u.initiated,
          StorageClass: 'STANDARD' as const,
        })),
      };
    },

    ListParts(call, input) {
      const bucket = findBucket(call, input);
      const upload = find(bucket, input);
      return {
        Bucket: bucket.name,
        Key: upload.key,
        UploadId: upload.id,
        IsTruncated: false,
        MaxParts: 1000,
        Parts: Object.entries(upload.parts)
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([n, p]) => ({
            PartNumber: Number(n),
            ETag: quoted(p.md5),
            Size: p.size,
            LastModified: p.at,
          })),
      };
    },
  };
}
