// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  DescribeClusterCommand,
  ListClustersCommand,
  UpdateClusterConfigCommand,
} from '@aws-sdk/client-eks';
import {
  CreateTagsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import {
  AttachRolePolicyCommand,
  ListRolesCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
} from '@aws-sdk/client-sts';
import { clients, refusal } from '../testing/clients';
import { ACCOUNT, ADMIN, LIMITED } from '../testing/fleet';
import { startTestSandbox, type TestSandbox } from '../testing/sandbox';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/portal/assess`;

let t: TestSandbox;
beforeAll(async () => {
  t = await startTestSandbox();
});
afterAll(() => t.sandbox.close());

describe('signatures', () => {
  it('are refused with a wrong secret, each service in its own words', async () => {
    const wrong = clients(t.url, {
      ...ADMIN,
      secretAccessKey: 'not-the-secret-at-all',
    });
    expect(
      await refusal(wrong.sts.send(new GetCallerIdentityCommand({}))),
    ).toBe('SignatureDoesNotMatch');
    expect(await refusal(wrong.eks.send(new ListClustersCommand({})))).toBe(
      'InvalidSignatureException',
    );
    expect(await refusal(wrong.ec2.send(new DescribeVpcsCommand({})))).toBe(
      'AuthFailure',
    );
    expect(await refusal(wrong.s3.send(new ListBucketsCommand({})))).toBe(
      'SignatureDoesNotMatch',
    );
  });

  it('are refused for a key that nobody has', async () => {
    const unknown = clients(t.url, {
      accessKeyId: 'AKIANOBODY0000000000',
      secretAccessKey: 'x'.repeat(40),
    });
    expect(await refusal(unknown.eks.send(new ListClustersCommand({})))).toBe(
      'UnrecognizedClientException',
    );
    expect(await refusal(unknown.iam.send(new ListRolesCommand({})))).toBe(
      'InvalidClientTokenId',
    );
  });

  it('are refused without credentials and with a clock that is an hour off', async () => {
    const bare = await fetch(`${t.url}/clusters`);
    expect(bare.status).toBe(403);
    const late = clients(t.url, ADMIN);
    late.eks.config.systemClockOffset = 3_600_000;
    expect(await refusal(late.eks.send(new ListClustersCommand({})))).toBe(
      'InvalidSignatureException',
    );
  });
});

describe('sessions', () => {
  const assume = async (
    tags: Record<string, string> = {},
    extra: Partial<ConstructorParameters<typeof AssumeRoleCommand>[0]> = {},
  ) => {
    const { Credentials } = await t.sts.send(
      new AssumeRoleCommand({
        RoleArn: ROLE,
        RoleSessionName: 'run-1',
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        ...extra,
      }),
    );
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
  };

  it('carry role, session name and tags', async () => {
    const session = clients(t.url, await assume({ run: '17' }));
    expect(
      await session.sts.send(new GetCallerIdentityCommand({})),
    ).toMatchObject({
      Account: ACCOUNT,
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/assess/run-1`,
    });
    expect(
      (await session.eks.send(new ListClustersCommand({}))).clusters,
    ).toContain('alpha');
    expect(
      await refusal(
        session.eks.send(new UpdateClusterConfigCommand({ name: 'beta' })),
      ),
    ).toBe('AccessDeniedException');
  });

  it('are refused with another token and after they expired', async () => {
    const credentials = await assume();
    const forged = clients(t.url, { ...credentials, sessionToken: 'forged' });
    expect(await refusal(forged.eks.send(new ListClustersCommand({})))).toBe(
      'UnrecognizedClientException',
    );
    t.sandbox.world.state.sessions[credentials.accessKeyId].expires = new Date(
      Date.now() - 1000,
    );
    const expired = clients(t.url, credentials);
    expect(await refusal(expired.eks.send(new ListClustersCommand({})))).toBe(
      'ExpiredTokenException',
    );
    expect(await refusal(expired.iam.send(new ListRolesCommand({})))).toBe(
      'ExpiredToken',
    );
  });

  it('can be narrowed by a session policy', async () => {
    const narrow = await assume(
      {},
      {
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 'eks:ListClusters', Resource: '*' },
          ],
        }),
      },
    );
    const session = clients(t.url, narrow);
    await session.eks.send(new ListClustersCommand({}));
    expect(
      await refusal(
        session.eks.send(new DescribeClusterCommand({ name: 'alpha' })),
      ),
    ).toBe('AccessDeniedException');
  });

  it('need the external id that the trust policy asks for (IAM User Guide, id_roles_common-scenarios_third-party)', async () => {
    const limited = clients(t.url, LIMITED);
    const ask = (ExternalId?: string) =>
      limited.sts.send(
        new AssumeRoleCommand({
          RoleArn: ROLE,
          RoleSessionName: 'x1',
          ExternalId,
        }),
      );
    expect(await refusal(ask())).toBe('AccessDenied');
    expect(await refusal(ask('portal-2'))).toBe('AccessDenied');
    expect((await ask('portal-1')).AssumedRoleUser?.Arn).toContain(
      'assumed-role/assess/x1',
    );
  });

  it('last no longer than the role allows', async () => {
    expect(await refusal(assume({}, { DurationSeconds: 7200 }))).toBe(
      'ValidationError',
    );
    expect(await refusal(assume({}, { DurationSeconds: 60 }))).toBe(
      'ValidationError',
    );
  });
});

