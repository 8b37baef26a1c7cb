// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  DescribeClusterCommand,
  UpdateClusterConfigCommand,
  DeleteNodegroupCommand,
} from '@aws-sdk/client-eks';
import { AttachRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { mockServices } from '@backstage/backend-test-utils';
import { Environments } from './environments';
import { PurposeCredentials } from './credentials';
import { resourceTypes } from './kubernetesApi';
import { EksClusterSessions, type EksSessionsOptions } from './sessions';
import {
  awsServer,
  queryError,
  restError,
  type AwsAnswer,
  type AwsRequest,
  type AwsServer,
} from './__testUtils__/awsServer';
import {
  kubernetesServer,
  type Answer,
  type Asked,
  type KubernetesServer,
} from './__testUtils__/kubernetesServer';

const arn = 'arn:aws:eks:eu-central-1:123456789012:cluster/shop';
const { signal } = new AbortController();

let aws: AwsServer;
let cluster: KubernetesServer;
let onKubernetes: (asked: Asked) => Answer;
let onAws: (asked: AwsRequest) => AwsAnswer | undefined;
let lifetimeMs: number;
let clock: Date;
let sessions: EksClusterSessions;

const config = mockServices.rootConfig({
  data: {
    aws: {
      accounts: [
        {
          accountId: '123456789012',
          accessKeyId: 'AKIABASE',
          secretAccessKey: 'base',
        },
      ],
    },
    eksAutoMode: {
      environments: [
        {
          name: 'prod',
          accounts: [
            {
              accountId: '123456789012',
              regions: ['eu-central-1'],
              roles: {
                assess: 'eks-auto-mode-assess',
                migrate: 'eks-auto-mode-migrate',
              },
              externalId: 'ours',
            },
          ],
        },
      ],
    },
  },
});

function open(options: Partial<EksSessionsOptions> = {}) {
  sessions = new EksClusterSessions({
    environments: Environments.fromConfig(config),
    credentials: DefaultAwsCredentialsManager.fromConfig(config),
    version: '0.1.0',
    now: () => clock,
    ...options,
  });
  return sessions;
}

const assumed = () => aws.asked.filter(a => a.action === 'AssumeRole');

beforeAll(async () => {
  cluster = await kubernetesServer(asked => onKubernetes(asked));
  aws = await awsServer(asked => {
    const special = onAws(asked);
    if (special) return special;
    if (asked.action === 'AssumeRole') {
      return {
        headers: { 'content-type': 'text/xml' },
        body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA${
          aws.asked.length
        }</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${new Date(
          clock.getTime() + lifetimeMs,
        ).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      };
    }
    return {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        cluster: {
          name: 'shop',
          arn,
          status: 'ACTIVE',
          endpoint: cluster.endpoint,
          certificateAuthority: { data: cluster.caData },
        },
      }),
    };
  });
  process.env.AWS_ENDPOINT_URL = aws.url;
});
beforeEach(() => {
  clock = new Date('2026-11-21T10:00:00Z');
  lifetimeMs = 3_600_000;
  onAws = () => undefined;
  onKubernetes = () => ({ body: { major: '1' } });
  aws.asked.length = 0;
  cluster.asked.length = 0;
});
afterEach(() => sessions.close());
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL;
  await aws.close();
  await cluster.close();
});

