// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import * as s3 from '@aws-sdk/client-s3';
import { ApiError } from '../../wire/apiError';
import type { BucketState, ObjectVersion } from '../../world/bucketState';
import { need, recordCall, type Call, type Handlers } from '../call';
import type { BlobStore } from './blobs';
import { member, verify, type Algorithm } from './checksums';
import { current, findBucket, findVersion } from './find';

export const failed = () =>
  new ApiError(
    'PreconditionFailed',
    412,
    'At least one of the pre-conditions you specified did not hold',
  );

export function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

export function quoted(etag: string): string {
  return `"${etag}"`;
}

interface Encryption {
  ServerSideEncryption?: string;
  SSEKMSKeyId?: string;
}

/** What the request says, else what the bucket does by default. */
export function encryptionOf(
  bucket: BucketState,
  input: Encryption,
): ObjectVersion['encryption'] {
  const asked = input.ServerSideEncryption;
  if (asked === undefined)
    return {
      algorithm: bucket.encryption.algorithm,
      keyId: bucket.encryption.keyId,
    };
  if (asked === 'AES256') return { algorithm: 'AES256' };
  if (asked !== 'aws:kms')
    throw new ApiError(
      'InvalidEncryptionAlgorithmError',
      400,
      'The encryption request you specified is not valid. Supported value: AES256, aws:kms.',
    );
  return {
    algorithm: 'aws:kms',
    keyId: input.SSEKMSKeyId ?? bucket.encryption.keyId ?? 'alias/aws/s3',
  };
}

interface Lock {
  ObjectLockMode?: string;
  ObjectLockRetainUntilDate?: Date;
  ObjectLockLegalHoldStatus?: string;
}

export function lockOf(
  call: Call,
  bucket: BucketState,
  input: Lock,
): Pick<ObjectVersion, 'lock' | 'legalHold'> {
  const asked =
    input.ObjectLockMode !== undefined ||
    input.ObjectLockRetainUntilDate !== undefined ||
    input.ObjectLockLegalHoldStatus !== undefined;
  if (asked && !bucket.objectLock)
    throw new ApiError(
      'InvalidRequest',
      400,
      'Bucket is missing Object Lock Configuration',
    );
  const legalHold = input.ObjectLockLegalHoldStatus === 'ON' || undefined;
  if (input.ObjectLockMode && input.ObjectLockRetainUntilDate) {
    if (input.ObjectLockRetainUntilDate <= call.world.now())
      throw new ApiError(
        'InvalidArgument',
        400,
        'The retain until date must be in the future!',
      );
    const mode =
      input.ObjectLockMode === 'COMPLIANCE' ? 'COMPLIANCE' : 'GOVERNANCE';
    return {
      legalHold,
      lock: { mode, until: input.ObjectLockRetainUntilDate },
    };
  }
  if (input.ObjectLockMode || input.ObjectLockRetainUntilDate) {
    throw new ApiError(
      'InvalidArgument',
      400,
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  }
  const rule = bucket.objectLock?.default;
  if (!rule) return { legalHold };
  const days = rule.days ?? (rule.years ?? 0) * 365;
  return {
    legalHold,
    lock: {
      mode: rule.mode,
      until: new Date(call.world.now().getTime() + days * 86_400_000),
    },
  };
}

/** Puts a version on top of a key; conditions are judged here, where nothing can come between. */
export async function store(
  call: Call,
  blobs: BlobStore,
  bucket: BucketState,
  key: string,
  version: Omit<ObjectVersion, 'versionId' | 'lastModified'>,
  conditions: { IfNoneMatch?: string; IfMatch?: string },
): Promise<ObjectVersion> {
  const newest = current(bucket, key);
  const refused =
    (conditions.IfNoneMatch === '*' && newest !== undefined) ||
    (conditions.IfMatch !== undefined &&
      conditions.IfMatch.replaceAll('"', '') !== newest?.etag);
  if (refused) {
    await blobs.remove(version.blob);
    if (conditions.IfMatch !== undefined && !newest)
      throw new ApiError('NoSuchKey', 404, 'The specified key does not exist.');
    throw failed();
  }
  const versioned = bucket.versioning === 'Enabled';
  const made: ObjectVersion = {
    ...version,
    versionId: versioned ? call.world.unique('V') : 'null',
    // S3 keeps whole seconds.
    lastModified: new Date(
      Math.floor(call.world.now().getTime() / 1000) * 1000,
    ),
  };
  const old = bucket.objects[key] ?? [];
  const replaced = versioned
    ? undefined
    : old.find(v => v.versionId === 'null');
  bucket.objects[key] = [made, ...old.filter(v => v !== replaced)];
  recordCall(call, {
    object: `s3:${bucket.name}/${key}`,
    field: 'etag',
    before: newest?.etag,
    after: made.etag,
  });
  await blobs.remove(replaced?.blob);
  return made;
}

function range(
  header: string | undefined,
  size: number,
): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const start =
    match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end =
    match[1] === '' || match[2] === ''
      ? size - 1
      : Math.min(Number(match[2]), size - 1);
  if (start >= size || start > end)
    throw new ApiError(
      'InvalidRange',
      416,
      'The requested range is not satisfiable',
    );
  return { start, end };
}

