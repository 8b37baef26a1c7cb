// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  GetBucketEncryptionCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** A bucket that no backup may go to; says what is wrong, what is true now and what to do. */
export class BucketError extends Error {
  constructor(
    readonly code:
      | 'missing'
      | 'foreign'
      | 'public'
      | 'unencrypted'
      | 'unreadable',
    message: string,
  ) {
    super(message);
    this.name = 'BucketError';
  }
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : '');
const statusOf = (error: unknown): number | undefined => {
  if (typeof error !== 'object' || error === null || !('$metadata' in error))
    return undefined;
  const metadata = error.$metadata;
  return typeof metadata === 'object' &&
    metadata !== null &&
    'httpStatusCode' in metadata
    ? Number(metadata.httpStatusCode)
    : undefined;
};

/**
 * Holds a bucket against what a backup needs: it exists, the expected account owns it, nobody else can
 * read it, and it encrypts.
 *
 * @throws BucketError
 */
export async function checkBucket(
  s3: S3Client,
  bucket: string,
  owner: string,
  signal: AbortSignal,
): Promise<void> {
  const input = { Bucket: bucket, ExpectedBucketOwner: owner };
  const abort = { abortSignal: signal };
  const nothing = 'Nothing was written.';
  try {
    await s3.send(new HeadBucketCommand(input), abort);
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) {
      throw new BucketError(
        'missing',
        `The backup bucket ${bucket} does not exist. ${nothing} Create it with deploy/, or correct eksAutoMode.environments[].backup.bucket`,
      );
    }
    if (status === 403) {
      throw new BucketError(
        'foreign',
        `The backup bucket ${bucket} is not account ${owner}'s, or the backup role may not see it. ${nothing} Correct the bucket's name, or set backup.bucketOwner where another account of yours owns it`,
      );
    }
    throw new BucketError(
      'unreadable',
      `The backup bucket ${bucket} does not answer (${nameOf(
        error,
      )}). ${nothing} Try again`,
    );
  }

  const blocked = await s3
    .send(new GetPublicAccessBlockCommand(input), abort)
    .then(
      ({ PublicAccessBlockConfiguration: block }) =>
        Boolean(
          block?.BlockPublicAcls &&
            block.BlockPublicPolicy &&
            block.IgnorePublicAcls &&
            block.RestrictPublicBuckets,
        ),
      error => {
        if (nameOf(error) === 'NoSuchPublicAccessBlockConfiguration')
          return false;
        throw unreadable(bucket, 's3:GetBucketPublicAccessBlock', error);
      },
    );
  const isPublic = await s3
    .send(new GetBucketPolicyStatusCommand(input), abort)
    .then(
      ({ PolicyStatus }) => PolicyStatus?.IsPublic === true,
      error => {
        if (nameOf(error) === 'NoSuchBucketPolicy') return false;
        throw unreadable(bucket, 's3:GetBucketPolicyStatus', error);
      },
    );
  if (!blocked || isPublic) {
    throw new BucketError(
      'public',
      `The backup bucket ${bucket} ${
        isPublic ? 'is public' : 'does not block public access'
      }. ${nothing} Switch all four settings of "Block public access" on`,
    );
  }
  const encrypted = await s3
    .send(new GetBucketEncryptionCommand(input), abort)
    .then(
      ({ ServerSideEncryptionConfiguration: rules }) =>
        (rules?.Rules ?? []).length > 0,
      error => {
        if (nameOf(error) === 'ServerSideEncryptionConfigurationNotFoundError')
          return false;
        throw unreadable(bucket, 's3:GetEncryptionConfiguration', error);
      },
    );
  if (!encrypted) {
    throw new BucketError(
      'unencrypted',
      `The backup bucket ${bucket} has no default encryption. ${nothing} Switch SSE-KMS or SSE-S3 on`,
    );
  }
}

function unreadable(
  bucket: string,
  action: string,
  error: unknown,
): BucketError {
  return new BucketError(
    'unreadable',
    `Whether the backup bucket ${bucket} is safe could not be read: ${action} failed (${nameOf(
      error,
    )}). Nothing was written. Grant the backup role what deploy/ lists`,
  );
}
