// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeClusterCommand,
  DescribeUpdateCommand,
  UpdateClusterConfigCommand,
} from '@aws-sdk/client-eks';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateTagsCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { parseFleet } from './fleet/parse';
import { until } from './testing/clients';
import { startTestSandbox, type TestSandbox } from './testing/sandbox';

let data: string;
let t: TestSandbox | undefined;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'sandbox-'));
});
afterEach(async () => {
  await t?.sandbox.close();
  await rm(data, { recursive: true, force: true });
});

it('goes on after a restart where it was: updates in flight, objects, tags, ledger', async () => {
  t = await startTestSandbox({ data });
  t.sandbox.setPace(0.01);
  const { update } = await t.eks.send(
    new UpdateClusterConfigCommand({
      name: 'beta',
      computeConfig: { enabled: true },
      kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
      storageConfig: { blockStorage: { enabled: true } },
    }),
  );
  await t.s3.send(
    new PutObjectCommand({ Bucket: 'test-backups', Key: 'k', Body: 'kept' }),
  );
  const { Subnets } = await t.ec2.send(new DescribeSubnetsCommand({}));
  const id = Subnets?.[0].SubnetId ?? '';
  await t.ec2.send(
    new CreateTagsCommand({
      Resources: [id],
      Tags: [{ Key: 'kept', Value: 'yes' }],
    }),
  );
  const before = t.sandbox.ledger.entries().length;
  await t.sandbox.close();

  t = await startTestSandbox({ data });
  const again = t;
  const read = async () =>
    (
      await again.eks.send(
        new DescribeUpdateCommand({ name: 'beta', updateId: update?.id }),
      )
    ).update;
  expect((await read())?.status).toBe('InProgress');
  expect(
    (await until(read, u => u?.status === 'Successful'))?.createdAt,
  ).toEqual(update?.createdAt);
  expect(
    await (
      await t.s3.send(
        new GetObjectCommand({ Bucket: 'test-backups', Key: 'k' }),
      )
    ).Body?.transformToString(),
  ).toBe('kept');
  const subnets = await t.ec2.send(
    new DescribeSubnetsCommand({ SubnetIds: [id] }),
  );
  expect(subnets.Subnets?.[0].Tags).toContainEqual({
    Key: 'kept',
    Value: 'yes',
  });
  expect(t.sandbox.ledger.entries().length).toBeGreaterThanOrEqual(before);
  expect(
    (await readFile(join(data, 'ledger.ndjson'), 'utf8')).trim().split('\n')
      .length,
  ).toBeGreaterThanOrEqual(before);
});

it('begins anew with reset', async () => {
  t = await startTestSandbox({ data });
  await t.s3.send(
    new PutObjectCommand({ Bucket: 'test-backups', Key: 'k', Body: 'gone' }),
  );
  await t.sandbox.close();
  t = await startTestSandbox({ data, reset: true });
  await expect(
    t.s3.send(new GetObjectCommand({ Bucket: 'test-backups', Key: 'k' })),
  ).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(t.sandbox.ledger.entries()).toEqual([]);
});

it('shows the address of an API server that somebody else runs', async () => {
  const fleet = parseFleet(
    `
name: external
accounts:
  - id: '111122223333'
    users: [{ name: admin, accessKeyId: AKIATESTADMIN0000000, secretAccessKey: test-admin-secret-0000, policies: [AdministratorAccess] }]
    roles: [{ name: c, trust: eks }]
    vpcs: [{ name: v, region: us-east-1, cidr: 10.0.0.0/16, subnets: [{ name: a, zone: a, cidr: 10.0.0.0/24 }] }]
    clusters:
      - { name: real, region: us-east-1, vpc: v, role: c, apiServer: { endpoint: 'https://127.0.0.1:6443', certificateAuthorityData: Q0E= } }
`,
    'external.yaml',
  );
  t = await startTestSandbox({ fleet });
  const { cluster } = await t.eks.send(
    new DescribeClusterCommand({ name: 'real' }),
  );
  expect(cluster).toMatchObject({
    endpoint: 'https://127.0.0.1:6443',
    certificateAuthority: { data: 'Q0E=' },
  });
});

it.each([
  ['an unknown key', 'name: x\nnonsense: 1\naccounts: []', /nonsense/],
  [
    'an unknown key of a cluster',
    "name: x\naccounts: [{ id: '111122223333', clusters: [{ name: a, region: r, vpc: v, role: c, pools: 3 }] }]",
    /accounts.0.clusters.0: .*pools/,
  ],
  [
    'a size that cannot be',
    "name: x\naccounts: [{ id: '111122223333', clusters: [{ name: a, region: r, vpc: v, role: c, nodegroups: [{ name: g, size: { min: 3, desired: 1, max: 2 } }] }] }]",
    /min ≤ desired ≤ max/,
  ],
  ['what is no YAML', 'name: [', /is not YAML/],
])('refuses a fleet file with %s, and names the place', (_, text, message) => {
  expect(() => parseFleet(text, 'fleet.yaml')).toThrow(message);
});
