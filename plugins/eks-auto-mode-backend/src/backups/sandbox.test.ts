// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mockServices } from '@backstage/backend-test-utils';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { createTestDatabases } from '../__testUtils__/databases';
import { parseClusterArn } from '../clusters/clusterArn';
import { ConnectionTest } from '../clusters/connectionTest';
import { discoverClusters } from '../clusters/discovery';
import { Environments } from '../clusters/environments';
import { EksClusterSessions } from '../clusters/sessions';
import { migrationsDirectory } from '../database/migrate';
import { inventoryParts, originOf } from '../inventory/parts';
import { readInventory } from '../inventory/readInventory';
import { RegionReads } from '../inventory/regionReads';
import {
  spawnSandbox,
  type RunningSandbox,
} from '../runs/__testUtils__/sandbox';
import { BackupService } from './backupService';
import { BackupsStore } from './backupsStore';

jest.setTimeout(120_000);

const arnOf = (name: string) =>
  `arn:aws:eks:us-east-1:111122223333:cluster/${name}`;
const databases = createTestDatabases();

function config(bucket = 'example-eks-backups') {
  const credentials = {
    accessKeyId: 'AKIASANDBOXPORTAL000',
    secretAccessKey: 'sandbox-portal-secret',
  };
  return mockServices.rootConfig({
    data: {
      aws: { accounts: [{ accountId: '111122223333', ...credentials }] },
      eksAutoMode: {
        environments: [
          {
            name: 'sandbox',
            accounts: [
              {
                accountId: '111122223333',
                regions: ['us-east-1'],
                roles: {
                  assess: 'eks-auto-mode-assess',
                  backup: 'eks-auto-mode-backup',
                  migrate: 'eks-auto-mode-migrate',
                },
              },
            ],
            backup: { bucket },
          },
        ],
      },
    },
  });
}

let sandbox: RunningSandbox;
let sessions: EksClusterSessions;
const environments = Environments.fromConfig(config());
const { signal } = new AbortController();

beforeAll(async () => {
  sandbox = await spawnSandbox('shop');
  process.env.AWS_ENDPOINT_URL = sandbox.url;
  sessions = new EksClusterSessions({
    environments,
    credentials: DefaultAwsCredentialsManager.fromConfig(config()),
    version: '0.1.0',
  });
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL;
  await sessions.close();
  await sandbox.stop();
});

describe('clusters of the sandbox', () => {
  it('are found in the account', async () => {
    const { unregistered, problems } = await discoverClusters(
      { environments, sessions, registered: new Set([arnOf('web-modern')]) },
      signal,
    );
    expect(problems).toEqual([]);
    expect(unregistered.map(cluster => cluster.name)).toEqual([
      'batch-large',
      'checkout-prod',
      'checkout-staging',
      'data-partial',
      'legacy-unreachable',
    ]);
  });

  it('are read as wholly as each lets itself be read', async () => {
    const regions = new RegionReads();
    const read = async (name: string) => {
      const inventory = await readInventory(
        sessions,
        { arn: arnOf(name) },
        { regions },
        signal,
      );
      return inventoryParts.filter(
        part => inventory.parts[part].state === 'unread',
      );
    };
    expect(await read('checkout-prod')).toEqual([]);
    const partial = await read('data-partial');
    expect(partial).toEqual(
      expect.arrayContaining(['podDisruptionBudgets', 'ingresses']),
    );
    expect(partial).not.toContain('pods');
    // Which EBS volumes to ask for is known from the cluster's persistent volumes alone.
    expect(await read('legacy-unreachable')).toEqual(
      inventoryParts.filter(
        part => part === 'ebsVolumes' || originOf(part) === 'kubernetes',
      ),
    );
  });

  it('pass or fail their connection test', async () => {
    const failed = async (name: string) =>
      (
        await ConnectionTest.run(
          { sessions, environments },
          arnOf(name),
          signal,
        )
      )
        .filter(check => check.state === 'failed')
        .map(check => check.code);
    expect(await failed('checkout-prod')).toEqual([]);
    expect(await failed('data-partial')).toEqual(['CON-P4']);
    expect(await failed('legacy-unreachable')).toEqual(['CON-C2']);
  });
});

describe.each(databases.eachSupportedId())(
  'backups of the sandbox on %s',
  id => {
    async function service(bucket?: string) {
      const knex = await databases.init(id);
      await knex.migrate.latest({ directory: migrationsDirectory() });
      const targets = Environments.fromConfig(config(bucket));
      return new BackupService({
        store: new BackupsStore(knex, 'one'),
        targetOf: arn => targets.find(parseClusterArn(arn))?.environment.backup,
        open: async (arn, target, abort) => {
          const session = await sessions.open(arn, 'backup', {}, abort);
          return { session, s3: session.objectWriter(target) };
        },
        logger: mockServices.logger.mock(),
        now: () => new Date(),
      });
    }

    it('are verified where everything required was read', async () => {
      const backups = await service();
      const { id: backupId } = await backups.start(
        arnOf('checkout-prod'),
        'schedule',
      );
      await backups.tick(signal);
      const backup = await backups.get(backupId);
      expect(backup).toMatchObject({ state: 'verified', unread: [] });
      expect(backup?.objects).toBeGreaterThan(100);
      expect((await backups.latestVerified(arnOf('checkout-prod')))?.id).toBe(
        backupId,
      );
      await backups.requestVerify(backupId);
      await backups.tick(signal);
      expect((await backups.get(backupId))?.state).toBe('verified');
    });

    it('are partial, and failed, where a cluster does not let itself be read', async () => {
      const backups = await service();
      const partial = await backups.start(arnOf('data-partial'), 'schedule');
      const failed = await backups.start(
        arnOf('legacy-unreachable'),
        'schedule',
      );
      await backups.tick(signal);
      expect(await backups.get(partial.id)).toMatchObject({
        state: 'partial',
        error: expect.stringContaining('networking.k8s.io'),
      });
      expect(await backups.get(failed.id)).toMatchObject({
        state: 'failed',
        error: expect.stringContaining('Nothing listens'),
      });
      expect(
        await backups.latestVerified(arnOf('data-partial')),
      ).toBeUndefined();
    });

    it('go nowhere but to a bucket that exists and is ours', async () => {
      const backups = await service('example-eks-backups-typo');
      const { id: backupId } = await backups.start(
        arnOf('checkout-prod'),
        'schedule',
      );
      await backups.tick(signal);
      expect(await backups.get(backupId)).toMatchObject({
        state: 'failed',
        error: expect.stringContaining('example-eks-backups-typo'),
      });
    });
  },
);
