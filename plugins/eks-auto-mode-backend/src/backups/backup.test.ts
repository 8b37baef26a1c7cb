// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { gunzipSync, gzipSync } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import type { JsonObject } from '@backstage/types';
import { KubernetesError } from '../clusters/kubernetesApi';
import {
  awsServer,
  type AwsAnswer,
  type AwsRequest,
  type AwsServer,
} from '../clusters/__testUtils__/awsServer';
import {
  fakeSessions,
  named,
  type Fakes,
} from '../inventory/__testUtils__/fakeSession';
import { shopArn, shopAws } from '../inventory/__testUtils__/shop';
import { checkBucket } from './bucket';
import { captureAws } from './captureAws';
import { captureKubernetes } from './captureKubernetes';
import type { Captured } from './captured';
import type { Manifest } from './manifest';
import { verifyBackup } from './verifyBackup';
import { writeBackup } from './writeBackup';

const { signal } = new AbortController();
const bucket = 'backups';
const prefix = 'shop/1/';
const location = { bucket, bucketOwner: '123456789012', kmsKeyId: 'key-1' };

/** What the bucket holds, with the headers that each object was written with. */
const stored = new Map<
  string,
  { body: Buffer; headers: AwsRequest['headers'] }
>();
let bucketAnswers: (asked: AwsRequest) => AwsAnswer | undefined = () =>
  undefined;
let server: AwsServer;
let s3: S3Client;

function keyOf(asked: AwsRequest): string {
  return decodeURIComponent(new URL(asked.path, 'http://x').pathname).replace(
    `/${bucket}/`,
    '',
  );
}

function objectStore(asked: AwsRequest): AwsAnswer {
  const special = bucketAnswers(asked);
  if (special) return special;
  const key = keyOf(asked);
  if (asked.method === 'PUT') {
    if (asked.headers['if-none-match'] === '*' && stored.has(key)) {
      return {
        status: 412,
        body: '<Error><Code>PreconditionFailed</Code></Error>',
      };
    }
    stored.set(key, { body: asked.raw, headers: asked.headers });
    return { headers: { etag: '"1"' }, body: '' };
  }
  const found = stored.get(key);
  return found
    ? { body: found.body }
    : { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
}

beforeAll(async () => {
  server = await awsServer(objectStore);
  s3 = new S3Client({
    region: 'eu-central-1',
    endpoint: server.url,
    forcePathStyle: true,
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  });
});
beforeEach(() => {
  stored.clear();
  server.asked.length = 0;
  bucketAnswers = () => undefined;
});
afterAll(() => server.close());

const resources = (...names: [string, string][]) => ({
  resources: [
    ...names.map(([name, kind]) => ({
      name,
      kind,
      namespaced: true,
      verbs: ['get', 'list'],
    })),
    { name: 'pods/log', kind: 'Pod', namespaced: true, verbs: ['get'] },
    { name: 'reviews', kind: 'Review', namespaced: false, verbs: ['create'] },
  ],
});

const release = Buffer.from(
  gzipSync(
    JSON.stringify({
      name: 'web',
      namespace: 'shop',
      version: 3,
      info: { status: 'deployed' },
      chart: { metadata: { name: 'nginx', version: '1.2.3' } },
      config: { auth: { password: 'marker-helm' } },
    }),
  ).toString('base64'),
).toString('base64');

const fakes = (): Fakes => ({
  aws: {
    ...shopAws(),
    'iam:GetRolePolicy': () => ({
      PolicyDocument: encodeURIComponent('{"a":1}'),
    }),
  },
  kubernetes: {
    '/api/v1': resources(
      ['namespaces', 'Namespace'],
      ['secrets', 'Secret'],
      ['events', 'Event'],
    ),
    '/apis': {
      groups: [
        {
          name: 'vpcresources.k8s.aws',
          preferredVersion: { version: 'v1beta1' },
          versions: [{ version: 'v1beta1' }, { version: 'v1alpha1' }],
        },
        {
          name: 'metrics.k8s.io',
          preferredVersion: { version: 'v1beta1' },
          versions: [{ version: 'v1beta1' }],
        },
      ],
    },
    '/apis/vpcresources.k8s.aws/v1beta1': resources([
      'securitygrouppolicies',
      'SecurityGroupPolicy',
    ]),
    '/apis/vpcresources.k8s.aws/v1alpha1': resources(
      ['securitygrouppolicies', 'SecurityGroupPolicy'],
      ['cninodes', 'CNINode'],
    ),
    '/apis/metrics.k8s.io/v1beta1': new KubernetesError(
      503,
      'ServiceUnavailable',
      'dead',
    ),
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': [
      {
        metadata: { name: 'cninodes.vpcresources.k8s.aws' },
        spec: { group: 'vpcresources.k8s.aws' },
      },
    ],
    '/api/v1/namespaces': [
      { metadata: { name: 'shop', managedFields: [{ manager: 'x' }] } },
    ],
    '/api/v1/events': [],
    '/api/v1/secrets': [
      {
        type: 'Opaque',
        metadata: {
          name: 's',
          namespace: 'shop',
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration':
              'marker-applied',
          },
        },
        data: { password: Buffer.from('marker-secret').toString('base64') },
      },
      {
        type: 'helm.sh/release.v1',
        metadata: { name: 'sh.helm.release.v1.web.v3', namespace: 'shop' },
        data: { release },
      },
    ],
    '/apis/vpcresources.k8s.aws/v1beta1/securitygrouppolicies': [
      { metadata: { name: 'p' } },
    ],
    '/apis/vpcresources.k8s.aws/v1alpha1/cninodes': [
      { metadata: { name: 'n1' } },
      { metadata: { name: 'n2' } },
    ],
  },
});