function conditionsOfRead(
  version: ObjectVersion,
  input: { IfMatch?: string; IfNoneMatch?: string },
): void {
  if (
    input.IfMatch !== undefined &&
    input.IfMatch.replaceAll('"', '') !== version.etag
  )
    throw failed();
  if (
    input.IfNoneMatch !== undefined &&
    input.IfNoneMatch.replaceAll('"', '') === version.etag
  ) {
    throw new ApiError('NotModified', 304, 'Not Modified');
  }
}

function shown(
  bucket: BucketState,
  version: ObjectVersion,
  checksumMode: string | undefined,
  part: boolean,
): Omit<s3.HeadObjectOutput, 'Body'> {
  const checksum =
    checksumMode === 'ENABLED' && !part ? version.checksum : undefined;
  return {
    AcceptRanges: 'bytes',
    LastModified: version.lastModified,
    ContentLength: version.size,
    ETag: quoted(version.etag),
    ...(checksum
      ? {
          ...member(known(checksum.algorithm), checksum.value),
          ChecksumType:
            checksum.type === 'COMPOSITE'
              ? ('COMPOSITE' as const)
              : ('FULL_OBJECT' as const),
        }
      : {}),
    VersionId: bucket.versioning ? version.versionId : undefined,
    ContentType: version.contentType ?? 'binary/octet-stream',
    ContentEncoding: version.contentEncoding,
    ContentDisposition: version.contentDisposition,
    CacheControl: version.cacheControl,
    ServerSideEncryption: version.encryption.algorithm,
    SSEKMSKeyId: version.encryption.keyId,
    BucketKeyEnabled:
      version.encryption.algorithm === 'aws:kms'
        ? bucket.encryption.bucketKey
        : undefined,
    Metadata: version.metadata,
    ObjectLockMode: version.lock?.mode,
    ObjectLockRetainUntilDate: version.lock?.until,
    ObjectLockLegalHoldStatus: version.legalHold ? 'ON' : undefined,
    PartsCount: undefined,
  };
}

function known(algorithm: string): Algorithm {
  return algorithm === 'CRC32' || algorithm === 'CRC32C' || algorithm === 'SHA1'
    ? algorithm
    : 'SHA256';
}

/** Locked versions stay (S3 User Guide, object-lock); governance gives way to who may bypass it. */
export function needUnlocked(
  call: Call,
  version: ObjectVersion,
  bypass: boolean,
): void {
  const locked = version.lock && version.lock.until > call.world.now();
  if (
    version.legalHold ||
    (locked && (version.lock?.mode === 'COMPLIANCE' || !bypass))
  ) {
    throw new ApiError(
      'AccessDenied',
      403,
      'Access Denied because object protected by object lock.',
    );
  }
}

