// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import * as s3 from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { clients, refusal } from '../../testing/clients';
import { ACCOUNT, ADMIN } from '../../testing/fleet';
import { startTestSandbox, type TestSandbox } from '../../testing/sandbox';

const Bucket = 'test-backups';

let t: TestSandbox;
beforeAll(async () => {
  t = await startTestSandbox();
});
afterAll(() => t.sandbox.close());

const put = (
  Key: string,
  Body: string,
  more: Partial<s3.PutObjectCommandInput> = {},
) => t.s3.send(new s3.PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string, more: Partial<s3.GetObjectCommandInput> = {}) =>
  t.s3.send(new s3.GetObjectCommand({ Bucket, Key, ...more }));

it('keeps bytes, metadata, encryption and checksum', async () => {
  const sha = createHash('sha256').update('hello').digest('base64');
  const written = await put('a/b c+ü.txt', 'hello', {
    ChecksumAlgorithm: 'SHA256',
    Metadata: { run: '7' },
    ContentType: 'text/plain',
  });
  expect(written).toMatchObject({
    ChecksumSHA256: sha,
    ServerSideEncryption: 'AES256',
  });
  const answer = await get('a/b c+ü.txt', { ChecksumMode: 'ENABLED' });
  expect(await answer.Body?.transformToString()).toBe('hello');
  expect(answer).toMatchObject({
    ChecksumSHA256: sha,
    Metadata: { run: '7' },
    ContentType: 'text/plain',
    ServerSideEncryption: 'AES256',
  });
  expect(
    await (
      await get('a/b c+ü.txt', { Range: 'bytes=1-2' })
    ).Body?.transformToString(),
  ).toBe('el');
  const head = await t.s3.send(
    new s3.HeadObjectCommand({ Bucket, Key: 'a/b c+ü.txt' }),
  );
  expect(head.ContentLength).toBe(5);
  expect(await refusal(get('nothing'))).toBe('NoSuchKey');
  expect(
    await refusal(
      t.s3.send(new s3.HeadObjectCommand({ Bucket, Key: 'nothing' })),
    ),
  ).toBe('NotFound');
  expect(
    await refusal(t.s3.send(new s3.HeadBucketCommand({ Bucket: 'nowhere' }))),
  ).toBe('NotFound');
  expect(
    await refusal(
      t.s3.send(new s3.ListObjectsV2Command({ Bucket: 'nowhere' })),
    ),
  ).toBe('NoSuchBucket');
});

it('refuses bytes that are not what their checksum says (S3 User Guide, checking-object-integrity)', async () => {
  expect(
    await refusal(
      put('x', 'hello', {
        ChecksumSHA256: createHash('sha256').update('other').digest('base64'),
      }),
    ),
  ).toBe('BadDigest');
  expect(
    await refusal(
      put('x', 'hello', {
        ContentMD5: createHash('md5').update('other').digest('base64'),
      }),
    ),
  ).toBe('BadDigest');
  expect(await refusal(get('x'))).toBe('NoSuchKey');
});

it('lets one of twenty writers win under IfNoneMatch', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) =>
      put('once', String(i), { IfNoneMatch: '*' }),
    ),
  );
  expect(results.filter(r => r.status === 'fulfilled')).toHaveLength(1);
  const losers = results.flatMap(r =>
    r.status === 'rejected' ? [r.reason.name] : [],
  );
  expect(new Set(losers)).toEqual(new Set(['PreconditionFailed']));
});

