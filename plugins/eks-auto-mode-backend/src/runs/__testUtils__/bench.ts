// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EKSClient } from '@aws-sdk/client-eks';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { PricingClient } from '@aws-sdk/client-pricing';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type {
  Backup,
  Plan,
  PlanStep,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Knex } from 'knex';
import { migrationsDirectory } from '../../database/migrate';
import type { KubernetesApi } from '../../clusters/kubernetesApi';
import type {
  AwsClients,
  ClusterSession,
  ClusterSessions,
  Permit,
} from '../../clusters/session';
import type { RunClock } from '../clock';
import type { RunWorld } from '../context';
import { DatabaseRunsStore } from '../databaseRunsStore';
import { EmbeddedDriver } from '../driver';
import type { EffectKind } from '../effect';
import { RunEngine } from '../engine';
import type { RunEvents } from '../events';
import { DatabaseRunLeases } from '../lease';
import { DefaultRunsService } from '../service';
import type { Step } from '../step';

/** Both clocks of a process and the database's, moved by hand. */
export class HandClock implements RunClock {
  ms = Date.UTC(2026, 10, 21, 8);
  now = () => new Date(this.ms);
  monotonic = () => this.ms;
  database = (knex: Knex) => knex.raw(String(this.ms));
  pass(ms: number) {
    this.ms += ms;
  }
}

export type AwsHandler = (
  operation: string,
  input: JsonObject,
) => JsonObject | Promise<JsonObject>;

/** AWS clients whose commands are answered by one function. */
export function fakeAws(handler: AwsHandler): AwsClients {
  const config = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
  const send = async (command: { input: JsonObject; constructor: Function }) =>
    handler(command.constructor.name.replace(/Command$/, ''), command.input);
  const answered = <T extends object>(client: T): T =>
    Object.assign(client, { send });
  return {
    eks: answered(new EKSClient(config)),
    iam: answered(new IAMClient(config)),
    ec2: answered(new EC2Client(config)),
    sts: answered(new STSClient(config)),
    s3: answered(new S3Client(config)),
    autoScaling: answered(new AutoScalingClient(config)),
    pricing: answered(new PricingClient(config)),
    serviceQuotas: answered(new ServiceQuotasClient(config)),
    kms: answered(new KMSClient(config)),
  };
}

export const clusterArn = 'arn:aws:eks:us-east-1:111122223333:cluster/shop';

/** A session over fakes that lets through what is permitted, as the real one does. */
export class FakeSessions implements ClusterSessions {
  opened = 0;
  readonly permits: Permit[] = [];
  /** Awaited after a call was permitted and before it is made: where a process can freeze. */
  beforeCall: (permit: Permit) => Promise<void> = async () => {};

  constructor(
    private readonly kubernetes: KubernetesApi,
    private readonly aws: AwsClients,
  ) {}

  async open(): Promise<ClusterSession> {
    this.opened += 1;
    return {
      clusterArn,
      clusterName: 'shop',
      accountId: '111122223333',
      region: 'us-east-1',
      partition: 'aws',
      purpose: 'migrate',
      aws: this.aws,
      kubernetes: this.kubernetes,
      mutating: permit => this.#mutating(permit),
      close: async () => {},
    };
  }

  #mutating(permit: Permit) {
    this.permits.push(permit);
    const guard = async () => {
      await this.beforeCall(permit);
      permit.beforeSend?.();
    };
    const kubernetes: KubernetesApi = {
      list: (...args) => this.kubernetes.list(...args),
      get: (...args) => this.kubernetes.get(...args),
      raw: (...args) => this.kubernetes.raw(...args),
      create: async (...args) => {
        await guard();
        return this.kubernetes.create(...args);
      },
      replace: async (...args) => {
        await guard();
        return this.kubernetes.replace(...args);
      },
      patch: async (...args) => {
        await guard();
        return this.kubernetes.patch(...args);
      },
      delete: async (...args) => {
        await guard();
        return this.kubernetes.delete(...args);
      },
      evict: async (...args) => {
        await guard();
        return this.kubernetes.evict(...args);
      },
    };
    return { aws: this.aws, kubernetes };
  }
}