async function remove(
  call: Call,
  blobs: BlobStore,
  bucket: BucketState,
  key: string,
  versionId: string | undefined,
  bypass: boolean,
) {
  const versions = bucket.objects[key] ?? [];
  if (versionId !== undefined) {
    const version = versions.find(v => v.versionId === versionId);
    if (!version) return { VersionId: versionId };
    needUnlocked(call, version, bypass);
    bucket.objects[key] = versions.filter(v => v !== version);
    if (bucket.objects[key].length === 0) delete bucket.objects[key];
    recordCall(call, {
      object: `s3:${bucket.name}/${key}`,
      field: `version:${versionId}`,
      before: version.etag,
      after: undefined,
    });
    await blobs.remove(version.blob);
    return { VersionId: versionId, DeleteMarker: version.deleted || undefined };
  }
  const newest = current(bucket, key);
  if (bucket.versioning) {
    const marker: ObjectVersion = {
      versionId:
        bucket.versioning === 'Enabled' ? call.world.unique('V') : 'null',
      deleted: true,
      size: 0,
      etag: '',
      lastModified: call.world.now(),
      metadata: {},
      encryption: { algorithm: 'AES256' },
      tags: {},
    };
    bucket.objects[key] = [marker, ...versions];
    recordCall(call, {
      object: `s3:${bucket.name}/${key}`,
      field: 'etag',
      before: newest?.etag,
      after: undefined,
    });
    return { VersionId: marker.versionId, DeleteMarker: true };
  }
  if (newest) {
    delete bucket.objects[key];
    recordCall(call, {
      object: `s3:${bucket.name}/${key}`,
      field: 'etag',
      before: newest.etag,
      after: undefined,
    });
    await blobs.remove(newest.blob);
  }
  return {};
}