it('takes a streamed multipart upload whole, with the checksum of its parts', async () => {
  const bytes = Buffer.alloc(12 * 1024 * 1024, 'auto');
  const upload = new Upload({
    client: t.s3,
    params: {
      Bucket,
      Key: 'big',
      Body: Readable.from([bytes.subarray(0, 1e6), bytes.subarray(1e6)]),
      ChecksumAlgorithm: 'SHA256',
      ServerSideEncryption: 'AES256',
    },
    partSize: 5 * 1024 * 1024,
  });
  const done = await upload.done();
  expect(done.ETag).toMatch(/-3"$/);
  expect(done.ChecksumSHA256).toMatch(/-3$/);
  const back = await get('big');
  expect(
    createHash('sha256')
      .update((await back.Body?.transformToByteArray()) ?? '')
      .digest('hex'),
  ).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(
    (await t.s3.send(new s3.ListMultipartUploadsCommand({ Bucket }))).Uploads ??
      [],
  ).toEqual([]);
}, 30_000);

it('refuses small parts, wrong parts and uploads that are gone', async () => {
  const { UploadId } = await t.s3.send(
    new s3.CreateMultipartUploadCommand({ Bucket, Key: 'm' }),
  );
  const part = (PartNumber: number) =>
    t.s3.send(
      new s3.UploadPartCommand({
        Bucket,
        Key: 'm',
        UploadId,
        PartNumber,
        Body: 'small',
      }),
    );
  const [one, two] = [await part(1), await part(2)];
  expect(
    (await t.s3.send(new s3.ListPartsCommand({ Bucket, Key: 'm', UploadId })))
      .Parts,
  ).toHaveLength(2);
  const complete = (Parts: s3.CompletedPart[]) =>
    t.s3.send(
      new s3.CompleteMultipartUploadCommand({
        Bucket,
        Key: 'm',
        UploadId,
        MultipartUpload: { Parts },
      }),
    );
  expect(
    await refusal(
      complete([
        { PartNumber: 1, ETag: one.ETag },
        { PartNumber: 2, ETag: two.ETag },
      ]),
    ),
  ).toBe('EntityTooSmall');
  expect(await refusal(complete([{ PartNumber: 1, ETag: '"wrong"' }]))).toBe(
    'InvalidPart',
  );
  await t.s3.send(
    new s3.AbortMultipartUploadCommand({ Bucket, Key: 'm', UploadId }),
  );
  expect(await refusal(complete([{ PartNumber: 1, ETag: one.ETag }]))).toBe(
    'NoSuchUpload',
  );
});

it('lists in pages, by prefix and delimiter', async () => {
  for (const key of ['p/1', 'p/2', 'p/3', 'p/q/4']) await put(key, key);
  const keys: (string | undefined)[] = [];
  for await (const page of s3.paginateListObjectsV2(
    { client: t.s3, pageSize: 2 },
    { Bucket, Prefix: 'p/' },
  ))
    keys.push(...(page.Contents ?? []).map(c => c.Key));
  expect(keys).toEqual(['p/1', 'p/2', 'p/3', 'p/q/4']);
  const { Contents, CommonPrefixes } = await t.s3.send(
    new s3.ListObjectsV2Command({ Bucket, Prefix: 'p/', Delimiter: '/' }),
  );
  expect([Contents?.length, CommonPrefixes]).toEqual([3, [{ Prefix: 'p/q/' }]]);
});

it('keeps versions, delete markers, and deletes many', async () => {
  const first = await put('v', 'one');
  await put('v', 'two');
  await t.s3.send(new s3.DeleteObjectCommand({ Bucket, Key: 'v' }));
  expect(await refusal(get('v'))).toBe('NoSuchKey');
  expect(
    await (
      await get('v', { VersionId: first.VersionId })
    ).Body?.transformToString(),
  ).toBe('one');
  const versions = await t.s3.send(
    new s3.ListObjectVersionsCommand({ Bucket, Prefix: 'v' }),
  );
  expect([versions.Versions?.length, versions.DeleteMarkers?.length]).toEqual([
    2, 1,
  ]);
  const { Deleted } = await t.s3.send(
    new s3.DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: [{ Key: 'v', VersionId: first.VersionId }] },
    }),
  );
  expect(Deleted).toHaveLength(1);
});

it('shows what guards a bucket', async () => {
  expect(
    await t.s3.send(new s3.GetBucketVersioningCommand({ Bucket })),
  ).toMatchObject({ Status: 'Enabled' });
  expect(
    (await t.s3.send(new s3.GetPublicAccessBlockCommand({ Bucket })))
      .PublicAccessBlockConfiguration?.RestrictPublicBuckets,
  ).toBe(true);
  const encryption = await t.s3.send(
    new s3.GetBucketEncryptionCommand({ Bucket: 'test-locked' }),
  );
  expect(
    encryption.ServerSideEncryptionConfiguration?.Rules?.[0]
      .ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
  ).toBe('aws:kms');
  expect(
    (await t.s3.send(new s3.GetBucketPolicyCommand({ Bucket }))).Policy,
  ).toContain('aws:SecureTransport');
  expect(
    (
      await t.s3.send(
        new s3.GetObjectLockConfigurationCommand({ Bucket: 'test-locked' }),
      )
    ).ObjectLockConfiguration?.Rule?.DefaultRetention,
  ).toEqual({ Mode: 'COMPLIANCE', Days: 30 });
  expect(
    await refusal(
      t.s3.send(new s3.GetObjectLockConfigurationCommand({ Bucket })),
    ),
  ).toBe('ObjectLockConfigurationNotFoundError');
  expect(
    (await t.s3.send(new s3.ListBucketsCommand({}))).Buckets?.map(b => b.Name),
  ).toEqual(['test-backups', 'test-locked']);
  expect(
    (await t.s3.send(new s3.GetBucketLocationCommand({ Bucket })))
      .LocationConstraint,
  ).toBeUndefined();
});

it('refuses another owner, another region and plain HTTP where the policy asks for TLS', async () => {
  expect(
    await refusal(put('o', 'x', { ExpectedBucketOwner: '999999999999' })),
  ).toBe('AccessDenied');
  await put('o', 'x', { ExpectedBucketOwner: ACCOUNT });
  const elsewhere = clients(t.url, ADMIN, 'eu-west-1');
  expect(
    await refusal(
      elsewhere.s3.send(
        new s3.PutObjectCommand({ Bucket, Key: 'o', Body: 'x' }),
      ),
    ),
  ).toBe('PermanentRedirect');
  const plain = clients(t.url, ADMIN);
  plain.s3.middlewareStack.add(
    next => args => {
      const request: unknown = args.request;
      if (
        typeof request === 'object' &&
        request !== null &&
        'headers' in request
      )
        Object.assign(Object(request.headers), { 'x-forwarded-proto': 'http' });
      return next(args);
    },
    { step: 'build', name: 'plain' },
  );
  expect(
    await refusal(
      plain.s3.send(new s3.PutObjectCommand({ Bucket, Key: 'o', Body: 'x' })),
    ),
  ).toBe('AccessDenied');
});