export function planWith(
  steps: (Partial<PlanStep> & Pick<PlanStep, 'id' | 'kind'>)[],
  more: Partial<Plan> = {},
): Plan {
  return {
    id: 'plan-1',
    number: 0,
    clusterArn,
    clusterName: 'shop',
    digest: 'd'.repeat(64),
    createdAt: '2026-11-21T07:00:00.000Z',
    createdBy: 'user:default/ann',
    inventoryReadAt: '2026-11-21T07:00:00.000Z',
    options: {},
    basis: {
      version: '1.35',
      authenticationMode: 'API_AND_CONFIG_MAP',
      autoMode: {
        compute: false,
        blockStorage: false,
        loadBalancing: false,
        nodePools: [],
      },
      clusterRole: { arn: 'arn:aws:iam::1:role/c', trust: {}, policies: [] },
      subnets: [],
      addons: [],
      sources: [],
      nodePools: [],
    },
    steps: steps.map(step => ({
      title: step.id,
      changes: [],
      iam: [],
      kubernetes: [],
      undo: { possible: true, how: '' },
      predicted: { minSeconds: 1, maxSeconds: 2 },
      ...step,
    })),
    sources: [],
    misfits: [],
    bounds: [],
    dataLost: [],
    blockedBy: [],
    predicted: { minSeconds: 1, maxSeconds: 2 },
    ...more,
  };
}

export const verifiedBackup: Backup = {
  id: 'backup-1',
  clusterArn,
  clusterName: 'shop',
  state: 'verified',
  createdBy: 'run:1',
  createdAt: '2026-11-21T07:30:00.000Z',
  verifiedAt: '2026-11-21T07:31:00.000Z',
  bucket: 'b',
  prefix: 'p',
  objects: 1,
  bytes: 1,
  kinds: 1,
  parts: [],
  unread: [],
};

export interface BenchOptions {
  knex: Knex;
  clock: HandClock;
  sessions: ClusterSessions;
  steps: Step[];
  effects?: EffectKind[];
  world?: Partial<RunWorld>;
  events?: RunEvents;
  holder?: string;
  separateApprover?: boolean;
  unexcepted?: Plan['blockedBy'];
  drift?: string[];
  portal?: string;
  /** What keeps a claim while a reconcile is at work; nothing does by itself. */
  /** As the driver's. */
  burstMs?: number;
  every?: (ms: number, beat: () => void) => () => void;
}

/** One replica: store, leases, engine, driver and service over one database. */
export function replica(options: BenchOptions) {
  const { knex, clock } = options;
  const store = new DatabaseRunsStore(knex, { time: clock.database });
  const leases = new DatabaseRunLeases(knex, {
    holder: options.holder ?? 'replica-a',
    time: clock.database,
  });
  const logger = mockServices.logger.mock();
  const engine = new RunEngine({
    store,
    leases,
    sessions: options.sessions,
    steps: new Map(options.steps.map(step => [step.kind, step])),
    effects: new Map((options.effects ?? []).map(kind => [kind.api, kind])),
    world: {
      inventory: async () => {
        throw new Error('this test reads no inventory');
      },
      backups: {
        ensure: async () => verifiedBackup,
        latestVerified: async () => verifiedBackup,
      },
      podFits: () => ({ fits: true }),
      ownerOf: async () => undefined,
      accepted: async () => new Set(),
      ...options.world,
    },
    logger,
    portal: options.portal ?? 'https://portal.example',
    clock,
    ...(options.events ? { events: options.events } : {}),
  });
  const driver = new EmbeddedDriver({
    store,
    leases,
    engine,
    logger,
    clock,
    wait: async ms => clock.pass(ms),
    every: options.every ?? (() => () => {}),
    ...(options.burstMs === undefined ? {} : { burstMs: options.burstMs }),
  });
  const service = new DefaultRunsService({
    store,
    driver,
    clock,
    plan: async () => planWith([]),
    drift: async () => options.drift ?? [],
    unexcepted: async () => options.unexcepted ?? [],
    separateApprover: options.separateApprover ?? false,
  });
  return { store, leases, engine, driver, service, logger };
}

export async function migrated(knex: Knex): Promise<Knex> {
  await knex.migrate.latest({ directory: migrationsDirectory() });
  return knex;
}
