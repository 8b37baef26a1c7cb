// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  Node,
  Pod,
  Volume,
  Claim,
  isFinished,
  isKind,
  isReady,
  keyOf,
  timestamp,
  uidOf,
  withCondition,
} from '../model';
import { isAuto } from '../nodes';
import { types } from '../resources';
import { CRASHES_ON, RUN_MS } from '../seed/workloads';
import type { Cause, Change } from '../store';
import { Controller, World, between } from '../world';
import { AUTO_EBS, claimsOf } from './volumes';

const RESTART_MS = 10_000;

const causeOf = (pod: Pod): Cause => ({
  by: `sandbox:kubelet`,
  via: `sandbox:kubelet ${pod.spec.nodeName}`,
});

/** Runs the pods of all nodes: they become Ready after a while, crash, end, and go when told. */
export class Kubelet implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const pod of this.world.store.table<Pod>(types.pods).objects.values())
      this.#lookAt(pod);
  }

  onChange({ type, object }: Change): void {
    if (!isKind(object, 'Pod')) return;
    if (type === 'DELETED') {
      this.world.loop.cancel(`start ${uidOf(object)}`);
      this.world.loop.cancel(`end ${uidOf(object)}`);
      this.world.loop.cancel(`gone ${uidOf(object)}`);
    } else this.#lookAt(object);
  }

  #lookAt(pod: Pod): void {
    if (!pod.spec.nodeName) return;
    const uid = uidOf(pod);
    const { loop, timing } = this.world;
    if (pod.metadata.deletionTimestamp) {
      loop.cancel(`start ${uid}`);
      const grace = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000;
      loop.transition(
        `gone ${uid}`,
        Math.min(between(timing.goneAfterMs), grace),
        () => this.#gone(pod),
      );
      return;
    }
    if (isFinished(pod)) return;
    if (!isReady(pod)) {
      const crashing =
        pod.status?.containerStatuses?.some(c => (c.restartCount ?? 0) > 0) ??
        false;
      const start = () => this.#start(keyOf(pod), uid);
      // A crash is never at rest: while the world settles it must not be repeated at once.
      if (crashing)
        loop.after(`start ${uid}`, RESTART_MS * this.world.pace.scale, start);
      else loop.transition(`start ${uid}`, between(timing.readyAfterMs), start);
    } else if (endsByItself(pod)) {
      const asked = Number(pod.metadata.annotations?.[RUN_MS] ?? timing.jobMs);
      loop.after(`end ${uid}`, asked * this.world.pace.scale, () =>
        this.#end(keyOf(pod), uid),
      );
    }
  }

  #current(key: string, uid: string): Pod | undefined {
    const pod = this.world.store.table<Pod>(types.pods).objects.get(key);
    return pod?.metadata.uid === uid ? pod : undefined;
  }

  #start(key: string, uid: string): void {
    const pod = this.#current(key, uid);
    if (
      !pod ||
      pod.metadata.deletionTimestamp ||
      isFinished(pod) ||
      isReady(pod)
    )
      return;
    const { store } = this.world;
    const node = store.table<Node>(types.nodes).get(pod.spec.nodeName ?? '');
    if (!node) return;
    const missing = this.#unmountable(pod, node);
    if (missing) {
      this.#status(pod, {
        ...waiting(pod, 'ContainerCreating', missing, 0),
        phase: 'Pending',
      });
      return;
    }
    const now = store.now();
    if (pod.metadata.annotations?.[CRASHES_ON] === 'auto' && isAuto(node)) {
      const restarts =
        Math.max(
          0,
          ...(pod.status?.containerStatuses ?? []).map(
            c => c.restartCount ?? 0,
          ),
        ) + 1;
      const conditions = withCondition(
        pod.status?.conditions,
        { type: 'Ready', status: 'False', reason: 'ContainersNotReady' },
        now,
      );
      this.#status(pod, {
        ...waiting(
          pod,
          'CrashLoopBackOff',
          'back-off restarting failed container',
          restarts,
        ),
        phase: 'Running',
        conditions,
      });
      return;
    }
    let conditions = pod.status?.conditions;
    for (const type of [
      'Initialized',
      'PodReadyToStartContainers',
      'ContainersReady',
      'Ready',
    ]) {
      conditions = withCondition(conditions, { type, status: 'True' }, now);
    }
    const restartCount = 0;
    this.#status(pod, {
      phase: 'Running',
      conditions,
      startTime: timestamp(now),
      podIP: this.#address(),
      hostIP:
        node.status?.addresses?.find(a => a.type === 'InternalIP')?.address ??
        '10.0.0.1',
      containerStatuses: pod.spec.containers.map(c => ({
        name: c.name,
        ready: true,
        restartCount,
        state: { running: { startedAt: timestamp(now) } },
      })),
    });
  }

  #end(key: string, uid: string): void {
    const pod = this.#current(key, uid);
    if (!pod || pod.metadata.deletionTimestamp || isFinished(pod)) return;
    const now = this.world.store.now();
    let conditions = pod.status?.conditions;
    for (const type of ['ContainersReady', 'Ready']) {
      conditions = withCondition(
        conditions,
        { type, status: 'False', reason: 'PodCompleted' },
        now,
      );
    }
    this.#status(pod, {
      phase: 'Succeeded',
      conditions,
      containerStatuses: pod.spec.containers.map(c => ({
        name: c.name,
        ready: false,
        restartCount: 0,
        state: {
          terminated: {
            exitCode: 0,
            reason: 'Completed',
            finishedAt: timestamp(now),
          },
        },
      })),
    });
  }

  #gone(pod: Pod): void {
    const current = this.#current(keyOf(pod), uidOf(pod));
    if (!current) return;
    // Where a finalizer holds the pod, its containers have ended all the same.
    if (current.metadata.finalizers?.length) {
      const conditions = withCondition(
        current.status?.conditions,
        { type: 'Ready', status: 'False', reason: 'PodCompleted' },
        this.world.store.now(),
      );
      this.#status(current, { ...current.status, conditions });
      return;
    }
    this.world.objects.finish(current, causeOf(current));
  }

  #status(pod: Pod, status: Pod['status']): void {
    this.world.store.update(
      types.pods,
      { ...pod, status: { ...pod.status, ...status } },
      causeOf(pod),
      true,
    );
  }

  /** What keeps the pod's volumes from being mounted here: EBS drivers serve their own kind of node only. */
  #unmountable(pod: Pod, node: Node): string | undefined {
    const { store } = this.world;
    for (const key of claimsOf(pod)) {
      const claim = store
        .table<Claim>(types.persistentVolumeClaims)
        .objects.get(key);
      const volume = store
        .table<Volume>(types.persistentVolumes)
        .get(claim?.spec.volumeName ?? '');
      if (!volume) return `unbound claim ${key}`;
      const driver =
        volume.spec.csi?.driver ??
        (volume.spec.awsElasticBlockStore ? 'ebs.csi.aws.com' : '');
      const elsewhere = isAuto(node) ? 'ebs.csi.aws.com' : AUTO_EBS;
      if (driver === elsewhere)
        return `driver name ${driver} not found in the list of registered CSI drivers`;
    }
    return undefined;
  }

  #address(): string {
    // Versions only grow, across restarts too: no two pods get the same.
    const index = this.world.store.version;
    // eslint-disable-next-line no-bitwise
    return `10.${(64 + (index >> 16)) & 255}.${(index >> 8) & 255}.${
      index & 255
    }`;
  }
}

function endsByItself(pod: Pod): boolean {
  return (
    pod.spec.restartPolicy !== 'Always' &&
    (pod.metadata.ownerReferences?.some(o => o.kind === 'Job') ?? false)
  );
}

function waiting(
  pod: Pod,
  reason: string,
  message: string,
  restartCount: number,
): NonNullable<Pod['status']> {
  return {
    containerStatuses: pod.spec.containers.map(c => ({
      name: c.name,
      ready: false,
      restartCount,
      state: { waiting: { reason, message } },
    })),
  };
}
