// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mockServices } from '@backstage/backend-test-utils';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import type {
  PlanOptions,
  Run,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { createTestDatabases } from '../__testUtils__/databases';
import { Environments } from '../clusters/environments';
import { EksClusterSessions } from '../clusters/sessions';
import { readInventory } from '../inventory/readInventory';
import { basisDrift, basisNow, plan, podFits } from '../plans';
import { catalogue } from '../readiness/catalogue';
import { evaluate } from '../readiness/evaluate';
import { migrated, verifiedBackup } from './__testUtils__/bench';
import { spawnSandbox, type RunningSandbox } from './__testUtils__/sandbox';
import { DatabaseRunsStore } from './databaseRunsStore';
import { EmbeddedDriver } from './driver';
import { effectKinds } from './effects';
import { RunEngine } from './engine';
import { DatabaseRunLeases } from './lease';
import { DefaultRunsService } from './service';
import { stepsByKind } from './steps';

const databases = createTestDatabases();
const arn = 'arn:aws:eks:us-east-1:111122223333:cluster/one';
const ann = 'user:default/ann';

jest.setTimeout(300_000);

describe('a migration on the sandbox', () => {
  let sandbox: RunningSandbox;
  const { env } = process;

  beforeEach(async () => {
    sandbox = await spawnSandbox();
    process.env = {
      ...env,
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: 'AKIASANDBOXPORTAL000',
      AWS_SECRET_ACCESS_KEY: 'sandbox-portal-secret',
    };
  });

  afterEach(async () => {
    process.env = env;
    await sandbox.stop();
  });

  async function portal() {
    const knex = await migrated(await databases.init('SQLITE_3'));
    const config = mockServices.rootConfig({
      data: {
        eksAutoMode: {
          environments: [
            {
              name: 'test',
              accounts: [{ accountId: '111122223333', regions: ['us-east-1'] }],
            },
          ],
        },
      },
    });
    const logger = mockServices.logger.mock();
    const sessions = new EksClusterSessions({
      environments: Environments.fromConfig(config),
      credentials: DefaultAwsCredentialsManager.fromConfig(config),
      version: 'test',
    });
    const inventory = () =>
      readInventory(sessions, { arn }, {}, new AbortController().signal);
    const store = new DatabaseRunsStore(knex);
    const leases = new DatabaseRunLeases(knex, { holder: 'replica-a' });
    const engine = new RunEngine({
      store,
      leases,
      sessions,
      steps: stepsByKind,
      effects: effectKinds,
      world: {
        inventory,
        podFits,
        backups: {
          ensure: async () => verifiedBackup,
          latestVerified: async () => ({
            ...verifiedBackup,
            createdAt: new Date().toISOString(),
          }),
        },
        ownerOf: async () => undefined,
        accepted: async () => new Set(),
        drift: async made =>
          basisDrift(made.basis, basisNow(await inventory())),
      },
      logger,
      portal: 'https://portal.example',
    });
    const driver = new EmbeddedDriver({ store, leases, engine, logger });
    const service = new DefaultRunsService({
      store,
      driver,
      plan: async (_arn, options, actor) => {
        const read = await inventory();
        return plan({
          id: 'plan-1',
          createdAt: new Date().toISOString(),
          createdBy: actor,
          inventory: read,
          findings: evaluate(read, catalogue, new Date()),
          options,
        });
      },
      drift: async () => [],
      unexcepted: async () => [],
    });
    const start = async (options: PlanOptions) => {
      const made = await service.makePlan(arn, options, ann);
      const run = await service.approve(made.id, made.digest, ann);
      return { made, runId: run.id };
    };
    const until = async (runId: string, states: Run['state'][]) => {
      for (;;) {
        await driver.tick();
        const run = await service.get(runId);
        // Always a pause: SQLite answers without one, and timers would never have their turn.
        await new Promise(resolve => setTimeout(resolve, 200));
        if (states.includes(run.state)) return run;
      }
    };
    const close = async () => {
      await driver.stop();
      await sessions.close();
    };
    return { store, service, start, until, close, logger };
  }

  const unfinished = (run: Run) => [
    ...run.steps
      .filter(step => step.state !== 'done' && step.state !== 'skipped')
      .map(step => `${step.id} ${step.state}: ${step.message}`),
    ...run.blockedBy.map(each => `${each.what}. ${each.now}`),
  ];

  it('moves every pod, retires the groups behind an approval, and verifies', async () => {
    const { start, until, service, close } = await portal();
    const { made, runId } = await start({ soakSeconds: 1 });
    let run = await until(runId, ['waiting', 'blocked', 'done']);
    for (let gates = 0; run.state === 'waiting' && gates < 5; gates++) {
      const at = run.steps.find(step => step.state === 'waiting');
      if (at?.gate?.type === 'approval')
        await service.command(
          runId,
          { type: 'approve-retire', digest: made.digest },
          ann,
        );
      run = await until(runId, ['blocked', 'done', 'waiting']);
      while (
        run.state === 'waiting' &&
        run.steps.find(step => step.state === 'waiting')?.gate?.type === 'soak'
      )
        run = await until(runId, ['blocked', 'done', 'waiting']);
    }
    await close();
    expect(unfinished(run)).toEqual([]);
    expect(run.verification?.rows.filter(row => !row.holds)).toEqual([]);
    const evicted = (await sandbox.ledger()).filter(
      line => line.via === 'kubernetes:evict' && line.field === 'deleted',
    );
    expect(new Set(evicted.map(line => line.object)).size).toBe(evicted.length);
  });

  it.each<[PlanOptions['until'], string]>([['shrink', 'auto-mode-off']])(
    'leaves the cluster as it was after an undo of what went to %s',
    async until => {
      const before = await sandbox.normalForm();
      const { start, until: wait, service, close } = await portal();
      const { runId } = await start({ soakSeconds: 0, until });
      let run = await wait(runId, ['blocked', 'done']);
      expect(unfinished(run)).toEqual([]);
      await service.command(
        runId,
        { type: 'undo', undoTo: 'auto-mode-off' },
        ann,
      );
      run = await wait(runId, ['blocked', 'undone']);
      await close();
      expect(run.blockedBy).toEqual([]);
      expect(run.state).toBe('undone');
      expect(await sandbox.normalForm()).toEqual(before);
    },
  );
});
