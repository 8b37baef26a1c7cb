// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as s3 from '@aws-sdk/client-s3';
import { list, parsePolicy } from '../../auth/policyDocument';
import { ApiError } from '../../wire/apiError';
import { need, page, recordCall, type Call, type Handlers } from '../call';
import { bucketByName, findBucket } from './find';
import { quoted } from './objects';

const invalidToken = () =>
  new ApiError(
    'InvalidArgument',
    400,
    'The continuation token provided is incorrect',
  );

function note(
  call: Call,
  bucket: string,
  field: string,
  before: unknown,
  after: unknown,
): void {
  recordCall(call, { object: `s3:${bucket}`, field, before, after });
}

export const bucketHandlers: Handlers<typeof s3> = {
  ListBuckets: call => ({
    Buckets: Object.values(call.account.buckets).map(b => ({
      Name: b.name,
      CreationDate: b.createdAt,
    })),
    Owner: { ID: call.account.id },
  }),

  HeadBucket: (call, input) => ({
    BucketRegion: findBucket(call, input).region,
  }),

  GetBucketLocation(call, input) {
    const { region } = findBucket(call, input);
    const output: s3.GetBucketLocationOutput = {};
    return region === 'us-east-1'
      ? output
      : Object.assign(output, { LocationConstraint: region });
  },

  CreateBucket(call, input) {
    const name = need(input.Bucket, 'Bucket');
    if (
      !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) ||
      name.includes('..')
    ) {
      throw new ApiError(
        'InvalidBucketName',
        400,
        'The specified bucket is not valid.',
      );
    }
    const existing = bucketByName(call.world, name);
    if (existing) {
      throw existing.accountId === call.account.id
        ? new ApiError(
            'BucketAlreadyOwnedByYou',
            409,
            'Your previous request to create the named bucket succeeded and you already own it.',
          )
        : new ApiError(
            'BucketAlreadyExists',
            409,
            'The requested bucket name is not available.',
          );
    }
    call.account.buckets[name] = {
      name,
      region: call.regionName,
      accountId: call.account.id,
      createdAt: call.world.now(),
      encryption: { algorithm: 'AES256', bucketKey: false },
      // New buckets block public access since April 2023 (S3 User Guide, access-control-block-public-access).
      publicAccessBlock: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      versioning: input.ObjectLockEnabledForBucket ? 'Enabled' : undefined,
      objectLock: input.ObjectLockEnabledForBucket ? {} : undefined,
      tags: {},
      objects: {},
      uploads: {},
    };
    note(call, name, 'exists', false, true);
    return { Location: `/${name}` };
  },

  DeleteBucket(call, input) {
    const bucket = findBucket(call, input);
    if (Object.keys(bucket.objects).length > 0)
      throw new ApiError(
        'BucketNotEmpty',
        409,
        'The bucket you tried to delete is not empty',
      );
    delete call.world.account(bucket.accountId).buckets[bucket.name];
    note(call, bucket.name, 'exists', true, false);
    return {};
  },

  GetBucketVersioning: (call, input) => ({
    Status: findBucket(call, input).versioning,
  }),

  PutBucketVersioning(call, input) {
    const bucket = findBucket(call, input);
    const status = input.VersioningConfiguration?.Status;
    if (status !== 'Enabled' && status !== 'Suspended')
      throw new ApiError(
        'IllegalVersioningConfigurationException',
        400,
        'The versioning configuration specified in the request is invalid.',
      );
    if (status === 'Suspended' && bucket.objectLock)
      throw new ApiError(
        'InvalidBucketState',
        409,
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
      );
    note(call, bucket.name, 'versioning', bucket.versioning, status);
    bucket.versioning = status;
    return {};
  },

  GetBucketEncryption(call, input) {
    const { encryption } = findBucket(call, input);
    return {
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: encryption.algorithm,
              KMSMasterKeyID: encryption.keyId,
            },
            BucketKeyEnabled: encryption.bucketKey,
          },
        ],
      },
    };
  },

  PutBucketEncryption(call, input) {
    const bucket = findBucket(call, input);
    const rule = input.ServerSideEncryptionConfiguration?.Rules?.[0];
    const wanted = rule?.ApplyServerSideEncryptionByDefault;
    const algorithm = wanted?.SSEAlgorithm === 'aws:kms' ? 'aws:kms' : 'AES256';
    const after = {
      algorithm,
      keyId: wanted?.KMSMasterKeyID,
      bucketKey: rule?.BucketKeyEnabled ?? false,
    } as const;
    note(call, bucket.name, 'encryption', bucket.encryption, after);
    bucket.encryption = after;
    return {};
  },

  GetPublicAccessBlock(call, input) {
    const { publicAccessBlock } = findBucket(call, input);
    if (!publicAccessBlock)
      throw new ApiError(
        'NoSuchPublicAccessBlockConfiguration',
        404,
        'The public access block configuration was not found',
      );
    return { PublicAccessBlockConfiguration: publicAccessBlock };
  },

  PutPublicAccessBlock(call, input) {
    const bucket = findBucket(call, input);
    note(
      call,
      bucket.name,
      'publicAccessBlock',
      bucket.publicAccessBlock,
      input.PublicAccessBlockConfiguration,
    );
    bucket.publicAccessBlock = {
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
      ...input.PublicAccessBlockConfiguration,
    };
    return {};
  },

  DeletePublicAccessBlock(call, input) {
    const bucket = findBucket(call, input);
    note(
      call,
      bucket.name,
      'publicAccessBlock',
      bucket.publicAccessBlock,
      undefined,
    );
    bucket.publicAccessBlock = undefined;
    return {};
  },

  GetBucketPolicy(call, input) {
    const { policy } = findBucket(call, input);
    if (!policy)
      throw new ApiError(
        'NoSuchBucketPolicy',
        404,
        'The bucket policy does not exist',
      );
    return { Policy: JSON.stringify(policy) };
  },

  /** Public: somebody is allowed whom nothing names and no condition narrows (S3 User Guide, "The meaning of public"). */
  GetBucketPolicyStatus(call, input) {
    const { policy } = findBucket(call, input);
    if (!policy)
      throw new ApiError(
        'NoSuchBucketPolicy',
        404,
        'The bucket policy does not exist',
      );
    const isPublic = list(policy.Statement).some(
      ({ Effect, Principal, Condition }) =>
        Effect === 'Allow' &&
        !Condition &&
        (Principal === '*' || list(Principal?.AWS).includes('*')),
    );
    return { PolicyStatus: { IsPublic: isPublic } };
  },

  PutBucketPolicy(call, input) {
    const bucket = findBucket(call, input);
    const policy = parsePolicy(need(input.Policy, 'Policy'), 'resource');
    note(call, bucket.name, 'policy', bucket.policy, policy);
    bucket.policy = policy;
    return {};
  },

  DeleteBucketPolicy(call, input) {
    const bucket = findBucket(call, input);
    note(call, bucket.name, 'policy', bucket.policy, undefined);
    bucket.policy = undefined;
    return {};
  },

  GetObjectLockConfiguration(call, input) {
    const { objectLock } = findBucket(call, input);
    if (!objectLock)
      throw new ApiError(
        'ObjectLockConfigurationNotFoundError',
        404,
        'Object Lock configuration does not exist for this bucket',
      );
    const rule = objectLock.default;
    return {
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: rule && {
          DefaultRetention: {
            Mode: rule.mode,
            Days: rule.days,
            Years: rule.years,
          },
        },
      },
    };
  },

  GetBucketTagging(call, input) {
    const { tags } = findBucket(call, input);
    if (Object.keys(tags).length === 0)
      throw new ApiError('NoSuchTagSet', 404, 'The TagSet does not exist');
    return {
      TagSet: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    };
  },

  ListObjectsV2(call, input) {
    const bucket = findBucket(call, input);
    const prefix = input.Prefix ?? '';
    const after = input.StartAfter ?? '';
    const keys = Object.keys(bucket.objects)
      .filter(
        k =>
          k.startsWith(prefix) &&
          k > after &&
          bucket.objects[k][0] &&
          !bucket.objects[k][0].deleted,
      )
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const rows: ({ key: string } | { prefix: string })[] = [];
    for (const key of keys) {
      const at = input.Delimiter
        ? key.indexOf(input.Delimiter, prefix.length)
        : -1;
      if (at < 0 || !input.Delimiter) {
        rows.push({ key });
        continue;
      }
      const common = key.slice(0, at + input.Delimiter.length);
      const last = rows.at(-1);
      if (!last || !('prefix' in last) || last.prefix !== common)
        rows.push({ prefix: common });
    }
    const cut = page(
      rows,
      input.ContinuationToken,
      Math.min(input.MaxKeys ?? 1000, 1000),
      `${bucket.name} ${prefix}`,
      invalidToken,
    );
    const encode = (text: string) =>
      input.EncodingType === 'url'
        ? encodeURIComponent(text).replaceAll('%2F', '/')
        : text;
    return {
      Name: bucket.name,
      Prefix: encode(prefix),
      Delimiter: input.Delimiter && encode(input.Delimiter),
      MaxKeys: Math.min(input.MaxKeys ?? 1000, 1000),
      EncodingType: input.EncodingType,
      KeyCount: cut.items.length,
      IsTruncated: cut.next !== undefined,
      ContinuationToken: input.ContinuationToken,
      NextContinuationToken: cut.next,
      StartAfter: input.StartAfter,
      Contents: cut.items.flatMap(row => {
        if (!('key' in row)) return [];
        const [v] = bucket.objects[row.key];
        return [
          {
            Key: encode(row.key),
            LastModified: v.lastModified,
            ETag: quoted(v.etag),
            Size: v.size,
            StorageClass: 'STANDARD' as const,
          },
        ];
      }),
      CommonPrefixes: cut.items.flatMap(row =>
        'prefix' in row ? [{ Prefix: encode(row.prefix) }] : [],
      ),
    };
  },

  ListObjectVersions(call, input) {
    const bucket = findBucket(call, input);
    const all = Object.keys(bucket.objects)
      .filter(k => k.startsWith(input.Prefix ?? ''))
      .sort()
      .flatMap(Key =>
        bucket.objects[Key].map((v, i) => ({ Key, v, IsLatest: i === 0 })),
      );
    const token = input.KeyMarker
      ? Buffer.from(`${bucket.name}\n${input.KeyMarker}`).toString('base64url')
      : undefined;
    const cut = page(
      all,
      token,
      Math.min(input.MaxKeys ?? 1000, 1000),
      bucket.name,
      invalidToken,
    );
    const next =
      cut.next &&
      Buffer.from(cut.next, 'base64url').toString('utf8').split('\n')[1];
    return {
      Name: bucket.name,
      Prefix: input.Prefix ?? '',
      MaxKeys: 1000,
      IsTruncated: cut.next !== undefined,
      NextKeyMarker: next,
      NextVersionIdMarker: next && 'more',
      Versions: cut.items
        .filter(r => !r.v.deleted)
        .map(r => ({
          Key: r.Key,
          VersionId: r.v.versionId,
          IsLatest: r.IsLatest,
          LastModified: r.v.lastModified,
          ETag: quoted(r.v.etag),
          Size: r.v.size,
          StorageClass: 'STANDARD' as const,
        })),
      DeleteMarkers: cut.items
        .filter(r => r.v.deleted)
        .map(r => ({
          Key: r.Key,
          VersionId: r.v.versionId,
          IsLatest: r.IsLatest,
          LastModified: r.v.lastModified,
        })),
    };
  },
};
