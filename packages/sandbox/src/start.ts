// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { autoScalingService } from './aws/autoscaling/service';
import { ec2Service } from './aws/ec2/service';
import { startAutoMode } from './aws/eks/finishCluster';
import { eksService } from './aws/eks/service';
import { iamService } from './aws/iam/service';
import { kmsService } from './aws/kms/service';
import { pricingService, quotasService } from './aws/pricing/service';
import { s3Service } from './aws/s3/service';
import { stsService } from './aws/sts/service';
import { ControlEndpoint } from './control/endpoint';
import { FaultList } from './faults/faultList';
import { buildFleet, emptyState } from './fleet/build';
import type { Fleet } from './fleet/schema';
import { Gate } from './gate';
import { startClusterApi } from './kubernetes';
import { LedgerFile } from './ledger';
import type { ClusterApi, ClusterApiFactory, Cloud, Pace } from './seam';
import { listen } from './server';
import { BlobStore } from './aws/s3/blobs';
import { Clock } from './world/clock';
import { makeCloud } from './world/cloud';
import { effects } from './world/effects';
import { externalApi } from './world/externalApi';
import { readState, serialise, writeState } from './world/file';
import type { ClusterState, WorldState } from './world/state';
import { terminateInstance } from './world/termination';
import { World } from './world/world';

export interface SandboxOptions {
  fleet: Fleet;
  /** Where the state, the ledger and the objects of S3 lie; without it everything is in memory. */
  data?: string;
  /** Throws away what lies there. */
  reset?: boolean;
  host?: string;
  /** 0 picks a free port. */
  port?: number;
  /** Scale of transition times. */
  pace?: number;
  /** Kubernetes APIs that the caller runs, by cluster name; all others are the sandbox's own. */
  clusterApis?: Record<string, ClusterApi>;
  clusterApiFactory?: ClusterApiFactory;
  /** Who decides what goes wrong; a list of one's own sees every call. */
  faults?: FaultList;
  log?: (line: string) => void;
}

export interface Sandbox {
  url: string;
  ledger: LedgerFile;
  faults: FaultList;
  cloud: Cloud;
  world: World;
  setPace(scale: number): void;
  /** Writes the state now. */
  save(): Promise<void>;
  /** What a restart would find of this very moment: `world.json` and `ledger.ndjson`, as text. */
  freeze(): { world: string; ledger: string };
  close(): Promise<void>;
}

interface Saved {
  world: WorldState;
  clusters: Record<string, unknown>;
}

/** How long changes are gathered before the state is written. */
const SAVE_MS = 500;
/** Writing may take this part of the time at most: a large fleet is written less often. */
const SAVE_SHARE = 20;

function isSaved(value: unknown): value is Saved {
  return (
    typeof value === 'object' &&
    value !== null &&
    'world' in value &&
    'clusters' in value &&
    typeof value.world === 'object' &&
    value.world !== null &&
    'format' in value.world &&
    value.world.format === 1
  );
}

async function readSaved(path: string | undefined): Promise<Saved | undefined> {
  if (!path) return undefined;
  const value = await readState(path);
  if (value === undefined) return undefined;
  if (!isSaved(value))
    throw new Error(
      `The state in ${path} is of another format; start with --reset`,
    );
  return value;
}

function zonesOf(world: World, cluster: ClusterState): string[] {
  const region = world.region(cluster.accountId, cluster.region);
  const ids = cluster.cluster.resourcesVpcConfig?.subnetIds ?? [];
  return [
    ...new Set(ids.flatMap(id => region.subnets[id]?.AvailabilityZone ?? [])),
  ].sort();
}