describe('EksClusterSessions', () => {
  it('assumes the role of the purpose with a name, tags and external id', async () => {
    await open().open(
      arn,
      'migrate',
      { runId: 'run-7', userRef: 'user:default/zoë' },
      signal,
    );
    const body = new URLSearchParams(assumed()[0].body);
    expect(body.get('RoleArn')).toBe(
      'arn:aws:iam::123456789012:role/eks-auto-mode-migrate',
    );
    expect(body.get('RoleSessionName')).toBe('eks-auto-mode-migrate-run-7');
    expect(body.get('ExternalId')).toBe('ours');
    expect(body.get('Tags.member.1.Key')).toBe('eks-auto-mode:run');
    expect(body.get('Tags.member.2.Value')).toBe('user:default/zoë');
  });

  it('uses credentials until five minutes before they expire, for all sessions alike', async () => {
    const all = open();
    await all.open(arn, 'assess', {}, signal);
    clock = new Date(clock.getTime() + 54 * 60_000);
    await all.open(arn, 'assess', {}, signal);
    expect(assumed()).toHaveLength(1);
    clock = new Date(clock.getTime() + 2 * 60_000);
    await all.open(arn, 'assess', {}, signal);
    expect(assumed()).toHaveLength(2);
  });

  it('takes the role of the entity for reading, and for changing only where none is configured', async () => {
    const role = 'arn:aws:iam::123456789012:role/from-entity';
    const all = open({
      reach: async () => ({
        'kubernetes.io/aws-assume-role': role,
        'kubernetes.io/aws-external-id': 'theirs',
      }),
    });
    await all.open(arn, 'assess', {}, signal);
    await all.open(arn, 'migrate', {}, signal);
    await all.open(arn, 'backup', {}, signal);
    const bodies = assumed().map(a => new URLSearchParams(a.body));
    expect(bodies.map(b => [b.get('RoleArn'), b.get('ExternalId')])).toEqual([
      [role, 'theirs'],
      ['arn:aws:iam::123456789012:role/eks-auto-mode-migrate', 'ours'],
      [role, 'theirs'],
    ]);
  });

  it.each<[string, (asked: AwsRequest) => AwsAnswer | undefined]>([
    [
      'role-denied',
      ({ action }) =>
        action === 'AssumeRole'
          ? queryError(403, 'AccessDenied', 'not authorized to perform')
          : undefined,
    ],
    [
      'role-missing',
      ({ action }) =>
        action === 'AssumeRole'
          ? queryError(403, 'AccessDenied', 'not authorized to perform')
          : queryError(404, 'NoSuchEntity', 'no such role'),
    ],
    [
      'credentials-expired',
      () => queryError(403, 'ExpiredToken', 'The security token is expired'),
    ],
    [
      'credentials-missing',
      () => queryError(403, 'InvalidClientTokenId', 'The token is invalid'),
    ],
  ])(
    'answers %s with the role, the account and a remedy',
    async (code, answer) => {
      onAws = answer;
      await expect(
        open().open(arn, 'assess', {}, signal),
      ).rejects.toMatchObject({
        name: 'ReachError',
        code,
        // What AWS said is said once, not once more as the cause.
        message: expect.stringMatching(/^(?!.*caused by).*123456789012/),
        remedy: expect.any(String),
      });
    },
  );

  it('waits no longer than it must for credentials that never come', async () => {
    const credentials = new PurposeCredentials({
      manager: {
        getCredentialProvider: async () => ({
          sdkCredentialProvider: () => new Promise(() => {}),
        }),
      },
      userAgent: 'eks-auto-mode/0',
      baseMs: 20,
      requestHandler: () => {
        throw new Error('Nobody is asked without credentials');
      },
    });
    await expect(
      credentials.get({
        accountId: '123456789012',
        region: 'eu-central-1',
        roleArn: 'arn:aws:iam::123456789012:role/eks-auto-mode-assess',
        purpose: 'assess',
        tags: {},
      }),
    ).rejects.toMatchObject({
      name: 'ReachError',
      code: 'sts-unreachable',
      message:
        'The AWS credentials for account 123456789012 did not come within 0.02 s',
    });
  });

  it('refuses a cluster that no environment names', async () => {
    await expect(
      open().open(
        arn.replace('eu-central-1', 'us-east-1'),
        'assess',
        {},
        signal,
      ),
    ).rejects.toMatchObject({ code: 'no-environment' });
  });

  it('reads, and refuses to change anything, before a request leaves', async () => {
    const session = await open().open(arn, 'migrate', {}, signal);
    await session.aws.eks.send(new DescribeClusterCommand({ name: 'shop' }));
    const asked = aws.asked.length;
    await expect(
      session.aws.eks.send(new UpdateClusterConfigCommand({ name: 'shop' })),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect(
      session.aws.sts.send(
        new AssumeRoleCommand({ RoleArn: 'r', RoleSessionName: 's' }),
      ),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect(
      session.aws.sts.send(new GetSessionTokenCommand({})),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect(
      session.kubernetes.patch(
        resourceTypes.nodes,
        { name: 'n' },
        'merge',
        {},
        signal,
      ),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(aws.asked).toHaveLength(asked);
    expect(cluster.asked).toHaveLength(0);
    await session.kubernetes.create(
      resourceTypes.selfSubjectAccessReviews,
      { spec: {} },
      signal,
    );
    expect(cluster.asked).toHaveLength(1);
  });

  it('lets through the permitted call, once, on the permitted object of this cluster', async () => {
    const session = await open().open(arn, 'migrate', {}, signal);
    const permit = { api: 'eks:UpdateClusterConfig', target: arn };
    const beforeSend = jest.fn();
    const { eks } = session.mutating({ ...permit, beforeSend }).aws;
    await eks.send(new UpdateClusterConfigCommand({ name: 'shop' }));
    expect(beforeSend).toHaveBeenCalledTimes(1);
    const asked = aws.asked.length;
    for (const refused of [
      () => eks.send(new UpdateClusterConfigCommand({ name: 'shop' })),
      () =>
        session
          .mutating(permit)
          .aws.eks.send(new UpdateClusterConfigCommand({ name: 'other' })),
      () =>
        session.mutating(permit).aws.eks.send(
          new DeleteNodegroupCommand({
            clusterName: 'shop',
            nodegroupName: 'a',
          }),
        ),
      () =>
        session
          .mutating({
            api: 'iam:AttachRolePolicy',
            target: 'arn:aws:iam::123456789012:role/one',
          })
          .aws.iam.send(
            new AttachRolePolicyCommand({ RoleName: 'two', PolicyArn: 'p' }),
          ),
    ]) {
      await expect(refused()).rejects.toMatchObject({
        name: 'NotAllowedError',
      });
    }
    expect(aws.asked).toHaveLength(asked);
  });

  it('makes a mutating call once, however it fails, and not at all when it may no longer begin', async () => {
    const session = await open().open(arn, 'migrate', {}, signal);
    onAws = ({ action }) =>
      action ? undefined : restError(500, 'ServerException', 'try again');
    const permit = { api: 'eks:UpdateClusterConfig', target: arn };
    const asked = aws.asked.length;
    await expect(
      session
        .mutating(permit)
        .aws.eks.send(new UpdateClusterConfigCommand({ name: 'shop' })),
    ).rejects.toMatchObject({ name: 'ServerException' });
    expect(aws.asked).toHaveLength(asked + 1);
    await expect(
      session
        .mutating({
          ...permit,
          beforeSend: () => {
            throw new Error('too late');
          },
        })
        .aws.eks.send(new UpdateClusterConfigCommand({ name: 'shop' })),
    ).rejects.toThrow('too late');
    expect(aws.asked).toHaveLength(asked + 1);
  });

  it('asks EKS for the endpoint once, and anew after nobody answered there', async () => {
    const described = () => aws.asked.filter(a => !a.action).length;
    const all = open();
    const session = await all.open(arn, 'assess', {}, signal);
    await session.kubernetes.raw('/version', signal);
    const again = await all.open(arn, 'assess', {}, signal);
    await again.kubernetes.raw('/version', signal);
    expect(described()).toBe(1);
    onKubernetes = () => ({ cut: true });
    await expect(
      again.kubernetes.raw('/version', signal),
    ).rejects.toMatchObject({ reason: 'ConnectionBroken' });
    onKubernetes = () => ({ body: {} });
    await again.kubernetes.raw('/version', signal);
    expect(described()).toBeGreaterThan(1);
  });

  it.each([
    ['https://evil.example.com', 'neither an EKS endpoint nor an allowed host'],
    ['http://proxy.example.com', 'not https'],
    ['proxy', 'not a URL'],
  ])('sends no token to %s', async (endpoint, why) => {
    const session = await open({
      allowedEndpoints: ['proxy.example.com'],
      reach: async () => ({ 'kubernetes.io/api-server': endpoint }),
    }).open(arn, 'assess', {}, signal);
    await expect(
      session.kubernetes.raw('/version', signal),
    ).rejects.toMatchObject({
      code: 'endpoint-refused',
      message: expect.stringContaining(why),
    });
    expect(cluster.asked).toHaveLength(0);
  });

  it('goes to the annotated endpoint with the annotated CA where the host is allowed', async () => {
    onAws = ({ action }) =>
      action
        ? undefined
        : {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              cluster: { name: 'shop', arn, endpoint: 'https://127.0.0.1:1' },
            }),
          };
    const session = await open({
      allowedEndpoints: ['127.0.0.1'],
      reach: async () => ({
        'kubernetes.io/api-server': `${cluster.endpoint}/`,
        'kubernetes.io/api-server-certificate-authority': cluster.caData,
      }),
    }).open(arn, 'assess', {}, signal);
    await session.kubernetes.raw('/version', signal);
    expect(cluster.asked.map(a => a.path)).toEqual(['/version']);
  });
});
