// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { controller } from '../causes';
import {
  Claim,
  Pod,
  StatefulSet,
  isFinished,
  isKind,
  isReady,
  keyOf,
  uidOf,
} from '../model';
import { types } from '../resources';
import type { Change } from '../store';
import { Controller, World, ownersOf } from '../world';
import { createPod, templateHash } from './pods';

const CAUSE = controller('statefulset');
const REVISION = 'controller-revision-hash';

/** StatefulSets keep numbered pods, each with its own claims, one after the other. */
export class StatefulSets implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const key of this.world.store.table(types.statefulSets).objects.keys())
      this.#enqueue(key);
  }

  onChange(change: Change): void {
    if (isKind(change.object, 'StatefulSet') && change.type !== 'DELETED')
      this.#enqueue(keyOf(change.object));
    else if (isKind(change.object, 'Pod')) {
      for (const { name, namespace } of ownersOf(change, 'StatefulSet'))
        this.#enqueue(`${namespace}/${name}`);
    }
  }

  #enqueue(key: string): void {
    this.world.loop.enqueue(`statefulset ${key}`, () => this.#reconcile(key));
  }

  #reconcile(key: string): void {
    const { store } = this.world;
    const set = store.table<StatefulSet>(types.statefulSets).objects.get(key);
    if (!set) return;
    const revision = `${set.metadata.name}-${templateHash(set.spec.template)}`;
    if (!set.metadata.deletionTimestamp) this.#act(set, revision);
    const pods = store
      .controlledBy<Pod>(types.pods, uidOf(set))
      .filter(p => !isFinished(p));
    const ready = pods.filter(
      p => isReady(p) && !p.metadata.deletionTimestamp,
    ).length;
    const updated = pods.filter(
      p => p.metadata.labels?.[REVISION] === revision,
    ).length;
    const done = updated === pods.length && ready === (set.spec.replicas ?? 1);
    const status: StatefulSet['status'] = {
      observedGeneration: set.metadata.generation,
      replicas: pods.length,
      readyReplicas: ready,
      availableReplicas: ready,
      updatedReplicas: updated,
      currentReplicas: done ? pods.length : pods.length - updated,
      currentRevision: done
        ? revision
        : set.status?.currentRevision ?? revision,
      updateRevision: revision,
    };
    const current = store
      .table<StatefulSet>(types.statefulSets)
      .objects.get(key);
    if (current)
      store.update(types.statefulSets, { ...current, status }, CAUSE, true);
  }

  #act(set: StatefulSet, revision: string): void {
    const { store, objects } = this.world;
    const pods = new Map(
      store
        .controlledBy<Pod>(types.pods, uidOf(set))
        .map(p => [ordinalOf(p), p]),
    );
    const { replicas = 1, podManagementPolicy, updateStrategy } = set.spec;
    const parallel = podManagementPolicy === 'Parallel';
    for (let ordinal = 0; ordinal < replicas; ordinal++) {
      const pod = pods.get(ordinal);
      if (pod && isFinished(pod))
        objects.delete(types.pods, pod, { gracePeriodSeconds: 0 }, CAUSE);
      if (!pod) this.#create(set, ordinal, revision);
      // Ordered: the next one waits until this one stands; one that is going is waited for.
      const stands =
        pod !== undefined && isReady(pod) && !pod.metadata.deletionTimestamp;
      if (!parallel && !stands) return;
    }
    const surplus = [...pods]
      .filter(([ordinal]) => ordinal >= replicas)
      .sort(([a], [b]) => b - a);
    for (const [, pod] of surplus) {
      if (!pod.metadata.deletionTimestamp)
        objects.delete(types.pods, pod, {}, CAUSE);
      if (!parallel) return;
    }
    if (updateStrategy?.type === 'OnDelete') return;
    const partition = updateStrategy?.rollingUpdate?.partition ?? 0;
    for (let ordinal = replicas - 1; ordinal >= partition; ordinal--) {
      const pod = pods.get(ordinal);
      if (!pod || pod.metadata.deletionTimestamp || !isReady(pod)) return;
      if (pod.metadata.labels?.[REVISION] !== revision) {
        objects.delete(types.pods, pod, {}, CAUSE);
        return;
      }
    }
  }

  #create(set: StatefulSet, ordinal: number, revision: string): void {
    const { store, objects } = this.world;
    const name = `${set.metadata.name}-${ordinal}`;
    const { namespace } = set.metadata;
    // The old pod of this name may still be going under another owner.
    if (store.table(types.pods).get(name, namespace)) return;
    const templates = set.spec.volumeClaimTemplates ?? [];
    for (const claim of templates) {
      const claimName = `${claim.metadata.name}-${name}`;
      if (store.table(types.persistentVolumeClaims).get(claimName, namespace))
        continue;
      const made: Claim = {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name: claimName,
          namespace,
          labels: set.spec.selector?.matchLabels ?? {},
        },
        spec: claim.spec,
      };
      objects.create(types.persistentVolumeClaims, made, CAUSE);
    }
    const volumes = templates.map(claim => ({
      name: claim.metadata.name,
      persistentVolumeClaim: { claimName: `${claim.metadata.name}-${name}` },
    }));
    createPod(this.world, set, set.spec.template, CAUSE, {
      name,
      labels: {
        [REVISION]: revision,
        'apps.kubernetes.io/pod-index': String(ordinal),
        'statefulset.kubernetes.io/pod-name': name,
      },
      change: pod => ({
        ...pod,
        spec: {
          ...pod.spec,
          volumes: [...(pod.spec.volumes ?? []), ...volumes],
        },
      }),
    });
  }
}

function ordinalOf(pod: Pod): number {
  return Number(
    pod.metadata.name.slice(pod.metadata.name.lastIndexOf('-') + 1),
  );
}