it('never lets go of a locked version, nor shortens its time (S3 User Guide, object-lock)', async () => {
  const locked = { Bucket: 'test-locked', Key: 'l' };
  const { VersionId } = await t.s3.send(
    new s3.PutObjectCommand({ ...locked, Body: 'x' }),
  );
  expect(
    await refusal(
      t.s3.send(new s3.DeleteObjectCommand({ ...locked, VersionId })),
    ),
  ).toBe('AccessDenied');
  expect(
    await refusal(
      t.s3.send(
        new s3.DeleteObjectCommand({
          ...locked,
          VersionId,
          BypassGovernanceRetention: true,
        }),
      ),
    ),
  ).toBe('AccessDenied');
  const { Retention } = await t.s3.send(
    new s3.GetObjectRetentionCommand(locked),
  );
  expect(Retention?.Mode).toBe('COMPLIANCE');
  const until = (days: number) => new Date(Date.now() + days * 86_400_000);
  expect(
    await refusal(
      t.s3.send(
        new s3.PutObjectRetentionCommand({
          ...locked,
          Retention: { Mode: 'COMPLIANCE', RetainUntilDate: until(1) },
        }),
      ),
    ),
  ).toBe('AccessDenied');
  await t.s3.send(
    new s3.PutObjectRetentionCommand({
      ...locked,
      Retention: { Mode: 'COMPLIANCE', RetainUntilDate: until(60) },
    }),
  );
});

it('makes, changes and deletes buckets', async () => {
  expect(
    await refusal(
      t.s3.send(new s3.CreateBucketCommand({ Bucket: 'Bad_Name' })),
    ),
  ).toBe('InvalidBucketName');
  await t.s3.send(new s3.CreateBucketCommand({ Bucket: 'fresh-bucket' }));
  expect(
    await refusal(
      t.s3.send(new s3.CreateBucketCommand({ Bucket: 'fresh-bucket' })),
    ),
  ).toBe('BucketAlreadyOwnedByYou');
  expect(
    await t.s3.send(
      new s3.GetPublicAccessBlockCommand({ Bucket: 'fresh-bucket' }),
    ),
  ).toMatchObject({
    PublicAccessBlockConfiguration: { BlockPublicAcls: true },
  });
  await t.s3.send(
    new s3.PutPublicAccessBlockCommand({
      Bucket: 'fresh-bucket',
      PublicAccessBlockConfiguration: { BlockPublicAcls: false },
    }),
  );
  await t.s3.send(
    new s3.DeletePublicAccessBlockCommand({ Bucket: 'fresh-bucket' }),
  );
  expect(
    await refusal(
      t.s3.send(new s3.GetPublicAccessBlockCommand({ Bucket: 'fresh-bucket' })),
    ),
  ).toBe('NoSuchPublicAccessBlockConfiguration');
  await t.s3.send(
    new s3.PutBucketVersioningCommand({
      Bucket: 'fresh-bucket',
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
  await t.s3.send(
    new s3.PutBucketEncryptionCommand({
      Bucket: 'fresh-bucket',
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: 'k',
            },
          },
        ],
      },
    }),
  );
  const written = await t.s3.send(
    new s3.PutObjectCommand({ Bucket: 'fresh-bucket', Key: 'k', Body: 'x' }),
  );
  expect(written).toMatchObject({
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'k',
  });
  const deny = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::fresh-bucket/*',
        Condition: {
          StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
        },
      },
    ],
  };
  await t.s3.send(
    new s3.PutBucketPolicyCommand({
      Bucket: 'fresh-bucket',
      Policy: JSON.stringify(deny),
    }),
  );
  expect(
    await refusal(
      t.s3.send(
        new s3.PutObjectCommand({
          Bucket: 'fresh-bucket',
          Key: 'k',
          Body: 'x',
          ServerSideEncryption: 'AES256',
        }),
      ),
    ),
  ).toBe('AccessDenied');
  await t.s3.send(new s3.DeleteBucketPolicyCommand({ Bucket: 'fresh-bucket' }));
  expect(
    await refusal(
      t.s3.send(new s3.DeleteBucketCommand({ Bucket: 'fresh-bucket' })),
    ),
  ).toBe('BucketNotEmpty');
  await t.s3.send(
    new s3.DeleteObjectCommand({
      Bucket: 'fresh-bucket',
      Key: 'k',
      VersionId: written.VersionId,
    }),
  );
  await t.s3.send(new s3.DeleteBucketCommand({ Bucket: 'fresh-bucket' }));
});
