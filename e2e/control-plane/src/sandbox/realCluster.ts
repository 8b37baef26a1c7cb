// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import { NotImplementedError } from '@backstage/errors';
import type { ClusterApi, NodeInstance } from '@internal/sandbox';
import { Discovery, objectPath } from '../api/discovery';
import { follow } from '../api/follow';
import { controllerOf, KubeObject, Node, Pod } from '../api/objects';
import { ResponseError } from '../api/responseError';
import { applyBuiltInPools, installAutoModeCrds } from '../cluster/autoMode';
import type { ControlPlane } from '../cluster/controlPlane';
import { joinNode, removeNode } from '../cluster/nodes';

/**
 * The sandbox's AWS speaks to the real control plane through this: what EKS and EC2 do to a cluster is done to it.
 * AWS does not wait for any of it, so neither does the caller; `idle` does.
 */
export class RealCluster implements ClusterApi {
  private readonly nodes = new Map<string, Node>();
  private readonly pods = new Map<string, Pod>();
  private readonly volumes = new Map<string, KubeObject>();
  private readonly configMaps = new Map<string, KubeObject>();
  private readonly stopping = new AbortController();
  private queue: Promise<void> = Promise.resolve();
  private readonly failures: unknown[] = [];

  private constructor(
    private readonly plane: ControlPlane,
    private readonly report: (line: string) => void,
  ) {}

  static async attach(
    plane: ControlPlane,
    report: (line: string) => void,
  ): Promise<RealCluster> {
    const cluster = new RealCluster(plane, report);
    await Promise.all([
      cluster.keep('/api/v1/nodes', cluster.nodes),
      cluster.keep('/api/v1/pods', cluster.pods),
      cluster.keep('/api/v1/persistentvolumes', cluster.volumes),
      cluster.keep(
        '/api/v1/namespaces/kube-system/configmaps',
        cluster.configMaps,
      ),
    ]);
    return cluster;
  }

  get endpoint(): string {
    return this.plane.endpoint;
  }

  get certificateAuthorityData(): string {
    return Buffer.from(this.plane.certificateAuthority).toString('base64');
  }

  /** Resolves when everything asked for so far was done, or fails with what could not be. */
  async idle(): Promise<void> {
    await this.queue;
    if (this.failures.length > 0) {
      throw new AggregateError(
        this.failures.splice(0),
        'AWS could not do to the cluster what it should',
      );
    }
  }

  nodeJoined(instance: NodeInstance): void {
    const { origin } = instance;
    this.later(`join ${instance.instanceId}`, signal =>
      joinNode(
        this.plane.api,
        {
          ...instance,
          nodegroup:
            origin.type === 'managed-node-group' ? origin.nodegroup : undefined,
        },
        signal,
      ),
    );
  }

  nodeTerminated(instanceId: string): void {
    this.later(`terminate ${instanceId}`, async signal => {
      const node = this.nodeOf(instanceId);
      if (node) await removeNode(this.plane.api, node.metadata.name, signal);
    });
  }

  hasWorkloadPods(instanceId: string): boolean {
    return this.workloadPods(instanceId).length > 0;
  }

  settle(): void {
    // Nothing is seeded: the harness applies its workloads itself.
  }

  politeDrain(instanceId: string): void {
    const node = this.nodeOf(instanceId);
    if (!node) return;
    this.later(`cordon ${instanceId}`, async signal => {
      await this.plane.api.mergePatch(
        `/api/v1/nodes/${node.metadata.name}`,
        { spec: { unschedulable: true } },
        signal,
      );
    });
    this.evictPolitely(instanceId).catch(error => this.failed(error));
  }

  enableAutoMode(options: Parameters<ClusterApi['enableAutoMode']>[0]): void {
    this.later('enable Auto Mode', async signal => {
      await installAutoModeCrds(this.plane.api, this.plane.data, signal);
      await applyBuiltInPools(this.plane.api, options, signal);
      await this.plane.startProvisioner(signal);
    });
  }

  /** All Auto nodes end at once, and the built-in pools go; CRDs and other pools stay (EKS User Guide, auto-disable). */
  disableAutoMode(): void {
    this.later('disable Auto Mode', async signal => {
      const { api } = this.plane;
      await this.plane.stopProvisioner();
      for (const node of this.autoNodes()) {
        const path = `/api/v1/nodes/${node.metadata.name}`;
        await withoutFinalizers(this.plane, path, signal);
        await removeNode(api, node.metadata.name, signal);
      }
      const karpenter = '/apis/karpenter.sh/v1';
      const claims = await api
        .list(`${karpenter}/nodeclaims`, {}, signal)
        .catch(error => {
          if (ResponseError.is(error, 404)) return { items: [] };
          throw error;
        });
      for (const { metadata } of claims.items) {
        const path = `${karpenter}/nodeclaims/${metadata.name}`;
        await api.remove(path, { signal });
        await withoutFinalizers(this.plane, path, signal);
      }
      for (const path of [
        `${karpenter}/nodepools/system`,
        `${karpenter}/nodepools/general-purpose`,
        '/apis/eks.amazonaws.com/v1/nodeclasses/default',
      ]) {
        await api.remove(path, { signal });
        await withoutFinalizers(this.plane, path, signal);
      }
    });
  }

