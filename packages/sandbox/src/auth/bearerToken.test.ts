// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NodeInstance } from '../seam';
import { ACCOUNT, ADMIN, LIMITED } from '../testing/fleet';
import {
  CreateAccessEntryCommand,
  AssociateAccessPolicyCommand,
} from '@aws-sdk/client-eks';
import { startTestSandbox, type TestSandbox } from '../testing/sandbox';
import { bearerToken as tokenFor } from '../testing/bearerToken';
import { until } from '../testing/clients';

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
