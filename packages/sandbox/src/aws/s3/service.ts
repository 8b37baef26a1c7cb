// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as s3 from '@aws-sdk/client-s3';
import {
  contextOf,
  decideForPrincipal,
  deniedText,
  withContext,
} from '../../auth/authorize';
import { decideResource } from '../../auth/evaluate';
import { callerArns } from '../../auth/principal';
import { ApiError } from '../../wire/apiError';
import { restXml } from '../../wire/restXml';
import type { Call, Permission } from '../call';
import { modelOf, type Service } from '../service';
import type { BlobStore } from './blobs';
import { bucketHandlers } from './buckets';
import { bucketByName } from './find';
import { multipartHandlers } from './multipart';
import { objectHandlers } from './objects';

type Input = Record<string, unknown>;

/** Operations whose permission is called otherwise (Service Authorization Reference, S3). */
const ACTIONS: Record<string, string> = {
  ListBuckets: 'ListAllMyBuckets',
  HeadBucket: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListParts: 'ListMultipartUploadParts',
  HeadObject: 'GetObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  DeleteObjects: 'DeleteObject',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
};

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The keys of a DeleteObjects request. */
function deletedKeys(order: unknown): string[] {
  if (typeof order !== 'object' || order === null || !('Objects' in order)) {
    return [];
  }
  return Array.isArray(order.Objects)
    ? order.Objects.map((o: { Key?: string }) => o.Key ?? '')
    : [];
}

function permissions(call: Call, input: Input): Permission[] {
  const bucket = text(input.Bucket);
  const name = ACTIONS[call.operation] ?? call.operation;
  const versioned =
    input.VersionId !== undefined &&
    ['GetObject', 'DeleteObject', 'GetObjectTagging'].includes(name);
  const action = `s3:${
    versioned ? name.replace('Object', 'ObjectVersion') : name
  }`;
  const base = bucket ? `arn:aws:s3:::${bucket}` : '*';
  const keys = [
    ...deletedKeys(input.Delete),
    ...[text(input.Key)].flatMap(k => k ?? []),
  ];
  const context: Permission['context'] = {
    's3:prefix':
      text(input.Prefix) ??
      (name === 'ListBucket' && call.operation !== 'HeadBucket'
        ? ''
        : undefined),
    's3:x-amz-server-side-encryption': text(input.ServerSideEncryption),
    's3:x-amz-server-side-encryption-aws-kms-key-id': text(input.SSEKMSKeyId),
    's3:if-none-match': text(input.IfNoneMatch),
    's3:ResourceAccount': bucketByName(call.world, bucket)?.accountId,
  };
  const list =
    keys.length > 0
      ? keys.map(k => ({ action, resource: `${base}/${k}`, context }))
      : [{ action, resource: base, context }];
  if (input.BypassGovernanceRetention === true) {
    return [
      ...list,
      ...list.map(p => ({ ...p, action: 's3:BypassGovernanceRetention' })),
    ];
  }
  return list;
}

/** The caller's policies and the bucket's together; across accounts both must allow (S3 User Guide, how-s3-evaluates-access-control). */
function authorize(call: Call, input: Input, wanted: Permission[]): void {
  const base = contextOf(call);
  const bucket = bucketByName(call.world, text(input.Bucket));
  if (bucket && bucket.region !== call.regionName) {
    throw new ApiError(
      'PermanentRedirect',
      301,
      `The bucket you are attempting to access must be addressed using the specified endpoint: it is in ${bucket.region}.`,
    );
  }
  const owner = text(input.ExpectedBucketOwner);
  if (bucket && owner !== undefined && owner !== bucket.accountId) {
    throw new ApiError('AccessDenied', 403, 'Access Denied');
  }
  const candidates = callerArns(call.principal);
  for (const permission of wanted) {
    const own = decideForPrincipal(
      call.world,
      call.principal,
      permission,
      base,
    );
    const question = {
      action: permission.action,
      resource: permission.resource,
      context: withContext(base, permission.context),
    };
    const policy = bucket?.policy
      ? decideResource(bucket.policy, candidates, question)
      : 'implicitDeny';
    const foreign =
      bucket !== undefined && bucket.accountId !== call.principal.accountId;
    const allowed =
      own.decision !== 'explicitDeny' &&
      policy !== 'explicitDeny' &&
      (foreign
        ? own.decision === 'allowed' && policy === 'allowed'
        : own.decision === 'allowed' || policy === 'allowed');
    if (!allowed) {
      throw new ApiError(
        'AccessDenied',
        403,
        deniedText(
          call,
          permission,
          policy === 'explicitDeny' ? policy : own.decision,
        ),
      );
    }
  }
}

export function s3Service(blobs: BlobStore): Service {
  const operations = modelOf(s3);
  return {
    name: 's3',
    operations,
    protocol: restXml(operations),
    handlers: {
      ...bucketHandlers,
      ...objectHandlers(blobs),
      ...multipartHandlers(blobs),
    },
    permissions,
    authorize,
    denied: t => new ApiError('AccessDenied', 403, t),
    invalid: t => new ApiError('InvalidRequest', 400, t),
    throttled: { code: 'SlowDown', status: 503 },
  };
}
