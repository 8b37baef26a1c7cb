// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import {
  KubernetesError,
  resourceTypes,
  type ObjectRef,
} from '../../clusters/kubernetesApi';
import type { HandClock } from './bench';
import { FakeKubernetes, at } from './fakeKubernetes';

interface Workload {
  namespace: string;
  name: string;
  replicas: number;
  /** Replacements become Ready after so long; never where it is Infinity. */
  readyMs: number;
  labels: Record<string, string>;
  tolerates: boolean;
}

/**
 * A small cluster with controllers: Deployments keep their pods, budgets their status, and new pods
 * land on the Auto node unless they tolerate a cordon. Time is the hand clock's.
 */
export class FakeCluster {
  readonly api = new FakeKubernetes();
  readonly #workloads: Workload[] = [];
  readonly #leaving = new Map<string, number>();
  readonly #starting = new Map<string, number>();
  #pod = 0;
  graceMs = 1_000;
  /** Evictions that a budget forbade. */
  refused = 0;
  evictions: string[] = [];

  constructor(private readonly clock: HandClock) {
    this.node('auto-1', { 'eks.amazonaws.com/compute-type': 'auto' }, 'i-0a');
    this.api.onEvict = pod => this.#evict(pod);
  }

  node(name: string, labels: Record<string, string>, instance: string) {
    this.api.put(resourceTypes.nodes, {
      metadata: { name, labels },
      spec: { providerID: `aws:///us-east-1a/${instance}` },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
  }

  /** A node of managed group `blue`; its instance id is `i-0<n>`. */
  groupNode(n: number, labels: Record<string, string> = {}) {
    this.node(
      `old-${n}`,
      { 'eks.amazonaws.com/nodegroup': 'blue', ...labels },
      `i-0${n}`,
    );
  }

  deployment(
    name: string,
    replicas: number,
    more: Partial<Workload> & { nodes?: string[]; ready?: boolean } = {},
  ) {
    const workload: Workload = {
      namespace: 'shop',
      name,
      replicas,
      readyMs: 3_000,
      labels: { app: name },
      tolerates: false,
      ...more,
    };
    this.#workloads.push(workload);
    this.api.put(resourceTypes.deployments, {
      metadata: { name, namespace: workload.namespace },
      spec: {
        replicas,
        progressDeadlineSeconds: 60,
        template: { spec: { containers: [] } },
      },
    });
    const nodes = more.nodes ?? ['old-1', 'old-2'];
    for (let n = 0; n < replicas; n++)
      this.#make(workload, nodes[n % nodes.length], more.ready ?? true);
    this.settle();
  }

  budget(name: string, app: string, spec: JsonObject) {
    this.api.put(resourceTypes.podDisruptionBudgets, {
      metadata: { name, namespace: 'shop', generation: 1 },
      spec: { selector: { matchLabels: { app } }, ...spec },
      status: { observedGeneration: 1, disruptionsAllowed: 0 },
    });
    this.settle();
  }

  pod(name: string, node: string, more: JsonObject = {}) {
    this.api.put(resourceTypes.pods, {
      metadata: { name, namespace: 'shop', labels: {} },
      spec: { nodeName: node, containers: [] },
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
      },
      ...more,
    });
  }

  /** The controllers' turn; called whenever time passes. */
  settle() {
    const now = this.clock.ms;
    for (const [key, when] of this.#leaving) {
      if (now < when) continue;
      const [namespace, name] = key.split('/');
      this.api.remove('pods', { namespace, name });
      this.#leaving.delete(key);
    }
    for (const [key, when] of this.#starting) {
      if (now < when) continue;
      const [namespace, name] = key.split('/');
      const pod = this.api.peek(resourceTypes.pods, { namespace, name });
      if (pod)
        this.api.put(resourceTypes.pods, {
          ...pod,
          status: {
            phase: 'Running',
            conditions: [{ type: 'Ready', status: 'True' }],
          },
        });
      this.#starting.delete(key);
    }
    for (const workload of this.#workloads) {
      const live = this.#podsOf(workload).filter(
        pod => at(pod, 'metadata.deletionTimestamp') === undefined,
      );
      for (let n = live.length; n < workload.replicas; n++)
        this.#make(workload, workload.tolerates ? 'old-1' : 'auto-1', false);
    }
    for (const budget of this.api.all(resourceTypes.podDisruptionBudgets)) {
      const app = at(budget, 'spec.selector.matchLabels.app');
      const workload = this.#workloads.find(each => each.labels.app === app);
      if (!workload) continue;
      const healthy = this.#podsOf(workload).filter(
        pod =>
          at(pod, 'metadata.deletionTimestamp') === undefined &&
          JSON.stringify(pod).includes('"type":"Ready","status":"True"'),
      ).length;
      const most = Number(at(budget, 'spec.maxUnavailable') ?? 0);
      const desiredHealthy = workload.replicas - most;
      this.api.put(resourceTypes.podDisruptionBudgets, {
        ...budget,
        status: {
          observedGeneration: 1,
          currentHealthy: healthy,
          desiredHealthy,
          disruptionsAllowed: Math.max(0, healthy - desiredHealthy),
        },
      });
    }
  }

  podsOn(node: string): string[] {
    return this.api
      .all(resourceTypes.pods)
      .filter(pod => at(pod, 'spec.nodeName') === node)
      .map(pod => String(at(pod, 'metadata.name')));
  }

  #podsOf(workload: Workload): JsonObject[] {
    return this.api
      .all(resourceTypes.pods)
      .filter(pod => at(pod, 'metadata.labels.app') === workload.labels.app);
  }

  #make(workload: Workload, node: string, ready: boolean) {
    this.#pod += 1;
    const name = `${workload.name}-hash-${this.#pod}`;
    this.api.put(resourceTypes.pods, {
      metadata: {
        name,
        namespace: workload.namespace,
        labels: { ...workload.labels, 'pod-template-hash': 'hash' },
        creationTimestamp: this.clock.now().toISOString(),
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'ReplicaSet',
            name: `${workload.name}-hash`,
            uid: 'rs',
            controller: true,
          },
        ],
      },
      spec: { nodeName: node, containers: [] },
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      },
    });
    if (!ready && Number.isFinite(workload.readyMs))
      this.#starting.set(
        `${workload.namespace}/${name}`,
        this.clock.ms + workload.readyMs,
      );
  }

  #evict(ref: ObjectRef) {
    const pod = this.api.peek(resourceTypes.pods, ref);
    if (!pod) throw new KubernetesError(404, 'NotFound', 'gone');
    const app = at(pod, 'metadata.labels.app');
    const ready = JSON.stringify(pod).includes(
      '"type":"Ready","status":"True"',
    );
    const budgets = this.api
      .all(resourceTypes.podDisruptionBudgets)
      .filter(
        budget =>
          app !== undefined &&
          at(budget, 'spec.selector.matchLabels.app') === app,
      );
    if (budgets.length > 1)
      throw new KubernetesError(500, 'InternalError', 'more than one budget');
    const [budget] = budgets;
    if (budget && ready) {
      const allowed = Number(at(budget, 'status.disruptionsAllowed'));
      if (allowed < 1) {
        this.refused += 1;
        throw new KubernetesError(429, 'TooManyRequests', 'budget', [
          'DisruptionBudget',
        ]);
      }
      const status = at(budget, 'status');
      this.api.put(resourceTypes.podDisruptionBudgets, {
        ...budget,
        status: {
          ...(typeof status === 'object' ? status : {}),
          disruptionsAllowed: allowed - 1,
        },
      });
    }
    const uid = String(at(pod, 'metadata.uid'));
    if (this.evictions.includes(uid)) throw new Error(`${uid} evicted twice`);
    this.evictions.push(uid);
    const metadata = at(pod, 'metadata');
    this.api.put(resourceTypes.pods, {
      ...pod,
      metadata: {
        ...(typeof metadata === 'object' ? metadata : {}),
        deletionTimestamp: this.clock.now().toISOString(),
      },
    });
    this.#leaving.set(
      `${ref.namespace}/${ref.name}`,
      this.clock.ms + this.graceMs,
    );
  }
}