describe('policies', () => {
  const limited = () => clients(t.url, LIMITED);

  it('hold the resource', async () => {
    await limited().eks.send(new DescribeClusterCommand({ name: 'alpha' }));
    expect(
      await refusal(
        limited().eks.send(new DescribeClusterCommand({ name: 'beta' })),
      ),
    ).toBe('AccessDeniedException');
  });

  it('hold iam:PolicyARN, aws:TagKeys and aws:PrincipalTag', async () => {
    const attach = (name: string) =>
      limited().iam.send(
        new AttachRolePolicyCommand({
          RoleName: 'auto-node',
          PolicyArn: `arn:aws:iam::aws:policy/${name}`,
        }),
      );
    await attach('AmazonEKSComputePolicy');
    expect(await refusal(attach('AdministratorAccess'))).toBe('AccessDenied');
    const { Subnets } = await t.ec2.send(new DescribeSubnetsCommand({}));
    const tag = (Key: string) =>
      limited().ec2.send(
        new CreateTagsCommand({
          Resources: [Subnets?.[0].SubnetId ?? ''],
          Tags: [{ Key, Value: '1' }],
        }),
      );
    await tag('kubernetes.io/role/elb');
    expect(await refusal(tag('Name'))).toBe('UnauthorizedOperation');
    expect(await refusal(limited().ec2.send(new DescribeVpcsCommand({})))).toBe(
      'UnauthorizedOperation',
    );
  });

  it('hold iam:PassRole when Auto Mode gets a node role (EKS User Guide, automode-get-started-cli)', async () => {
    const enable = limited().eks.send(
      new UpdateClusterConfigCommand({
        name: 'beta',
        computeConfig: {
          enabled: true,
          nodePools: ['system'],
          nodeRoleArn: `arn:aws:iam::${ACCOUNT}:role/auto-node`,
        },
        kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
        storageConfig: { blockStorage: { enabled: true } },
      }),
    );
    await expect(enable).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('iam:PassRole'),
    });
  });

  it('are simulated for a user or role, never for a session ARN', async () => {
    const { EvaluationResults } = await t.iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/limited`,
        ActionNames: [
          'eks:DescribeCluster',
          'iam:AttachRolePolicy',
          'eks:DeleteCluster',
        ],
        ResourceArns: [`arn:aws:eks:us-east-1:${ACCOUNT}:cluster/alpha`],
        ContextEntries: [
          {
            ContextKeyName: 'iam:PolicyARN',
            ContextKeyType: 'string',
            ContextKeyValues: [
              'arn:aws:iam::aws:policy/AmazonEKSComputePolicy',
            ],
          },
        ],
      }),
    );
    expect(
      EvaluationResults?.map(r => [r.EvalActionName, r.EvalDecision]),
    ).toEqual([
      ['eks:DescribeCluster', 'allowed'],
      ['iam:AttachRolePolicy', 'allowed'],
      ['eks:DeleteCluster', 'implicitDeny'],
    ]);
    expect(
      await refusal(
        t.iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: `arn:aws:sts::${ACCOUNT}:assumed-role/assess/x`,
            ActionNames: ['eks:ListClusters'],
          }),
        ),
      ),
    ).toBe('InvalidInputException');
  });
});