async function backUp(changes: Partial<Fakes> = {}) {
  const base = fakes();
  const sessions = fakeSessions({
    ...base,
    aws: { ...base.aws, ...changes.aws },
    kubernetes: { ...base.kubernetes, ...changes.kubernetes },
  });
  const session = await sessions.open(shopArn, 'backup', {}, signal);
  async function* captured(): AsyncGenerator<Captured> {
    yield* captureAws(session, signal);
    yield* captureKubernetes({
      kubernetes: session.kubernetes,
      key: 'k',
      secretValues: false,
      signal,
    });
  }
  return await writeBackup({
    s3,
    location,
    prefix,
    captured: captured(),
    about: {
      id: '1',
      clusterArn: shopArn,
      clusterName: 'shop',
      createdAt: '2026-11-21T10:00:00Z',
      createdBy: 'schedule',
      secretValues: 'hashed',
    },
    signal,
  });
}

const prove = (written: { manifest: Manifest; manifestSha256: string }) =>
  verifyBackup({
    s3,
    backup: { bucket, prefix, unread: written.manifest.unread },
    bucketOwner: location.bucketOwner,
    manifestSha256: written.manifestSha256,
    signal,
  });

function lines(): { kind: string; object: JsonObject }[] {
  return [...stored]
    .filter(([key]) => key.endsWith('.gz'))
    .flatMap(([, { body }]) => gunzipSync(body).toString().trim().split('\n'))
    .map(line => JSON.parse(line));
}