export function objectHandlers(blobs: BlobStore): Handlers<typeof s3> {
  return {
    async PutObject(call, input) {
      const bucket = findBucket(call, input);
      const bytes = bytesOf(input.Body);
      const checksum = verify(bytes, input);
      const encryption = encryptionOf(bucket, input);
      const lock = lockOf(call, bucket, input);
      const etag = createHash('md5').update(bytes).digest('hex');
      const blob = await blobs.put(bytes);
      const made = await store(
        call,
        blobs,
        bucket,
        need(input.Key, 'Key'),
        {
          deleted: false,
          blob,
          size: bytes.length,
          etag,
          contentType: input.ContentType,
          contentEncoding:
            input.ContentEncoding?.split(',')
              .map(s => s.trim())
              .filter(s => s !== 'aws-chunked')
              .join(',') || undefined,
          contentDisposition: input.ContentDisposition,
          cacheControl: input.CacheControl,
          metadata: input.Metadata ?? {},
          encryption,
          checksum: checksum && { ...checksum, type: 'FULL_OBJECT' },
          storageClass: input.StorageClass,
          tags: Object.fromEntries(new URLSearchParams(input.Tagging ?? '')),
          ...lock,
        },
        input,
      );
      return {
        ETag: quoted(etag),
        VersionId: bucket.versioning ? made.versionId : undefined,
        ...(checksum
          ? {
              ...member(checksum.algorithm, checksum.value),
              ChecksumType: 'FULL_OBJECT' as const,
            }
          : {}),
        ServerSideEncryption: encryption.algorithm,
        SSEKMSKeyId: encryption.keyId,
      };
    },

    async GetObject(call, input) {
      const bucket = findBucket(call, input);
      const version = findVersion(call, bucket, input);
      conditionsOfRead(version, input);
      const bytes = await blobs.get(version.blob ?? '');
      const cut = range(input.Range, bytes.length);
      const output = shown(
        bucket,
        version,
        input.ChecksumMode,
        cut !== undefined,
      );
      const body = cut ? bytes.subarray(cut.start, cut.end + 1) : bytes;
      return Object.assign(
        {
          ...output,
          ContentLength: body.length,
          ContentRange: cut
            ? `bytes ${cut.start}-${cut.end}/${bytes.length}`
            : undefined,
          ContentType: input.ResponseContentType ?? output.ContentType,
          ContentDisposition:
            input.ResponseContentDisposition ?? output.ContentDisposition,
        },
        { Body: undefined },
        // The wire carries bytes; the SDK's type is the stream that its caller sees.
        Object.fromEntries([['Body', body]]),
      );
    },

    HeadObject(call, input) {
      const bucket = findBucket(call, input);
      const version = findVersion(call, bucket, input);
      conditionsOfRead(version, input);
      return shown(bucket, version, input.ChecksumMode, false);
    },

    DeleteObject(call, input) {
      const bucket = findBucket(call, input);
      return remove(
        call,
        blobs,
        bucket,
        need(input.Key, 'Key'),
        input.VersionId,
        input.BypassGovernanceRetention === true,
      );
    },

    async DeleteObjects(call, input) {
      const bucket = findBucket(call, input);
      verify(call.request.body, input);
      const Deleted: s3.DeletedObject[] = [];
      const Errors: s3._Error[] = [];
      for (const { Key = '', VersionId } of input.Delete?.Objects ?? []) {
        try {
          const gone = await remove(
            call,
            blobs,
            bucket,
            Key,
            VersionId,
            input.BypassGovernanceRetention === true,
          );
          Deleted.push({
            Key,
            VersionId,
            DeleteMarker: gone.DeleteMarker,
            DeleteMarkerVersionId: gone.DeleteMarker
              ? gone.VersionId
              : undefined,
          });
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          Errors.push({
            Key,
            VersionId,
            Code: error.code,
            Message: error.message,
          });
        }
      }
      return {
        Deleted: input.Delete?.Quiet ? undefined : Deleted,
        Errors: Errors.length > 0 ? Errors : undefined,
      };
    },

    GetObjectTagging(call, input) {
      const version = findVersion(call, findBucket(call, input), input);
      return {
        TagSet: Object.entries(version.tags).map(([Key, Value]) => ({
          Key,
          Value,
        })),
      };
    },

    GetObjectRetention(call, input) {
      const version = findVersion(call, findBucket(call, input), input);
      if (!version.lock)
        throw new ApiError(
          'NoSuchObjectLockConfiguration',
          404,
          'The specified object does not have a ObjectLock configuration',
        );
      return {
        Retention: {
          Mode: version.lock.mode,
          RetainUntilDate: version.lock.until,
        },
      };
    },

    /** Compliance may be lengthened only (S3 User Guide, object-lock-managing). */
    PutObjectRetention(call, input) {
      const bucket = findBucket(call, input);
      const version = findVersion(call, bucket, input);
      if (!bucket.objectLock)
        throw new ApiError(
          'InvalidRequest',
          400,
          'Bucket is missing Object Lock Configuration',
        );
      const until = need(input.Retention?.RetainUntilDate, 'RetainUntilDate');
      const mode =
        input.Retention?.Mode === 'COMPLIANCE' ? 'COMPLIANCE' : 'GOVERNANCE';
      const active =
        version.lock && version.lock.until > call.world.now()
          ? version.lock
          : undefined;
      const weaker =
        active &&
        (until < active.until ||
          (active.mode === 'COMPLIANCE' && mode !== 'COMPLIANCE'));
      if (
        weaker &&
        (active.mode === 'COMPLIANCE' || !input.BypassGovernanceRetention)
      ) {
        throw new ApiError(
          'AccessDenied',
          403,
          'Access Denied because object protected by object lock.',
        );
      }
      recordCall(call, {
        object: `s3:${bucket.name}/${input.Key}`,
        field: 'retention',
        before: version.lock,
        after: { mode, until },
      });
      version.lock = { mode, until };
      return {};
    },
  };
}
