// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { NodeState, PlacementWorld, fitsNodeState } from '../placement';
import type { Deployment, Node } from '../model';
import { types } from '../resources';
import type { Scheduling } from '../scheduling';
import type { World } from '../world';
import type { Scheduler } from './scheduler';

const SCAN_MS = 10_000;

export interface ScalingGroup {
  name: string;
  desired: number;
}

/**
 * A Cluster Autoscaler: while a Deployment with its image has a ready replica, pods that no node takes
 * make the group grow whose nodes would take them.
 */
export class ClusterAutoscaler {
  /** Groups that were asked to grow and have not shown their node yet: nothing more is asked meanwhile. */
  readonly #asked = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly scheduling: Scheduling,
    private readonly scheduler: Scheduler,
    /** Name of the Auto Scaling group of each node, from the instances that joined. */
    private readonly groupOf: (node: string) => string | undefined,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    this.world.loop.after(
      'cluster-autoscaler',
      SCAN_MS * this.world.pace.scale,
      () => {
        try {
          this.#scan();
        } finally {
          this.start();
        }
      },
    );
  }

  running(): boolean {
    for (const deployment of this.world.store
      .table<Deployment>(types.deployments)
      .objects.values()) {
      const is = deployment.spec.template.spec.containers.some(c =>
        c.image?.includes('cluster-autoscaler'),
      );
      if (is && (deployment.status?.readyReplicas ?? 0) > 0) return true;
    }
    return false;
  }

  #scan(): void {
    const pending = this.scheduler.waiting();
    if (!pending.length || !this.running()) return;
    const groups = this.#groups();
    for (const [name, nodes] of groups) {
      const expected = this.#asked.get(name);
      if (expected !== undefined && nodes.length < expected) continue;
      this.#asked.delete(name);
      const template = this.#fresh(nodes[0]);
      const taken = pending.some(pod =>
        this.#wouldFit(template, state =>
          fitsNodeState(pod, state, this.scheduling.world),
        ),
      );
      if (!taken) continue;
      this.#asked.set(name, nodes.length + 1);
      void this.world.cloud
        .setDesiredCapacity(this.world.cluster.arn, name, nodes.length + 1)
        .catch(error => {
          this.#asked.delete(name);
          this.failed(error);
        });
      return;
    }
  }

  #groups(): Map<string, Node[]> {
    const groups = new Map<string, Node[]>();
    for (const node of this.world.store
      .table<Node>(types.nodes)
      .objects.values()) {
      const group = this.groupOf(node.metadata.name);
      if (group) groups.set(group, [...(groups.get(group) ?? []), node]);
    }
    return groups;
  }

  /** A node of the group as a new one would look: neither cordoned nor tainted by trouble, and empty. */
  #fresh(node: Node): Node {
    const taints = (node.spec.taints ?? []).filter(
      t => !t.key.startsWith('node.kubernetes.io/'),
    );
    const name = `template-${node.metadata.name}`;
    return {
      ...node,
      metadata: {
        ...node.metadata,
        name,
        labels: { ...node.metadata.labels, 'kubernetes.io/hostname': name },
      },
      spec: { ...node.spec, unschedulable: false, taints },
    };
  }

  #wouldFit(template: Node, ask: (state: NodeState) => boolean): boolean {
    const world: PlacementWorld = this.scheduling.world;
    world.setNode(template);
    try {
      const state = world.node(template.metadata.name);
      return state !== undefined && ask(state);
    } finally {
      world.removeNode(template.metadata.name);
    }
  }
}
