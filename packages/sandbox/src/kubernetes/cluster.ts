// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  ClusterApi,
  ClusterApiFactory,
  ClusterApiOptions,
  ClusterFault,
  NodeInstance,
} from '../seam';
import { Faults } from './api/faults';
import { ApiServer } from './api/server';
import { decode } from './api/validation';
import { AutoMode, AutoOptions } from './auto/autoMode';
import { Disruption } from './auto/disruption';
import { Provisioner } from './auto/provisioner';
import { rollAddon } from './addons';
import { Budgets } from './controllers/budgets';
import { ClusterAutoscaler } from './controllers/clusterAutoscaler';
import { DaemonSets } from './controllers/daemonSets';
import { Definitions } from './controllers/definitions';
import { Deployments } from './controllers/deployments';
import { Drains, workloadPods } from './controllers/drains';
import { Endpoints } from './controllers/endpoints';
import { Fargate, type FargateProfile } from './controllers/fargate';
import { Garbage } from './controllers/garbage';
import { CronJobs, Jobs } from './controllers/jobs';
import { Kubelet } from './controllers/kubelet';
import { ReplicaSets } from './controllers/replicaSets';
import { Scheduler } from './controllers/scheduler';
import { StatefulSets } from './controllers/statefulSets';
import { Volumes } from './controllers/volumes';
import { kubernetesSchema } from './fleet';
import { Loop } from './loop';
import { ConfigMap, KubeObject, isRecord, keyOf } from './model';
import { Nodes } from './nodes';
import { Objects } from './objects';
import { Recording } from './recording';
import { types } from './resources';
import { Scheduling } from './scheduling';
import { seedObjects } from './seed/objects';
import { Served } from './served';
import { Snapshot, readSnapshot, takeSnapshot } from './snapshot';
import { Store } from './store';
import { surroundings } from './surroundings';
import { makeCertificates } from './tls';
import type { Controller, World } from './world';

/** Without word from the other half the seeded world settles this long after its last instance joined. */
const SETTLE_AFTER_MS = 1000;

/** One cluster's Kubernetes side. */
class Cluster implements ClusterApi {
  readonly #nodes: Nodes;
  readonly #autoMode: AutoMode;
  readonly #provisioner: Provisioner;
  readonly #disruption: Disruption;
  readonly #drains: Drains;
  readonly #autoscaler: ClusterAutoscaler;
  readonly #controllers: Controller[];
  readonly #groups = new Map<string, string>();
  #settled = false;