  autoModeResources() {
    return {
      // No load balancer controller answers here, so none is ever made.
      loadBalancers: 0,
      volumes: [...this.volumes.values()].filter(
        volume =>
          (volume.spec as { csi?: { driver?: string } } | undefined)?.csi
            ?.driver === 'ebs.csi.eks.amazonaws.com',
      ).length,
      autoNodes: this.autoNodes().length,
    };
  }

  addonVersionChanged(): void {
    // The harness adds no workload, so no add-on's pods run here.
  }

  snapshot(): unknown {
    // A control plane ends with the harness.
    return undefined;
  }

  awsAuth() {
    const map = [...this.configMaps.values()].find(
      each => each.metadata.name === 'aws-auth',
    );
    return map?.data as ReturnType<ClusterApi['awsAuth']>;
  }

  read(
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ): unknown {
    const kept = new Map<string, Map<string, KubeObject>>([
      ['Node', this.nodes],
      ['Pod', this.pods],
      ['PersistentVolume', this.volumes],
    ]).get(kind);
    if (!kept || apiVersion !== 'v1') {
      throw new NotImplementedError(
        `Read ${kind} from the API server itself: ${this.endpoint}`,
      );
    }
    return [...kept.values()].find(
      each =>
        each.metadata.name === name && each.metadata.namespace === namespace,
    );
  }

  apply(object: unknown): void {
    this.later('apply an object', async signal => {
      const { apiVersion, kind, metadata } = object as KubeObject;
      const resource = await new Discovery(this.plane.api).resource(
        apiVersion,
        kind,
        signal,
      );
      if (!resource) throw new Error(`There is no ${kind} in ${apiVersion}`);
      await this.plane.api.apply(
        objectPath(
          apiVersion,
          resource,
          metadata.name,
          metadata.namespace ?? 'default',
        ),
        object,
        signal,
      );
    });
  }

  setFault(): string {
    throw new NotImplementedError(
      'A real API server has no faults to switch on',
    );
  }

  clearFault(): void {}

  faults() {
    return [];
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.queue;
  }

  private async keep<T extends KubeObject>(path: string, into: Map<string, T>) {
    const { ready, ended } = follow<T>(
      this.plane.api,
      path,
      ({ type, object }) => {
        const uid = object.metadata.uid ?? '';
        if (type === 'gone') into.delete(uid);
        else into.set(uid, object);
      },
      this.stopping.signal,
    );
    ended.catch(error => this.failed(error));
    await ready;
  }

  /** One after the other, in the order in which AWS asked. */
  private later(
    what: string,
    work: (signal: AbortSignal) => Promise<void>,
  ): void {
    this.queue = this.queue.then(async () => {
      if (this.stopping.signal.aborted) return;
      try {
        await work(this.stopping.signal);
      } catch (error) {
        this.report(`AWS could not ${what}: ${error}`);
        this.failed(error);
      }
    });
  }

  private failed(error: unknown): void {
    if (!this.stopping.signal.aborted) this.failures.push(error);
  }

  private nodeOf(instanceId: string): Node | undefined {
    return [...this.nodes.values()].find(node =>
      node.spec.providerID?.endsWith(`/${instanceId}`),
    );
  }

  private autoNodes(): Node[] {
    return [...this.nodes.values()].filter(
      node =>
        node.metadata.labels?.['eks.amazonaws.com/compute-type'] === 'auto',
    );
  }

  private workloadPods(instanceId: string): Pod[] {
    const name = this.nodeOf(instanceId)?.metadata.name;
    return [...this.pods.values()].filter(
      pod =>
        pod.spec.nodeName === name &&
        name !== undefined &&
        controllerOf(pod)?.kind !== 'DaemonSet' &&
        pod.metadata.annotations?.['kubernetes.io/config.mirror'] ===
          undefined &&
        pod.status?.phase !== 'Succeeded' &&
        pod.status?.phase !== 'Failed',
    );
  }

  /** Asks again and again, takes no for an answer, until the instance is empty or gone. */
  private async evictPolitely(instanceId: string): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted && this.nodeOf(instanceId)) {
      const standing = this.workloadPods(instanceId).filter(
        pod => !pod.metadata.deletionTimestamp,
      );
      for (const { metadata } of standing) {
        const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/eviction`;
        await this.plane.api
          .request('POST', path, {
            body: {
              apiVersion: 'policy/v1',
              kind: 'Eviction',
              metadata: { name: metadata.name, namespace: metadata.namespace },
            },
            signal,
          })
          .catch(error => {
            if (!(error instanceof ResponseError)) throw error;
          });
      }
      await sleep(5_000, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function withoutFinalizers(
  plane: ControlPlane,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  await plane.api
    .mergePatch(path, { metadata: { finalizers: null } }, signal)
    .catch(error => {
      if (!ResponseError.is(error, 404)) throw error;
    });
}