/** Starts accounts and clusters; answers once every cluster's API server listens and its seeded pods stand. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const log = options.log ?? (line => process.stderr.write(`${line}\n`));
  if (options.data && options.reset)
    await rm(options.data, { recursive: true, force: true });
  if (options.data) await mkdir(options.data, { recursive: true });
  const path = options.data && join(options.data, 'world.json');
  const saved = await readSaved(path);

  const pace: Pace = { scale: options.pace ?? 1, now: () => new Date() };
  const ledger = await LedgerFile.open(options.data, () => pace.now());
  const faults = options.faults ?? new FaultList();
  const blobs = new BlobStore(options.data && join(options.data, 'objects'));
  const clock = new Clock(effects, error =>
    log(
      `a transition failed: ${
        error instanceof Error ? error.stack : String(error)
      }`,
    ),
  );

  let saving: NodeJS.Timeout | undefined;
  let written: Promise<void> = Promise.resolve();
  let lasted = 0;
  let closed = false;
  let settled = false;
  const state = saved?.world ?? emptyState(options.fleet);
  const apis = new Map<string, ClusterApi>();
  const present = (): Saved => ({
    world: state,
    clusters: Object.fromEntries(
      [...apis].map(([arn, api]) => [arn, api.snapshot()]),
    ),
  });
  const save = async () => {
    if (!path) return;
    const began = performance.now();
    const snapshot = present();
    written = written.then(() => writeState(path, snapshot));
    await written;
    lasted = performance.now() - began;
  };
  const saveSoon = () => {
    if (!path || closed || saving) return;
    saving = setTimeout(() => {
      saving = undefined;
      save().catch(error =>
        log(`the state could not be written: ${String(error)}`),
      );
    }, Math.max(SAVE_MS, lasted * SAVE_SHARE));
  };
  const world = new World(
    state,
    pace,
    // What the fleet file makes is where the story begins, not a change.
    { record: entry => settled && ledger.record(entry) },
    saveSoon,
    () => clock.awaken(),
    apis,
  );
  if (!saved) buildFleet(world, options.fleet);
  const cloud = makeCloud(world);
  const factory = options.clusterApiFactory ?? startClusterApi;
  const own: ClusterApi[] = [];
  const started = async (cluster: ClusterState) => {
    const { cluster: shown } = cluster;
    const given = options.clusterApis?.[shown.name ?? ''];
    let api: ClusterApi;
    if (given) {
      api = given;
    } else if (cluster.external) {
      api = externalApi(cluster.external);
    } else {
      api = await factory({
        clusterArn: cluster.arn,
        name: shown.name ?? '',
        region: cluster.region,
        accountId: cluster.accountId,
        version: shown.version ?? '',
        platformVersion: shown.platformVersion ?? '',
        serviceCidr:
          shown.kubernetesNetworkConfig?.serviceIpv4Cidr ?? '172.20.0.0/16',
        zones: zonesOf(world, cluster),
        addons: Object.values(cluster.addons).map(a => ({
          name: a.addonName ?? '',
          version: a.addonVersion ?? '',
        })),
        fargateProfiles: () =>
          Object.values(cluster.fargateProfiles)
            .filter(profile => profile.status === 'ACTIVE')
            .map(profile => ({
              name: profile.fargateProfileName ?? '',
              selectors: (profile.selectors ?? []).map(selector => ({
                namespace: selector.namespace ?? '',
                labels: selector.labels ?? {},
              })),
            })),
        section: cluster.kubernetes ?? {},
        restored: saved?.clusters[cluster.arn],
        cloud,
        ledger: { record: entry => ledger.record(entry) },
        faults,
        pace,
        changed: () => world.changed(),
      });
      own.push(api);
    }
    world.apis.set(cluster.arn, api);
    shown.endpoint = api.endpoint;
    shown.certificateAuthority = { data: api.certificateAuthorityData };
    const region = world.region(cluster.accountId, cluster.region);
    for (const instance of Object.values(region.instances)) {
      if (instance.clusterArn !== cluster.arn || !instance.node) continue;
      const status = instance.instance.State?.Name;
      if (status === 'running' && (!saved || !instance.managed)) {
        api.nodeJoined(instance.node);
      }
      if (status === 'pending' && instance.managed) {
        // Who waited for it is gone with the process; its pool will ask again.
        terminateInstance(
          world,
          { account: cluster.accountId, region: cluster.region },
          instance.node.instanceId,
          'sandbox:auto-mode',
          'sandbox:restart',
        );
      }
    }
    if (!saved && shown.computeConfig?.enabled) startAutoMode(world, cluster);
    if (!saved) api.settle();
  };
  try {
    for (const cluster of world.clusters()) await started(cluster);
  } catch (error) {
    await Promise.all(own.map(api => api.close()));
    throw error;
  }
  settled = true;

  const setPace = (scale: number) => {
    pace.scale = scale;
  };
  const gate = new Gate(
    world,
    faults,
    [
      eksService(),
      iamService(),
      stsService(),
      ec2Service(),
      autoScalingService(),
      s3Service(blobs),
      pricingService(),
      quotasService(),
      kmsService(),
    ],
    log,
  );
  const control = new ControlEndpoint(world, ledger, faults, setPace);
  const listening = await listen(gate, control, {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    log,
  });
  clock.start(world);
  world.changed();
  return {
    url: listening.url,
    ledger,
    faults,
    cloud,
    world,
    setPace,
    save,
    freeze: () => ({
      world: serialise(present()),
      ledger: ledger
        .entries()
        .map(entry => `${JSON.stringify(entry)}\n`)
        .join(''),
    }),
    async close() {
      if (closed) return;
      closed = true;
      clearTimeout(saving);
      clock.stop();
      await listening.close();
      await save();
      await Promise.all(own.map(api => api.close()));
      await ledger.flush();
    },
  };
}
