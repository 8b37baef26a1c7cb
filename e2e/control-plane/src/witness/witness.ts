// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { KubeApi } from '../api/client';
import { follow } from '../api/follow';
import {
  Budget,
  conditionIs,
  controllerOf,
  KubeObject,
  Node,
  Pod,
} from '../api/objects';
import { KUBELETS } from '../cluster/kubelets';
import { readRemovals, Removal } from './audit';
import {
  count,
  Counts,
  Loss,
  losses,
  PodLife,
  Snapshot,
  Violation,
  violations,
} from './count';
import { selects } from './selector';

/** Simulated kubelets and the harness' own scale-in, by the names that the audit log has. */
const actors = { kubelets: KUBELETS, machines: 'harness' };

export interface Testimony {
  counts: Counts;
  losses: Loss[];
  violations: Violation[];
  removals: Removal[];
}

/**
 * Sees for itself what happens to pods, by its own watch and by the API server's audit log; knows nothing of the
 * product, so that it cannot share its mistakes.
 */
export class Witness {
  private readonly pods = new Map<string, Pod>();
  private readonly lives = new Map<string, PodLife>();
  private readonly budgets = new Map<string, Budget>();
  private readonly nodes = new Map<string, Node>();
  private readonly owners = new Map<string, KubeObject>();
  private readonly daemons = new Map<string, number>();
  private readonly stopping = new AbortController();
  private failure: unknown;
  private before: Snapshot | undefined;
  private since = 0;

  private constructor(
    private readonly api: KubeApi,
    private readonly auditLog: string,
  ) {}

  /** Resolves once it has seen everything that is there. */
  static async start(api: KubeApi, auditLog: string): Promise<Witness> {
    const witness = new Witness(api, auditLog);
    // Owners and budgets first: a pod is judged by them.
    await witness.follow('/apis/apps/v1/replicasets', witness.owners);
    await witness.follow('/apis/batch/v1/jobs', witness.owners);
    await witness.follow(
      '/apis/policy/v1/poddisruptionbudgets',
      witness.budgets,
    );
    await witness.follow('/api/v1/nodes', witness.nodes);
    await witness.followDaemons();
    await witness.followPods();
    return witness;
  }

  /** From now on: what stands now is what can be lost. */
  mark(): void {
    this.since = Date.now();
    this.lives.clear();
    for (const pod of this.pods.values()) this.see(pod);
    this.before = this.snapshot();
  }

  get markedNodes(): number {
    return this.before?.nodes.length ?? 0;
  }

  async testify(): Promise<Testimony> {
    if (this.failure) throw this.failure;
    if (!this.before) throw new Error('The witness was not told to begin');
    const after = this.snapshot();
    const lives = [...this.lives.values()];
    const removals = (await readRemovals(this.auditLog)).filter(
      each => each.at >= this.since,
    );
    return {
      counts: count(this.before, after, lives, removals, actors),
      losses: losses(this.before, after),
      violations: violations(lives, removals, actors),
      removals,
    };
  }

  stop(): void {
    this.stopping.abort();
  }

  private async watch<T extends KubeObject>(
    path: string,
    tell: (type: 'present' | 'gone', object: T) => void,
  ): Promise<void> {
    const { ready, ended } = follow<T>(
      this.api,
      path,
      ({ type, object }) => tell(type, object),
      this.stopping.signal,
    );
    ended.catch(error => {
      this.failure = error;
    });
    await ready;
  }

  private follow<T extends KubeObject>(path: string, into: Map<string, T>) {
    return this.watch<T>(path, (type, object) => {
      const uid = object.metadata.uid ?? '';
      if (type === 'present') into.set(uid, object);
      // Owners stay known: their last pods may be told gone after them.
      else if (path.includes('nodes') || path.includes('budgets')) {
        into.delete(uid);
      }
    });
  }

  private followDaemons() {
    return this.watch<
      KubeObject & { status?: { desiredNumberScheduled?: number } }
    >('/apis/apps/v1/daemonsets', (type, object) => {
      const uid = object.metadata.uid ?? '';
      if (type === 'gone') this.daemons.delete(uid);
      else this.daemons.set(uid, object.status?.desiredNumberScheduled ?? 0);
    });
  }

  private followPods() {
    return this.watch<Pod>('/api/v1/pods', (type, pod) => {
      const uid = pod.metadata.uid ?? '';
      const life = this.see(pod);
      if (type === 'gone') {
        this.pods.delete(uid);
        this.remove(life, pod);
        life.goneAt = Date.now();
      } else {
        this.pods.set(uid, pod);
        if (pod.metadata.deletionTimestamp) this.remove(life, pod);
      }
    });
  }

  private see(pod: Pod): PodLife {
    const uid = pod.metadata.uid ?? '';
    const { phase } = pod.status ?? {};
    const life = this.lives.get(uid) ?? {
      uid,
      namespace: pod.metadata.namespace ?? '',
      name: pod.metadata.name,
      node: undefined,
      controller: undefined,
      createdAt: Date.parse(pod.metadata.creationTimestamp ?? ''),
      removedAt: undefined,
      goneAt: undefined,
      budgeted: false,
      finished: false,
    };
    life.node = pod.spec.nodeName;
    life.controller = this.topController(pod);
    if (life.removedAt === undefined) {
      life.finished = phase === 'Succeeded' || phase === 'Failed';
    }
    this.lives.set(uid, life);
    return life;
  }

  private remove(life: PodLife, pod: Pod): void {
    if (life.removedAt !== undefined) return;
    life.removedAt = Date.now();
    life.budgeted = [...this.budgets.values()].some(
      budget =>
        budget.metadata.namespace === pod.metadata.namespace &&
        selects(budget.spec.selector, pod.metadata.labels),
    );
  }

  private topController(pod: Pod): PodLife['controller'] {
    let found = controllerOf(pod);
    while (found) {
      const owner = this.owners.get(found.uid);
      const above = owner && controllerOf(owner);
      if (!above) break;
      found = above;
    }
    return found && { kind: found.kind, name: found.name, uid: found.uid };
  }

  private snapshot(): Snapshot {
    return {
      pods: [...this.pods.values()].map(pod => ({
        uid: pod.metadata.uid ?? '',
        namespace: pod.metadata.namespace ?? '',
        name: pod.metadata.name,
        node: pod.spec.nodeName,
        ready:
          !pod.metadata.deletionTimestamp &&
          conditionIs(pod.status?.conditions, 'Ready'),
        controller: this.topController(pod),
      })),
      nodes: [...this.nodes.values()].map(node => node.metadata.name),
      daemons: Object.fromEntries(this.daemons),
    };
  }
}
