// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { NodeInstance } from '../seam';
import { ACCOUNT, ADMIN, LIMITED } from '../testing/fleet';
import {
  CreateAccessEntryCommand,
  AssociateAccessPolicyCommand,
} from '@aws-sdk/client-eks';
import { startTestSandbox, type TestSandbox } from '../testing/sandbox';
import { until, type Credentials } from '../testing/clients';

class Sha256 {
  readonly #data: Buffer[] = [];
  readonly #secret: Buffer | undefined;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    if (typeof secret === 'string') this.#secret = Buffer.from(secret);
    else if (secret && ArrayBuffer.isView(secret))
      this.#secret = Buffer.from(
        secret.buffer,
        secret.byteOffset,
        secret.byteLength,
      );
  }
  update(data: string | Uint8Array): void {
    this.#data.push(Buffer.from(data));
  }
  async digest(): Promise<Uint8Array> {
    const hash = this.#secret
      ? createHmac('sha256', this.#secret)
      : createHash('sha256');
    return hash.update(Buffer.concat(this.#data)).digest();
  }
  reset(): void {
    this.#data.length = 0;
  }
}

/** A token as aws-iam-authenticator makes it (pkg/token/token.go). */
async function tokenFor(
  credentials: Credentials,
  cluster: string,
  options: { date?: Date; extra?: Record<string, string> } = {},
): Promise<string> {
  const host = 'sts.us-east-1.amazonaws.com';
  const signer = new SignatureV4({
    service: 'sts',
    region: 'us-east-1',
    sha256: Sha256,
    credentials,
  });
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: host,
      path: '/',
      query: {
        Action: 'GetCallerIdentity',
        Version: '2011-06-15',
        ...options.extra,
      },
      headers: { host, 'x-k8s-aws-id': cluster },
    },
    { expiresIn: 60, signingDate: options.date },
  );
  const query = Object.entries(signed.query ?? {})
    .map(
      ([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(String(v))}`,
    )
    .join('&');
  return `k8s-aws-v1.${Buffer.from(`https://${host}/?${query}`).toString(
    'base64url',
  )}`;
}

const ALPHA = `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/alpha`;
const BETA = `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/beta`;

let t: TestSandbox;
beforeAll(async () => {
  t = await startTestSandbox();
});
afterAll(() => t.sandbox.close());

const who = async (arn: string, token: string) =>
  t.sandbox.cloud.authenticate(arn, token);

it('knows nobody without an entry, and a mapped principal by its groups and policies', async () => {
  const token = await tokenFor(ADMIN, 'beta');
  expect(await who(BETA, token)).toBeUndefined();
  const principalArn = `arn:aws:iam::${ACCOUNT}:user/admin`;
  await t.eks.send(
    new CreateAccessEntryCommand({
      clusterName: 'beta',
      principalArn,
      kubernetesGroups: ['readers'],
    }),
  );
  await t.eks.send(
    new AssociateAccessPolicyCommand({
      clusterName: 'beta',
      principalArn,
      policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy',
      accessScope: { type: 'namespace', namespaces: ['shop'] },
    }),
  );
  const identity = await until(
    () => who(BETA, token),
    found => found?.policies.length === 1,
  );
  expect(identity).toEqual({
    arn: principalArn,
    username: principalArn,
    groups: ['readers'],
    policies: [{ name: 'AmazonEKSViewPolicy', namespaces: ['shop'] }],
  });
});

it('maps by aws-auth under CONFIG_MAP (EKS User Guide, auth-configmap)', async () => {
  const alpha = t.clusters.get('alpha');
  if (!alpha) throw new Error('no alpha');
  alpha.authMap = {
    mapUsers: `- userarn: arn:aws:iam::${ACCOUNT}:user/limited\n  username: lim\n  groups: [team-blue]\n`,
  };
  expect(await who(ALPHA, await tokenFor(LIMITED, 'alpha'))).toMatchObject({
    username: 'lim',
    groups: ['team-blue'],
  });
  alpha.authMap = undefined;
  expect(await who(ALPHA, await tokenFor(LIMITED, 'alpha'))).toBeUndefined();
});

it.each([
  ['for another cluster', () => tokenFor(ADMIN, 'alpha')],
  [
    'signed with a wrong secret',
    () => tokenFor({ ...ADMIN, secretAccessKey: 'wrong-wrong-wrong' }, 'beta'),
  ],
  [
    'older than fifteen minutes',
    () => tokenFor(ADMIN, 'beta', { date: new Date(Date.now() - 16 * 60_000) }),
  ],
  [
    'with a query parameter that the server does not know',
    () => tokenFor(ADMIN, 'beta', { extra: { 'x-id': 'GetCallerIdentity' } }),
  ],
  ['that is no token', async () => 'k8s-aws-v1.bm90LWEtdXJs'],
  ['of another scheme', async () => 'abc'],
])('refuses a token %s', async (_, make) => {
  expect(await who(BETA, await make())).toBeUndefined();
});

it('takes a token long after its 60 seconds, as EKS does', async () => {
  const token = await tokenFor(ADMIN, 'beta', {
    date: new Date(Date.now() - 10 * 60_000),
  });
  expect(await who(BETA, token)).toBeDefined();
});

describe('Auto instances (EKS User Guide, auto-cluster-iam-role and create-node-class)', () => {
  const launch = (): Promise<
    { instance: NodeInstance } | { refused: string }
  > =>
    t.sandbox.cloud.launchAutoInstance(BETA, {
      nodePool: 'p',
      nodeClaim: 'c',
      instanceType: 'm6i.large',
      zone: 'us-east-1a',
      labels: {},
      taints: [],
      nodeRole: 'auto-node',
    });

  it('are refused while Auto Mode is off', async () => {
    expect(await launch()).toEqual({
      refused: expect.stringContaining('not enabled'),
    });
  });
});
