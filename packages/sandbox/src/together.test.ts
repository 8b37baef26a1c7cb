// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import {
  DescribeClusterCommand,
  DescribeUpdateCommand,
  UpdateClusterConfigCommand,
  UpdateNodegroupConfigCommand,
} from '@aws-sdk/client-eks';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { readFleet } from './fleet/parse';
import { startSandbox, type Sandbox } from './start';
import { clients, until, type Clients } from './testing/clients';
import { bearerToken } from './testing/bearerToken';

const CREDENTIALS = {
  accessKeyId: 'AKIASANDBOXPORTAL000',
  secretAccessKey: 'sandbox-portal-secret',
};

let sandbox: Sandbox;
let aws: Clients;
beforeAll(async () => {
  const fleet = await readFleet(join(__dirname, '..', 'fleet', 'one.yaml'));
  sandbox = await startSandbox({ fleet, pace: 0.01 });
  aws = clients(sandbox.url, CREDENTIALS);
}, 60_000);
afterAll(() => sandbox?.close());

async function kubernetes(
  path: string,
): Promise<{ status: number; items: string[] }> {
  const { cluster } = await aws.eks.send(
    new DescribeClusterCommand({ name: 'one' }),
  );
  const token = await bearerToken(CREDENTIALS, 'one');
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      `${cluster?.endpoint}${path}`,
      {
        ca: Buffer.from(cluster?.certificateAuthority?.data ?? '', 'base64'),
        headers: { authorization: `Bearer ${token}` },
      },
      response => {
        let text = '';
        response.on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => {
          const body: { items?: { metadata: { name: string } }[] } =
            JSON.parse(text);
          resolve({
            status: response.statusCode ?? 0,
            items: (body.items ?? []).map(i => i.metadata.name),
          });
        });
      },
    );
    request.on('error', reject);
    request.end();
  });
}

const nodes = async () => (await kubernetes('/api/v1/nodes')).items;

it('reaches the Kubernetes API with the endpoint, CA and token that EKS gives, and sees the nodes of its groups', async () => {
  expect((await nodes()).length).toBe(4);
});

it('removes and adds nodes as a managed group shrinks and grows', async () => {
  const resize = (desiredSize: number) =>
    aws.eks.send(
      new UpdateNodegroupConfigCommand({
        clusterName: 'one',
        nodegroupName: 'green',
        scalingConfig: { minSize: 1, desiredSize, maxSize: 4 },
      }),
    );
  await resize(1);
  expect(await until(nodes, n => n.length === 3, 20_000)).toHaveLength(3);
  await until(
    () =>
      resize(2)
        .then(() => true)
        .catch(() => false),
    done => done,
  );
  expect(await until(nodes, n => n.length === 4, 20_000)).toHaveLength(4);
}, 60_000);

it('switches Auto Mode on: pools and class appear, and go with it', async () => {
  const account = '111122223333';
  const service = (name: string, Action: string[]) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: name }, Action }],
    });
  await aws.iam.send(
    new CreateRoleCommand({
      RoleName: 'auto',
      AssumeRolePolicyDocument: service('ec2.amazonaws.com', [
        'sts:AssumeRole',
      ]),
    }),
  );
  await aws.iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: 'one-cluster',
      PolicyDocument: service('eks.amazonaws.com', [
        'sts:AssumeRole',
        'sts:TagSession',
      ]),
    }),
  );
  for (const name of ['AmazonEKSComputePolicy', 'AmazonEKSNetworkingPolicy']) {
    await aws.iam.send(
      new AttachRolePolicyCommand({
        RoleName: 'one-cluster',
        PolicyArn: `arn:aws:iam::aws:policy/${name}`,
      }),
    );
  }
  const set = async (enabled: boolean) => {
    const compute = enabled
      ? {
          enabled,
          nodePools: ['system'],
          nodeRoleArn: `arn:aws:iam::${account}:role/auto`,
        }
      : { enabled };
    const { update } = await until(
      () =>
        aws.eks
          .send(
            new UpdateClusterConfigCommand({
              name: 'one',
              computeConfig: compute,
              storageConfig: { blockStorage: { enabled } },
              kubernetesNetworkConfig: { elasticLoadBalancing: { enabled } },
            }),
          )
          .catch(() => ({ update: undefined })),
      answer => answer.update !== undefined,
    );
    await until(
      async () =>
        (
          await aws.eks.send(
            new DescribeUpdateCommand({ name: 'one', updateId: update?.id }),
          )
        ).update?.status,
      status => status === 'Successful',
    );
  };
  await set(true);
  expect((await kubernetes('/apis/karpenter.sh/v1/nodepools')).items).toEqual([
    'system',
  ]);
  expect(
    (await kubernetes('/apis/eks.amazonaws.com/v1/nodeclasses')).items,
  ).toEqual(['default']);
  await set(false);
  const pools = await kubernetes('/apis/karpenter.sh/v1/nodepools');
  expect(pools.status === 404 || pools.items.length === 0).toBe(true);
}, 60_000);
