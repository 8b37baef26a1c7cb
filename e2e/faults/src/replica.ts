// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mockServices } from '@backstage/backend-test-utils';
import type { Config } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import type { Knex } from 'knex';
import { BackupService } from '../../../plugins/eks-auto-mode-backend/src/backups/backupService';
import { BackupsStore } from '../../../plugins/eks-auto-mode-backend/src/backups/backupsStore';
import { parseClusterArn } from '../../../plugins/eks-auto-mode-backend/src/clusters/clusterArn';
import { Environments } from '../../../plugins/eks-auto-mode-backend/src/clusters/environments';
import type {
  ClusterSession,
  Permit,
} from '../../../plugins/eks-auto-mode-backend/src/clusters/session';
import { EksClusterSessions } from '../../../plugins/eks-auto-mode-backend/src/clusters/sessions';
import { readInventory } from '../../../plugins/eks-auto-mode-backend/src/inventory/readInventory';
import {
  basisDrift,
  basisNow,
  plan,
  podFits,
} from '../../../plugins/eks-auto-mode-backend/src/plans';
import { catalogue } from '../../../plugins/eks-auto-mode-backend/src/readiness/catalogue';
import { evaluate } from '../../../plugins/eks-auto-mode-backend/src/readiness/evaluate';
import { DatabaseRunsStore } from '../../../plugins/eks-auto-mode-backend/src/runs/databaseRunsStore';
import { EmbeddedDriver } from '../../../plugins/eks-auto-mode-backend/src/runs/driver';
import { effectKinds } from '../../../plugins/eks-auto-mode-backend/src/runs/effects';
import { RunEngine } from '../../../plugins/eks-auto-mode-backend/src/runs/engine';
import { DatabaseRunLeases } from '../../../plugins/eks-auto-mode-backend/src/runs/lease';
import { DefaultRunsService } from '../../../plugins/eks-auto-mode-backend/src/runs/service';
import type { Step } from '../../../plugins/eks-auto-mode-backend/src/runs/step';
import { stepsByKind } from '../../../plugins/eks-auto-mode-backend/src/runs/steps';
import { accountId, bucket, clusterArn, secretAccessKey } from './fleet';

/** A call that nobody answers is given up soon; claims are as long as the product's own. */
export const leaseTimes = { leaseMs: 30_000, callTimeoutMs: 1_500 };

/** A run polls every second or two where AWS takes minutes; here AWS takes a thousandth of its time. */
const LONGEST_WAIT_MS = 30;

export type MutatingClients = ReturnType<ClusterSession['mutating']>;

/** What a test may break in a product, to see the witness speak. */
export interface Sabotage {
  steps?: readonly Step[];
  world?: Partial<ConstructorParameters<typeof RunEngine>[0]['world']>;
  /** Other clients than the ones that let through what is permitted, once. */
  mutating?: (session: ClusterSession, permit: Permit) => MutatingClients;
}

export interface ReplicaOptions {
  name: string;
  knex: Knex;
  accessKeyId: string;
  sabotage?: Sabotage;
  /** Before each use of the database; throws where it is not to be reached. */
  database?: (method: string, args: readonly unknown[]) => void;
  /** After each write to the record of runs. */
  written?: (args: readonly unknown[]) => Promise<void>;
}

function guarded<T extends object>(
  target: T,
  before: (method: string, args: readonly unknown[]) => void,
  written?: (args: readonly unknown[]) => Promise<void>,
): T {
  return new Proxy(target, {
    get(_, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        before(String(property), args);
        const result: unknown = await Reflect.apply(value, target, args);
        if (property === 'commit') await written?.(args);
        return result;
      };
    },
  });
}

function configOf(accessKeyId: string): Config {
  return mockServices.rootConfig({
    data: {
      aws: { accounts: [{ accountId, accessKeyId, secretAccessKey }] },
      eksAutoMode: {
        environments: [
          {
            name: 'faults',
            accounts: [{ accountId, regions: ['us-east-1'] }],
            backup: { bucket },
          },
        ],
      },
    },
  });
}

/** One process of the product, as far as runs go; several stand on one database. */
export class Replica {
  #gone = false;
  readonly #backupsStop = new AbortController();
  #ticking: Promise<void> | undefined;
  readonly driver: EmbeddedDriver;
  readonly runs: DefaultRunsService;
  readonly backups: BackupService;
  readonly #sessions: EksClusterSessions;

