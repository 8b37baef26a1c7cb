// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mockServices } from '@backstage/backend-test-utils';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import type {
  PlanOptions,
  Run,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Knex } from 'knex';
import { BackupService } from '../../backups/backupService';
import { BackupsStore } from '../../backups/backupsStore';
import { parseClusterArn } from '../../clusters/clusterArn';
import { Environments } from '../../clusters/environments';
import { EksClusterSessions } from '../../clusters/sessions';
import { readInventory } from '../../inventory/readInventory';
import { basisDrift, basisNow, plan, podFits } from '../../plans';
import { catalogue } from '../../readiness/catalogue';
import { evaluate } from '../../readiness/evaluate';
import { DatabaseRunsStore } from '../databaseRunsStore';
import { EmbeddedDriver } from '../driver';
import { effectKinds } from '../effects';
import { RunEngine } from '../engine';
import { DatabaseRunLeases } from '../lease';
import { DefaultRunsService } from '../service';
import { stepsByKind } from '../steps';

export const arn = 'arn:aws:eks:us-east-1:111122223333:cluster/one';
export const ann = 'user:default/ann';

/** Everything that moves cluster `one` of a sandbox, put together as the plugin does, under the three roles of `deploy/`. */
export function portal(
  knex: Knex,
  given: { bucket: string; externalId?: string },
) {
  const config = mockServices.rootConfig({
    data: {
      eksAutoMode: {
        environments: [
          {
            name: 'test',
            accounts: [
              {
                accountId: '111122223333',
                regions: ['us-east-1'],
                roles: {
                  assess: 'eks-auto-mode-assess',
                  backup: 'eks-auto-mode-backup',
                  migrate: 'eks-auto-mode-migrate',
                },
                ...(given.externalId ? { externalId: given.externalId } : {}),
              },
            ],
            backup: { bucket: given.bucket },
          },
        ],
      },
    },
  });
  const logger = mockServices.logger.mock();
  const environments = Environments.fromConfig(config);
  const sessions = new EksClusterSessions({
    environments,
    credentials: DefaultAwsCredentialsManager.fromConfig(config),
    version: 'test',
  });
  const { signal } = new AbortController();
  let now = () => new Date();
  const inventory = () => readInventory(sessions, { arn }, {}, signal);
  const backups = new BackupService({
    store: new BackupsStore(knex, 'replica-a'),
    targetOf: each =>
      environments.find(parseClusterArn(each))?.environment.backup,
    open: async (each, target, abort) => {
      const session = await sessions.open(each, 'backup', {}, abort);
      return { session, s3: session.objectWriter(target) };
    },
    logger,
    now: () => now(),
  });
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
      backups,
      ownerOf: async () => undefined,
      accepted: async () => new Set(),
      drift: async made => basisDrift(made.basis, basisNow(await inventory())),
    },
    logger,
    portal: 'https://portal.example',
  });
  const driver = new EmbeddedDriver({ store, leases, engine, logger });
  let plans = 0;
  const service = new DefaultRunsService({
    store,
    driver,
    plan: async (_arn, options, actor) => {
      const read = await inventory();
      plans += 1;
      return plan({
        id: `plan-${plans}`,
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
  const until = async (runId: string, states: Run['state'][]) => {
    for (;;) {
      await Promise.all([driver.tick(), backups.tick(signal)]);
      const run = await service.get(runId);
      // Always a pause: SQLite answers without one, and timers would never have their turn.
      await new Promise(resolve => setTimeout(resolve, 200));
      if (states.includes(run.state)) return run;
    }
  };
  return {
    environments,
    sessions,
    backups,
    store,
    service,
    logger,
    /** From then on backups take this for the time. */
    setNow(date: Date) {
      now = () => date;
    },
    async start(options: PlanOptions) {
      const made = await service.makePlan(arn, options, ann);
      const run = await service.approve(made.id, made.digest, ann);
      return { made, runId: run.id };
    },
    until,
    /** To the end, through soaks, and through the approval of retirement. */
    async untilRetired(runId: string, digest: string) {
      for (;;) {
        const run = await until(runId, ['waiting', 'blocked', 'done']);
        if (run.state !== 'waiting') return run;
        const at = run.steps.find(step => step.state === 'waiting');
        if (at?.gate?.type === 'approval')
          await service.command(runId, { type: 'approve-retire', digest }, ann);
      }
    },
    async close() {
      await driver.stop();
      await sessions.close();
    },
  };
}

/** What keeps a run from being done, in lines. */
export const unfinished = (run: Run) => [
  ...run.steps
    .filter(step => step.state !== 'done' && step.state !== 'skipped')
    .map(step => `${step.id} ${step.state}: ${step.message}`),
  ...run.blockedBy.map(each => `${each.what}. ${each.now}`),
];