  constructor(
    private readonly world: World,
    private readonly server: ApiServer,
    private readonly standing: Faults,
    private readonly recording: Recording,
    private readonly keep: {
      certificates: Snapshot['certificates'];
      section: unknown;
    },
    fargateProfiles: () => FargateProfile[],
    failed: (error: unknown) => void,
  ) {
    const { store } = world;
    const scheduling = new Scheduling(store);
    const volumes = new Volumes(world);
    const scheduler = new Scheduler(world, scheduling, volumes);
    this.#nodes = new Nodes(world);
    this.#drains = new Drains(world, (pod, by, outcome) =>
      recording.evictionAsked(pod, by, outcome),
    );
    this.#autoMode = new AutoMode(world, this.#nodes);
    this.#provisioner = new Provisioner(
      world,
      scheduling,
      scheduler,
      this.#autoMode,
      this.#nodes,
      failed,
    );
    this.#disruption = new Disruption(
      world,
      this.#autoMode,
      this.#nodes,
      this.#drains,
      failed,
    );
    this.#autoscaler = new ClusterAutoscaler(
      world,
      scheduling,
      scheduler,
      node => this.#groups.get(node),
      failed,
    );
    this.#controllers = [
      this.#nodes,
      new Definitions(world),
      new Garbage(world),
      volumes,
      new Deployments(world),
      new ReplicaSets(world),
      new StatefulSets(world),
      new DaemonSets(world),
      new Jobs(world),
      new CronJobs(world),
      new Budgets(world),
      new Endpoints(world),
      new Kubelet(world),
      new Fargate(world, fargateProfiles),
      scheduler,
      this.#autoMode,
      this.#provisioner,
      this.#disruption,
    ];
    recording.lookAround(surroundings(store, node => this.#groups.get(node)));
    // The scheduler's picture is brought up to date before anybody acts on a change.
    store.onChange(change => scheduling.onChange(change));
    store.onChange(change => recording.change(change));
    for (const controller of this.#controllers)
      store.onChange(change => controller.onChange(change));
    this.resume = () => {
      scheduling.resume();
      for (const controller of this.#controllers) controller.resume();
    };
  }

  private readonly resume: () => void;

  get endpoint(): string {
    return this.server.endpoint;
  }

  get certificateAuthorityData(): string {
    return Buffer.from(this.keep.certificates.ca.cert).toString('base64');
  }

  seed(objects: KubeObject[]): void {
    for (const object of objects) this.#put(object, 'sandbox:fleet');
    this.#settleSoon();
  }

  restore(snapshot: Snapshot): void {
    const { store, served } = this.world;
    for (const { apiVersion, kind, objects } of snapshot.tables) {
      const resource = served.ofKind(apiVersion, kind);
      if (!resource)
        throw new Error(
          `The snapshot of ${this.world.cluster.name} holds ${apiVersion} ${kind}, which nothing serves`,
        );
      for (const object of objects) {
        store.restore(resource, object);
        if (kind === 'CustomResourceDefinition') served.restored(object);
      }
    }
    store.version = snapshot.version;
    for (const [node, group] of snapshot.groups) this.#groups.set(node, group);
    this.#autoMode.options = snapshot.autoMode;
    this.#settled = true;
    this.recording.open();
    this.world.loop.release();
    this.resume();
    this.#autoscaler.start();
  }

  settle(): void {
    if (this.#settled) return;
    this.world.loop.cancel('settle');
    // Whatever changed while seeding was put on the queue: what settles is the whole of it.
    this.world.loop.settle();
    this.world.store.compact();
    this.#settled = true;
    this.recording.open();
    this.#provisioner.resume();
    this.#disruption.resume();
    this.#autoscaler.start();
  }

  nodeJoined(instance: NodeInstance): void {
    const { origin } = instance;
    this.#nodes.join(instance);
    const node = this.#nodes.byInstance(instance.instanceId);
    if (!node) return;
    if (
      origin.type === 'managed-node-group' ||
      origin.type === 'auto-scaling-group'
    )
      this.#groups.set(node.metadata.name, origin.autoScalingGroup);
    this.#provisioner.adopt(instance, node);
    if (!this.#settled) this.#settleSoon();
  }

  nodeTerminated(instanceId: string): void {
    const node = this.#nodes.byInstance(instanceId);
    if (node) {
      this.#groups.delete(node.metadata.name);
      this.#nodes.vanish(node, 'ec2');
    }
    this.#disruption.instanceGone(instanceId);
  }

  hasWorkloadPods(instanceId: string): boolean {
    const node = this.#nodes.byInstance(instanceId);
    return (
      node !== undefined &&
      workloadPods(this.world, node.metadata.name).length > 0
    );
  }

  workloadPodNames(instanceId: string): string[] {
    const node = this.#nodes.byInstance(instanceId);
    return node
      ? workloadPods(this.world, node.metadata.name).map(
          pod => `${keyOf(pod)}#${pod.metadata.uid ?? ''}`,
        )
      : [];
  }

  politeDrain(instanceId: string): void {
    const node = this.#nodes.byInstance(instanceId);
    if (!node) return;
    this.#nodes.cordon(node, 'eks-drain');
    this.#drains.start(node.metadata.name, 'eks-drain');
  }

  enableAutoMode(options: AutoOptions): void {
    this.#autoMode.enable(options);
  }

  disableAutoMode(): void {
    this.#autoMode.disable();
  }

  autoModeResources(): ReturnType<ClusterApi['autoModeResources']> {
    return this.#autoMode.resources();
  }

  addonVersionChanged(addon: string, version: string): void {
    rollAddon(this.world, addon, version);
  }

  awsAuth(): ReturnType<ClusterApi['awsAuth']> {
    const data = this.world.store
      .table<ConfigMap>(types.configMaps)
      .get('aws-auth', 'kube-system')?.data;
    return (
      data && {
        mapRoles: data.mapRoles,
        mapUsers: data.mapUsers,
        mapAccounts: data.mapAccounts,
      }
    );
  }

  read(
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ): unknown {
    const resource = this.world.served.ofKind(apiVersion, kind);
    return resource && this.world.store.table(resource).get(name, namespace);
  }

  objects(): KubeObject[] {
    return [...this.world.store.tables()].flatMap(table => [
      ...table.objects.values(),
    ]);
  }

  apply(object: unknown, by: string): void {
    this.#put(object, by);
  }

  remove(
    apiVersion: string,
    kind: string,
    name: string,
    namespace: string | undefined,
    by: string,
  ): boolean {
    const { served, store, objects } = this.world;
    const resource = served.ofKind(apiVersion, kind);
    const object = resource && store.table(resource).get(name, namespace);
    if (!resource || !object) return false;
    objects.delete(resource, object, {}, { by, via: 'kubernetes:delete' });
    return true;
  }

  setFault(fault: ClusterFault): string {
    return this.standing.set(fault);
  }

  clearFault(id?: string): void {
    this.standing.clear(id);
  }

  faults(): { id: string; fault: ClusterFault }[] {
    return this.standing.list();
  }

  snapshot(): Snapshot {
    return takeSnapshot(this.world.store, {
      certificates: this.keep.certificates,
      section: this.keep.section,
      autoMode: this.#autoMode.options,
      groups: [...this.#groups],
      port: Number(new URL(this.endpoint).port),
    });
  }

  async close(): Promise<void> {
    this.world.loop.stop();
    await this.server.close();
  }

  #put(given: unknown, by: string): void {
    const { served, store, objects } = this.world;
    const apiVersion = isRecord(given) ? String(given.apiVersion) : '';
    const kind = isRecord(given) ? String(given.kind) : '';
    const resource = served.ofKind(apiVersion, kind);
    if (!resource)
      throw new Error(
        `${this.world.cluster.name} serves no ${apiVersion} ${kind}`,
      );
    const object = decode(resource, given);
    const { name, namespace = 'default' } = object.metadata;
    const placed = resource.namespaced
      ? { ...object, metadata: { ...object.metadata, namespace } }
      : object;
    const standing = store
      .table(resource)
      .get(name, resource.namespaced ? namespace : undefined);
    if (standing)
      objects.update(
        resource,
        {
          ...placed,
          metadata: { ...placed.metadata, resourceVersion: undefined },
        },
        { by, via: 'kubernetes:update' },
      );
    else objects.create(resource, placed, { by, via: 'kubernetes:create' });
  }

  #settleSoon(): void {
    this.world.loop.cancel('settle');
    this.world.loop.after('settle', SETTLE_AFTER_MS, () => this.settle());
  }
}

/** Starts the Kubernetes API of one cluster. */
export const startClusterApi: ClusterApiFactory = async (
  options: ClusterApiOptions,
): Promise<ClusterApi> => {
  const snapshot =
    options.restored === undefined ? undefined : readSnapshot(options.restored);
  const section = kubernetesSchema.parse(
    snapshot?.section ?? options.section ?? {},
  );
  const { clusterArn, name, region, accountId, version, pace, cloud, ledger } =
    options;
  const now = () => pace.now();
  const failed = (error: unknown) =>
    process.stderr.write(
      `sandbox ${name}: ${
        error instanceof Error ? error.stack : String(error)
      }\n`,
    );
  const store = new Store(now);
  const loop = new Loop(() => pace.scale, failed);
  const served = new Served(store);
  const objects = new Objects(store, options.serviceCidr);
  const recording = new Recording(clusterArn, ledger);
  const certificates = snapshot?.certificates ?? (await makeCertificates(name));
  const world: World = {
    cluster: { arn: clusterArn, name, version, region, accountId },
    store,
    objects,
    served,
    loop,
    pace,
    cloud,
    timing: section.pods,
  };
  const faults = new Faults(now);
  const server = new ApiServer({
    clusterArn,
    version,
    objects,
    served,
    faults,
    external: options.faults,
    authenticate: token => cloud.authenticate(clusterArn, token),
    used: cloud.used,
    certificates,
    foreign: () => makeCertificates('somebody else'),
    evictionAsked: (pod, by, outcome) =>
      recording.evictionAsked(pod, by, outcome),
  });
  const cluster = new Cluster(
    world,
    server,
    faults,
    recording,
    { certificates, section },
    options.fargateProfiles ?? (() => []),
    failed,
  );
  faults.changed = () => {
    void server.conform().catch(failed);
  };
  await server.listen(snapshot?.port ?? 0);
  if (snapshot) cluster.restore(snapshot);
  else {
    const versions = Object.fromEntries(
      options.addons.map(addon => [addon.name, addon.version]),
    );
    cluster.seed(
      seedObjects(section, versions, {
        name,
        region,
        version,
        serviceCidr: options.serviceCidr,
      }),
    );
  }
  for (const fault of section.faults) faults.set(fault);
  await server.conform();
  store.onChange(() => options.changed());
  return cluster;
};
