// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { controller } from '../causes';
import {
  Pod,
  ReplicaSet,
  isFinished,
  isKind,
  isReady,
  keyOf,
  uidOf,
} from '../model';
import { types } from '../resources';
import type { Change } from '../store';
import { Controller, World, activePods, ownersOf } from '../world';
import { createPod, leastWanted } from './pods';

const CAUSE = controller('replicaset');

/** ReplicaSets keep their number of pods. */
export class ReplicaSets implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const key of this.world.store.table(types.replicaSets).objects.keys())
      this.#enqueue(key);
  }

  onChange(change: Change): void {
    if (isKind(change.object, 'ReplicaSet') && change.type !== 'DELETED')
      this.#enqueue(keyOf(change.object));
    else if (isKind(change.object, 'Pod')) {
      for (const { name, namespace } of ownersOf(change, 'ReplicaSet'))
        this.#enqueue(`${namespace}/${name}`);
    }
  }

  #enqueue(key: string): void {
    this.world.loop.enqueue(`replicaset ${key}`, () => this.#reconcile(key));
  }

  #reconcile(key: string): void {
    const { store, objects } = this.world;
    const set = store.table<ReplicaSet>(types.replicaSets).objects.get(key);
    if (!set) return;
    const all = store.controlledBy<Pod>(types.pods, uidOf(set));
    const active = activePods(all);
    if (!set.metadata.deletionTimestamp) {
      const wanted = set.spec.replicas ?? 1;
      for (let missing = wanted - active.length; missing > 0; missing--)
        createPod(this.world, set, set.spec.template, CAUSE);
      const surplus = Math.max(0, active.length - wanted);
      for (const pod of [...active].sort(leastWanted).slice(0, surplus))
        objects.delete(types.pods, pod, {}, CAUSE);
      for (const pod of all.filter(
        p => isFinished(p) && !p.metadata.deletionTimestamp,
      )) {
        if (pod.status?.phase === 'Failed')
          objects.delete(types.pods, pod, { gracePeriodSeconds: 0 }, CAUSE);
      }
    }
    const now = activePods(store.controlledBy<Pod>(types.pods, uidOf(set)));
    const ready = now.filter(isReady).length;
    const status: ReplicaSet['status'] = {
      observedGeneration: set.metadata.generation,
      replicas: now.length,
      fullyLabeledReplicas: now.length,
      readyReplicas: ready,
      availableReplicas: ready,
    };
    const current = store.table<ReplicaSet>(types.replicaSets).objects.get(key);
    if (current)
      store.update(types.replicaSets, { ...current, status }, CAUSE, true);
  }
}
