// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { controller } from '../causes';
import { Pod, isFinished, isKind, keyOf, uidOf, withCondition } from '../model';
import { types } from '../resources';
import type { Scheduling } from '../scheduling';
import type { Change } from '../store';
import type { Controller, World } from '../world';
import type { Volumes } from './volumes';

const CAUSE = controller('scheduler');
/** Changes come in swarms: what could not be placed is tried again once for all of them. */
const RETRY_MS = 50;

const unplaced = (pod: Pod) =>
  !pod.spec.nodeName && !pod.metadata.deletionTimestamp;

/** As kube-scheduler words its refusals. */
const WORDS: Record<string, string> = {
  resources: 'Insufficient cpu or memory',
  pods: 'Too many pods',
  taint: 'node(s) had untolerated taint(s)',
  unschedulable: 'node(s) were unschedulable',
  'node-selector': "node(s) didn't match Pod's node affinity/selector",
  'node-affinity': "node(s) didn't match Pod's node affinity/selector",
  volume: 'node(s) had volume node affinity conflict',
  'host-port': "node(s) didn't have free ports for the requested pod ports",
  'pod-affinity': "node(s) didn't match pod affinity rules",
  'pod-anti-affinity': "node(s) didn't match pod anti-affinity rules",
  'topology-spread': "node(s) didn't match pod topology spread constraints",
};

/** Binds pods to nodes. */
export class Scheduler implements Controller {
  /** Pods that wait, in the order in which they came. */
  readonly #pending = new Map<string, string>();

  constructor(
    private readonly world: World,
    private readonly scheduling: Scheduling,
    private readonly volumes: Volumes,
  ) {}

  resume(): void {
    for (const pod of this.world.store.table<Pod>(types.pods).objects.values())
      this.#note(pod);
    this.#retry();
  }

  onChange({ type, object, before, resource }: Change): void {
    if (isKind(object, 'Pod')) {
      if (type === 'DELETED') {
        this.#pending.delete(keyOf(object));
        this.#retry();
      } else {
        this.#note(object);
        if (type === 'ADDED' && this.#pending.has(keyOf(object)))
          this.#try(keyOf(object));
        else if (
          isFinished(object) &&
          isKind(before, 'Pod') &&
          !isFinished(before)
        )
          this.#retry();
      }
    } else if (isKind(object, 'Node')) {
      const relevant =
        !isKind(before, 'Node') ||
        before.spec !== object.spec ||
        before.metadata.labels !== object.metadata.labels ||
        before.status?.allocatable !== object.status?.allocatable;
      if (relevant) this.#retry();
    } else if (
      [
        types.persistentVolumes,
        types.persistentVolumeClaims,
        types.storageClasses,
      ].some(t => t.plural === resource.plural)
    )
      this.#retry();
  }

  /** Pods that no node takes now. */
  waiting(): Pod[] {
    const table = this.world.store.table<Pod>(types.pods);
    return [...this.#pending.keys()].flatMap(key => {
      const pod = table.objects.get(key);
      return pod && unplaced(pod) ? [pod] : [];
    });
  }

  #note(pod: Pod): void {
    const waits =
      !pod.spec.nodeName && !pod.metadata.deletionTimestamp && !isFinished(pod);
    if (!waits) this.#pending.delete(keyOf(pod));
    else if (!this.#pending.has(keyOf(pod)))
      this.#pending.set(keyOf(pod), uidOf(pod));
  }

  #try(key: string): void {
    this.world.loop.enqueue(`schedule ${key}`, () => this.#place(key));
  }

  #retry(): void {
    if (!this.#pending.size) return;
    const again = () => {
      const waiting = [...this.#pending.keys()].map(key => ({
        key,
        pod: this.world.store.table<Pod>(types.pods).objects.get(key),
      }));
      waiting.sort(
        (a, b) => (b.pod?.spec.priority ?? 0) - (a.pod?.spec.priority ?? 0),
      );
      for (const { key } of waiting) this.#try(key);
    };
    if (this.world.loop.settling)
      this.world.loop.enqueue('schedule all', again);
    else this.world.loop.after('schedule all', RETRY_MS, again);
  }

  #place(key: string): void {
    const { store, objects } = this.world;
    const pod = store.table<Pod>(types.pods).objects.get(key);
    if (
      !pod ||
      pod.spec.nodeName ||
      pod.metadata.deletionTimestamp ||
      pod.spec.schedulingGates?.length
    )
      return;
    const choice = this.scheduling.choose(pod);
    if ('reasons' in choice) {
      const total = [...this.scheduling.world.nodes()].length;
      const why = [...choice.reasons]
        .map(([reason, count]) => `${count} ${WORDS[reason] ?? reason}`)
        .join(', ');
      const message = `0/${total} nodes are available: ${why || 'no nodes'}.`;
      this.#setScheduled(pod, {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message,
      });
      return;
    }
    this.volumes.bindFor(pod, choice.node);
    const current = store.table<Pod>(types.pods).objects.get(key);
    if (!current) return;
    this.#pending.delete(key);
    const conditions = withCondition(
      current.status?.conditions,
      { type: 'PodScheduled', status: 'True' },
      store.now(),
    );
    const bound: Pod = {
      ...current,
      spec: { ...current.spec, nodeName: choice.node },
      status: { ...current.status, conditions },
    };
    // The binding is a subresource: it moves no generation.
    objects.store.update(types.pods, bound, CAUSE, true);
  }

  #setScheduled(
    pod: Pod,
    condition: {
      type: string;
      status: 'False';
      reason: string;
      message: string;
    },
  ): void {
    const known = pod.status?.conditions?.find(c => c.type === 'PodScheduled');
    if (known?.status === 'False' && known.message === condition.message)
      return;
    const conditions = withCondition(
      pod.status?.conditions,
      condition,
      this.world.store.now(),
    );
    this.world.store.update(
      types.pods,
      { ...pod, status: { ...pod.status, conditions } },
      CAUSE,
      true,
    );
  }
}