describe('a backup', () => {
  it('holds the AWS side and every listable object of every group and version, and proves it', async () => {
    const written = await backUp();
    expect(written.manifest.kinds).toMatchObject({
      'eks/cluster': 1,
      'eks/nodegroup': 2,
      'eks/addon': 1,
      'eks/accessEntry': 1,
      'iam/role': 2,
      'v1/namespaces': 1,
      'v1/secrets': 2,
      'helm/releases': 1,
      'vpcresources.k8s.aws/v1beta1/securitygrouppolicies': 1,
      // Served in a version that the group does not prefer.
      'vpcresources.k8s.aws/v1alpha1/cninodes': 2,
    });
    expect(written.manifest.kinds).not.toHaveProperty([
      'vpcresources.k8s.aws/v1alpha1/securitygrouppolicies',
    ]);
    // A dead aggregated API is told, and does not make the backup partial.
    expect(written.manifest.unread).toEqual([
      expect.objectContaining({
        what: 'apis/metrics.k8s.io/v1beta1',
        required: false,
      }),
    ]);
    await expect(prove(written)).resolves.toEqual({ state: 'verified' });
  });

  it('is encrypted, for the expected owner, and never written over', async () => {
    await backUp();
    for (const { headers } of stored.values()) {
      expect(headers).toMatchObject({
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
        'x-amz-expected-bucket-owner': '123456789012',
        'if-none-match': '*',
      });
    }
    await expect(backUp()).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  });

  it('keeps hashes of Secrets and of Helm values, never the values', async () => {
    await backUp();
    const text =
      JSON.stringify(lines()) +
      [...stored.values()].map(o => o.body.toString('latin1')).join();
    for (const marker of [
      'marker-secret',
      'marker-helm',
      'marker-applied',
      'marker-user-data',
    ]) {
      expect(text).not.toContain(marker);
      expect(text).not.toContain(
        Buffer.from(marker).toString('base64').replace(/=+$/, ''),
      );
    }
    const helm = lines().find(line => line.kind === 'helm/releases');
    expect(helm?.object).toMatchObject({
      chart: 'nginx',
      chartVersion: '1.2.3',
      revision: 3,
      values: { auth: { password: expect.stringMatching(/^hmac-sha256:/) } },
    });
  });

  it.each<[string, Partial<Fakes>, string]>([
    [
      'a node group',
      {
        aws: { 'eks:DescribeNodegroup': () => named('AccessDeniedException') },
      },
      'eks/nodegroup/main',
    ],
    [
      'Secrets',
      {
        kubernetes: {
          '/api/v1/secrets': new KubernetesError(403, 'Forbidden', 'no'),
        },
      },
      'v1/secrets',
    ],
    [
      'what a CRD serves',
      {
        kubernetes: {
          '/apis/vpcresources.k8s.aws/v1alpha1': new KubernetesError(
            500,
            'InternalError',
            'no',
          ),
        },
      },
      'apis/vpcresources.k8s.aws/v1alpha1',
    ],
  ])('is partial where %s could not be read', async (_, changes, what) => {
    const written = await backUp(changes);
    expect(written.manifest.unread).toContainEqual(
      expect.objectContaining({ what, required: true }),
    );
    await expect(prove(written)).resolves.toMatchObject({
      state: 'partial',
      why: expect.stringContaining(what),
    });
  });

  it.each<[string, (key: string) => void, RegExp]>([
    ['a part that is gone', key => stored.delete(key), /is gone/],
    [
      'a flipped bit',
      key => {
        const object = stored.get(key);
        if (object) object.body[object.body.length - 9] ^= 1;
      },
      /cannot be read back|another digest/,
    ],
    [
      'another part with fewer objects',
      key => {
        const object = stored.get(key);
        if (object) {
          const all = gunzipSync(object.body).toString().trim().split('\n');
          object.body = gzipSync(all.slice(1).join('\n'));
        }
      },
      /bytes|digest|holds/,
    ],
  ])('is damaged by %s', async (_, damage, why) => {
    const written = await backUp();
    damage(`${prefix}part-00001.ndjson.gz`);
    await expect(prove(written)).resolves.toMatchObject({
      state: 'damaged',
      why: expect.stringMatching(why),
    });
  });

  it('is damaged by a manifest that was written again to fit', async () => {
    const written = await backUp();
    const manifest = stored.get(`${prefix}manifest.json`);
    if (manifest)
      manifest.body = Buffer.from(
        JSON.stringify({ ...written.manifest, parts: [] }),
      );
    await expect(prove(written)).resolves.toMatchObject({
      state: 'damaged',
      why: 'The manifest is not the one that was written',
    });
  });
});

describe('checkBucket', () => {
  const safe = (asked: AwsRequest): AwsAnswer => {
    if (asked.path.includes('publicAccessBlock')) {
      return {
        body: `<PublicAccessBlockConfiguration>${[
          'BlockPublicAcls',
          'IgnorePublicAcls',
          'BlockPublicPolicy',
          'RestrictPublicBuckets',
        ]
          .map(setting => `<${setting}>true</${setting}>`)
          .join('')}</PublicAccessBlockConfiguration>`,
      };
    }
    if (asked.path.includes('policyStatus')) {
      return {
        status: 404,
        body: '<Error><Code>NoSuchBucketPolicy</Code></Error>',
      };
    }
    if (asked.path.includes('encryption')) {
      return {
        body: '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
      };
    }
    return { body: '' };
  };
  const check = () => checkBucket(s3, bucket, location.bucketOwner, signal);

  it('is content with a private, encrypted bucket of ours', async () => {
    bucketAnswers = safe;
    await expect(check()).resolves.toBeUndefined();
    expect(server.asked[0].headers['x-amz-expected-bucket-owner']).toBe(
      '123456789012',
    );
  });

  it.each<[string, string, AwsAnswer]>([
    ['missing', 'HEAD', { status: 404, body: '' }],
    ['foreign', 'HEAD', { status: 403, body: '' }],
    [
      'public',
      'publicAccessBlock',
      {
        status: 404,
        body: '<Error><Code>NoSuchPublicAccessBlockConfiguration</Code></Error>',
      },
    ],
    [
      'public',
      'policyStatus',
      { body: '<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>' },
    ],
    [
      'unencrypted',
      'encryption',
      {
        status: 404,
        body: '<Error><Code>ServerSideEncryptionConfigurationNotFoundError</Code></Error>',
      },
    ],
    [
      'unreadable',
      'encryption',
      { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' },
    ],
  ])('refuses a bucket that is %s (%s)', async (code, where, answer) => {
    bucketAnswers = asked =>
      asked.method === where || asked.path.includes(where)
        ? answer
        : safe(asked);
    await expect(check()).rejects.toMatchObject({
      name: 'BucketError',
      code,
      message: expect.stringContaining(bucket),
    });
  });
});
