// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ApiError } from '../../wire/apiError';
import type { BucketState, ObjectVersion } from '../../world/bucketState';
import type { World } from '../../world/world';
import { need, type Call } from '../call';

export function bucketByName(
  world: World,
  name: string | undefined,
): BucketState | undefined {
  for (const account of Object.values(world.state.accounts)) {
    const bucket = account.buckets[name ?? ''];
    if (bucket) return bucket;
  }
  return undefined;
}

export function findBucket(
  call: Call,
  input: { Bucket?: string; ExpectedBucketOwner?: string },
): BucketState {
  const bucket = bucketByName(call.world, need(input.Bucket, 'Bucket'));
  if (!bucket) {
    throw new ApiError(
      call.request.method === 'HEAD' ? 'NotFound' : 'NoSuchBucket',
      404,
      'The specified bucket does not exist',
    );
  }
  return bucket;
}

/** The version a caller means: the newest, or the one named. */
export function findVersion(
  call: Call,
  bucket: BucketState,
  input: { Key?: string; VersionId?: string },
): ObjectVersion {
  const versions = bucket.objects[need(input.Key, 'Key')] ?? [];
  const head = call.request.method === 'HEAD';
  if (input.VersionId !== undefined) {
    const found = versions.find(v => v.versionId === input.VersionId);
    if (!found)
      throw new ApiError(
        head ? 'NotFound' : 'NoSuchVersion',
        404,
        'The specified version does not exist.',
      );
    if (found.deleted)
      throw new ApiError(
        'MethodNotAllowed',
        405,
        'The specified method is not allowed against this resource.',
      );
    return found;
  }
  const [newest] = versions;
  if (!newest || newest.deleted) {
    throw new ApiError(
      head ? 'NotFound' : 'NoSuchKey',
      404,
      'The specified key does not exist.',
    );
  }
  return newest;
}

export function current(
  bucket: BucketState,
  key: string,
): ObjectVersion | undefined {
  const [newest] = bucket.objects[key] ?? [];
  return newest && !newest.deleted ? newest : undefined;
}