  constructor(options: ReplicaOptions) {
    const { knex, name, sabotage = {} } = options;
    const database = (method: string, args: readonly unknown[]) => {
      options.database?.(method, args);
      // What a process that is gone would write, nobody writes.
      if (this.#gone) throw new Error(`${name} is gone`);
    };
    const config = configOf(options.accessKeyId);
    const environments = Environments.fromConfig(config);
    const logger = mockServices.logger.mock();
    this.#sessions = new EksClusterSessions({
      environments,
      credentials: DefaultAwsCredentialsManager.fromConfig(config),
      version: 'test',
    });
    const sessions = {
      open: async (
        ...args: Parameters<EksClusterSessions['open']>
      ): Promise<ClusterSession> =>
        this.#dying(await this.#sessions.open(...args), sabotage),
    };
    const inventory = () =>
      readInventory(
        this.#sessions,
        { arn: clusterArn },
        {},
        new AbortController().signal,
      );
    const store = guarded(
      new DatabaseRunsStore(knex),
      database,
      options.written,
    );
    const leases = guarded(
      new DatabaseRunLeases(knex, { holder: name, times: leaseTimes }),
      database,
    );
    this.backups = new BackupService({
      store: guarded(new BackupsStore(knex, name), database),
      targetOf: arn =>
        environments.find(parseClusterArn(arn))?.environment.backup,
      open: async (arn, target, signal) => {
        const session = await this.#sessions.open(arn, 'backup', {}, signal);
        return { session, s3: session.objectWriter(target) };
      },
      logger,
      now: () => new Date(),
    });
    const engine = new RunEngine({
      store,
      leases,
      sessions,
      steps: new Map([
        ...stepsByKind,
        ...(sabotage.steps ?? []).map(step => [step.kind, step] as const),
      ]),
      effects: effectKinds,
      world: {
        inventory,
        podFits,
        backups: this.backups,
        ownerOf: async () => undefined,
        accepted: async () => new Set<string>(),
        drift: async made =>
          basisDrift(made.basis, basisNow(await inventory())),
        ...sabotage.world,
      },
      logger,
      portal: 'https://portal.example',
    });
    this.driver = new EmbeddedDriver({
      store,
      leases,
      engine,
      logger,
      wait: (ms, signal) =>
        new Promise(resolve => {
          const timer = setTimeout(resolve, Math.min(ms, LONGEST_WAIT_MS));
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            resolve();
          });
        }),
    });
    this.runs = new DefaultRunsService({
      store,
      driver: this.driver,
      plan: async (_arn, planOptions, actor) => {
        const read = await inventory();
        return plan({
          id: 'plan-1',
          createdAt: new Date().toISOString(),
          createdBy: actor,
          inventory: read,
          findings: evaluate(read, catalogue, new Date()),
          options: planOptions,
        });
      },
      drift: async () => [],
      unexcepted: async () => [],
    });
  }

  /** Does what is due; a database that cannot be reached is the next tick's business. */
  async tick(): Promise<void> {
    if (this.#gone) return;
    this.#ticking ??= this.backups
      .tick(this.#backupsStop.signal)
      .catch(() => undefined)
      .finally(() => {
        this.#ticking = undefined;
      });
    await this.driver.tick().catch(() => undefined);
  }

  /** The process ends here and now: nothing is written any more, no further call begins. */
  drop(): void {
    this.#gone = true;
    this.#backupsStop.abort();
  }

  get gone(): boolean {
    return this.#gone;
  }

  async close(): Promise<void> {
    this.#backupsStop.abort();
    await this.driver.stop();
    await this.#ticking;
    await this.#sessions.close();
  }

  #dying(session: ClusterSession, sabotage: Sabotage): ClusterSession {
    const permitted = (permit: Permit): Permit => ({
      ...permit,
      beforeSend: () => {
        if (this.#gone) throw new Error('The process is gone');
        permit.beforeSend?.();
      },
    });
    return new Proxy(session, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (property === 'mutating')
          return (permit: Permit) =>
            sabotage.mutating?.(target, permitted(permit)) ??
            target.mutating(permitted(permit));
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }
}
