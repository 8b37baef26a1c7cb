// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  fakeSessions,
  named,
  type Fakes,
} from '../inventory/__testUtils__/fakeSession';
import { connectionCodes } from './connectionCodes';
import { ConnectionTest, type ConnectionTestOptions } from './connectionTest';
import { Environments } from './environments';
import { KubernetesError } from './kubernetesApi';
import { ReachError } from './reachError';
import { concreteResource } from './simulate';

const { signal } = new AbortController();
const arn = 'arn:aws:eks:eu-central-1:123456789012:cluster/shop';

const environments = new Environments([
  {
    name: 'prod',
    accounts: [
      { accountId: '123456789012', regions: ['eu-central-1'], roles: {} },
    ],
    backup: {
      bucket: 'backups',
      prefix: 'a/',
      secretValues: false,
      keepForMs: 1,
    },
    tags: {},
    windows: [],
    gates: { approverIsNotRequester: false, soakMs: 0 },
  },
]);

const good = (): Fakes => ({
  kubernetes: { '/version': { major: '1' } },
  aws: {
    'sts:GetCallerIdentity': () => ({
      Arn: 'arn:aws:sts::123456789012:assumed-role/eks-auto-mode/x',
    }),
    'eks:DescribeCluster': () => ({
      cluster: {
        name: 'shop',
        arn,
        version: '1.33',
        status: 'ACTIVE',
        endpoint: 'https://e',
        roleArn: 'arn:aws:iam::123456789012:role/path/shop-cluster',
      },
    }),
    'iam:SimulatePrincipalPolicy': ({ ActionNames }) => ({
      EvaluationResults: ActionNames.map((EvalActionName: string) => ({
        EvalActionName,
        EvalDecision: 'allowed',
      })),
    }),
  },
});

async function test(
  changes: Partial<Fakes> = {},
  options: Partial<ConnectionTestOptions> = {},
) {
  const fakes = good();
  const checks = await ConnectionTest.run(
    {
      sessions: fakeSessions({
        ...fakes,
        ...changes,
        aws: { ...fakes.aws, ...changes.aws },
      }),
      environments,
      checkBucket: async () => {},
      ...options,
    },
    arn,
    signal,
  );
  const states = (state: string) =>
    checks.filter(check => check.state === state).map(check => check.code);
  return { checks, failed: states('failed'), unknown: states('unknown') };
}

const code = (probe: keyof typeof connectionCodes) =>
  connectionCodes[probe].code;

describe('ConnectionTest', () => {
  it('asks every question under its heading, in order', async () => {
    const { checks, failed, unknown } = await test();
    expect(checks.map(check => check.code)).toEqual(
      Object.values(connectionCodes).map(one => one.code),
    );
    expect([failed, unknown]).toEqual([[], []]);
    expect(
      checks.find(check => check.code === code('assessRole'))?.message,
    ).toBe('I am arn:aws:sts::123456789012:assumed-role/eks-auto-mode/x');
  });

  it('tells one role that may not be assumed from what stands on it', async () => {
    const { checks, failed, unknown } = await test({
      opens: purpose => {
        if (purpose === 'migrate')
          throw new ReachError('role-denied', 'may not', 'trust it');
      },
    });
    expect(failed).toEqual([code('migrateRole')]);
    expect(unknown).toEqual([
      code('migrateToken'),
      code('migrateIam'),
      code('migrateKubernetes'),
    ]);
    expect(checks.find(check => check.state === 'failed')?.remedy).toBe(
      'trust it',
    );
  });

  it('tells an unreachable endpoint from an unknown caller', async () => {
    const refused = await test({
      kubernetes: {
        '/version': new KubernetesError(0, 'ConnectionRefused', 'refused'),
      },
    });
    expect(refused.failed).toEqual([code('endpoint')]);
    expect(refused.unknown).toEqual(
      expect.arrayContaining([code('assessToken'), code('migrateToken')]),
    );
    const stranger = await test({
      kubernetes: {
        '/version': new KubernetesError(401, 'Unauthorized', 'Unauthorized'),
      },
    });
    expect(stranger.failed).toEqual([
      code('assessToken'),
      code('backupToken'),
      code('migrateToken'),
    ]);
  });

  it('names each denied action and each missing verb', async () => {
    const { checks, failed } = await test({
      allowed: ({ verb, resource }) => verb !== '*' && resource !== 'nodepools',
      aws: {
        'iam:SimulatePrincipalPolicy': ({ ActionNames }) => ({
          EvaluationResults: ActionNames.map((EvalActionName: string) => ({
            EvalActionName,
            EvalDecision:
              EvalActionName === 'eks:UpdateClusterConfig'
                ? 'implicitDeny'
                : 'allowed',
          })),
        }),
      },
    });
    expect(failed).toEqual([
      code('migrateIam'),
      code('assessKubernetes'),
      code('migrateKubernetes'),
    ]);
    const messages = checks.map(check => check.message).join('\n');
    expect(messages).toContain('may not eks:UpdateClusterConfig');
    expect(messages).toContain('create karpenter.sh/nodepools');
  });

  it('is unknown, not passed, where the simulation itself is denied', async () => {
    const { failed } = await test({
      aws: { 'iam:SimulatePrincipalPolicy': () => named('AccessDenied', 'no') },
    });
    expect(failed).toEqual([
      code('assessIam'),
      code('backupIam'),
      code('migrateIam'),
    ]);
  });

  it.each([
    ['version', { version: '1.28', status: 'ACTIVE' }],
    ['version', { version: '1.33', status: 'ACTIVE', outpostConfig: {} }],
    ['active', { version: '1.33', status: 'UPDATING' }],
  ] as const)(
    'holds the cluster against what a run needs: %s',
    async (probe, cluster) => {
      const { failed } = await test({
        aws: {
          'eks:DescribeCluster': () => ({
            cluster: { name: 'shop', arn, ...cluster },
          }),
        },
      });
      expect(failed).toEqual([code(probe)]);
    },
  );

  it('says what is wrong with the bucket, and what with a cluster that no environment names', async () => {
    const bucket = await test(
      {},
      {
        checkBucket: async () => {
          throw new Error('The backup bucket backups is public');
        },
      },
    );
    expect(bucket.failed).toEqual([code('bucket')]);
    const nowhere = await test({}, { environments: new Environments([]) });
    expect(nowhere.failed).toEqual([code('environment')]);
    expect(nowhere.unknown).toHaveLength(
      Object.keys(connectionCodes).length - 1,
    );
  });
});

describe('concreteResource', () => {
  const names = {
    Partition: 'aws',
    AccountId: '1',
    region: 'eu-central-1',
    cluster: 'shop',
    role: 'path/shop-cluster',
  };
  it.each([
    [
      'arn:${Partition}:eks:*:${AccountId}:cluster/*',
      'arn:aws:eks:eu-central-1:1:cluster/shop',
    ],
    [
      'arn:${Partition}:iam::${AccountId}:role/*',
      'arn:aws:iam::1:role/path/shop-cluster',
    ],
    [
      'arn:${Partition}:iam::${AccountId}:role/Node-*',
      'arn:aws:iam::1:role/Node-any',
    ],
    ['${KmsKeyArn}', undefined],
    ['*', '*'],
  ])('makes of %s what it stands for here', (resource, expected) => {
    expect(concreteResource(resource, names)).toBe(expected);
  });
});
