// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ClusterApi, ClusterApiFactory, NodeInstance } from '../seam';

/** A Kubernetes half that only remembers what it was told. */
export class FakeCluster implements ClusterApi {
  readonly endpoint = 'https://127.0.0.1:1';
  readonly certificateAuthorityData = Buffer.from('fake').toString('base64');
  readonly nodes = new Map<string, NodeInstance>();
  readonly terminated: string[] = [];
  readonly drained: string[] = [];
  readonly addons = new Map<string, string>();
  autoMode: Parameters<ClusterApi['enableAutoMode']>[0] | undefined;
  /** Instances on which workload pods stand that will not go. */
  stuck = new Set<string>();
  authMap: { mapRoles?: string; mapUsers?: string } | undefined;

  nodeJoined(instance: NodeInstance): void {
    this.nodes.set(instance.instanceId, instance);
  }
  nodeTerminated(instanceId: string): void {
    this.nodes.delete(instanceId);
    this.terminated.push(instanceId);
  }
  hasWorkloadPods(instanceId: string): boolean {
    return this.stuck.has(instanceId);
  }
  settle(): void {}
  politeDrain(instanceId: string): void {
    this.drained.push(instanceId);
  }
  enableAutoMode(options: Parameters<ClusterApi['enableAutoMode']>[0]): void {
    this.autoMode = options;
  }
  disableAutoMode(): void {
    this.autoMode = undefined;
  }
  autoModeResources() {
    return { loadBalancers: 0, volumes: 0, autoNodes: 0 };
  }
  addonVersionChanged(addon: string, version: string): void {
    this.addons.set(addon, version);
  }
  snapshot(): unknown {
    return {};
  }
  awsAuth() {
    return this.authMap;
  }
  read(): unknown {
    return undefined;
  }
  apply(): void {}
  setFault(): string {
    return 'fault';
  }
  clearFault(): void {}
  faults() {
    return [];
  }
  async close(): Promise<void> {}
}

/** A factory and the clusters that it made, by name. */
export function fakeClusters(): {
  factory: ClusterApiFactory;
  made: Map<string, FakeCluster>;
} {
  const made = new Map<string, FakeCluster>();
  return {
    made,
    factory: async options => {
      const cluster = new FakeCluster();
      made.set(options.name, cluster);
      return cluster;
    },
  };
}
