// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { sameJson } from '../json';
import { controller } from '../causes';
import {
  Condition,
  Deployment,
  Pod,
  ReplicaSet,
  controllerOf,
  isFinished,
  isKind,
  keyOf,
  uidOf,
  withCondition,
} from '../model';
import { ownedBy } from '../objects';
import { scaled } from '../quantity';
import { types } from '../resources';
import type { Change } from '../store';
import { Controller, World, ownersOf } from '../world';
import { templateHash } from './pods';

const CAUSE = controller('deployment');
const REVISION = 'deployment.kubernetes.io/revision';
const HASH = 'pod-template-hash';

/** Deployments roll their ReplicaSets. */
export class Deployments implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const key of this.world.store.table(types.deployments).objects.keys())
      this.#enqueue(key);
  }

  onChange(change: Change): void {
    const { object, type } = change;
    if (isKind(object, 'Deployment') && type !== 'DELETED') {
      this.#enqueue(keyOf(object));
    } else if (isKind(object, 'ReplicaSet')) {
      for (const { name, namespace } of ownersOf(change, 'Deployment'))
        this.#enqueue(`${namespace}/${name}`);
    } else if (isKind(object, 'Pod') && type === 'DELETED') {
      // A Recreate waits for the last of the old pods.
      for (const { name, namespace } of ownersOf(change, 'ReplicaSet')) {
        const set = this.world.store
          .table<ReplicaSet>(types.replicaSets)
          .get(name, namespace);
        const owner = set && controllerOf(set);
        if (owner?.kind === 'Deployment')
          this.#enqueue(`${namespace}/${owner.name}`);
      }
    }
  }

  #enqueue(key: string): void {
    this.world.loop.enqueue(`deployment ${key}`, () => this.#reconcile(key));
  }

  #reconcile(key: string): void {
    const { store } = this.world;
    const deployment = store
      .table<Deployment>(types.deployments)
      .objects.get(key);
    if (!deployment || deployment.metadata.deletionTimestamp) return;
    const sets = store.controlledBy<ReplicaSet>(
      types.replicaSets,
      uidOf(deployment),
    );
    const hash = templateHash(deployment.spec.template);
    const current =
      sets.find(s => s.metadata.labels?.[HASH] === hash) ??
      this.#create(deployment, hash, sets);
    const old = sets.filter(s => s.metadata.uid !== current.metadata.uid);
    if (!deployment.spec.paused) this.#roll(deployment, current, old);
    this.#prune(deployment, old);
    this.#status(deployment, uidOf(current));
  }

  #create(
    deployment: Deployment,
    hash: string,
    sets: ReplicaSet[],
  ): ReplicaSet {
    const { store } = this.world;
    const revision =
      Math.max(
        0,
        ...sets.map(s => Number(s.metadata.annotations?.[REVISION] ?? 0)),
      ) + 1;
    const labels = {
      ...deployment.spec.template.metadata?.labels,
      [HASH]: hash,
    };
    const { replicas = 1 } = deployment.spec;
    const made: ReplicaSet = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace,
        labels,
        annotations: {
          [REVISION]: String(revision),
          'deployment.kubernetes.io/desired-replicas': String(replicas),
        },
        ownerReferences: [ownedBy(deployment)],
      },
      spec: {
        // The first comes whole; later ones grow by the roll.
        replicas: sets.length ? 0 : replicas,
        selector: {
          matchLabels: {
            ...deployment.spec.selector?.matchLabels,
            [HASH]: hash,
          },
          ...(deployment.spec.selector?.matchExpressions
            ? { matchExpressions: deployment.spec.selector.matchExpressions }
            : {}),
        },
        template: {
          ...deployment.spec.template,
          metadata: { ...deployment.spec.template.metadata, labels },
        },
      },
    };
    return store.create(types.replicaSets, made, CAUSE);
  }

  #scale(set: ReplicaSet, replicas: number): void {
    if ((set.spec.replicas ?? 0) === replicas) return;
    const current = this.world.store
      .table<ReplicaSet>(types.replicaSets)
      .objects.get(keyOf(set));
    if (current)
      this.world.store.update(
        types.replicaSets,
        { ...current, spec: { ...current.spec, replicas } },
        CAUSE,
      );
  }

  #roll(deployment: Deployment, current: ReplicaSet, old: ReplicaSet[]): void {
    const { replicas = 1, strategy } = deployment.spec;
    const size = (set: ReplicaSet) => set.spec.replicas ?? 0;
    const standing = old.filter(s => size(s) > 0);
    if (strategy?.type === 'Recreate') {
      standing.forEach(s => this.#scale(s, 0));
      // Pods on their way out still run.
      const left = old.flatMap(s =>
        this.world.store
          .controlledBy<Pod>(types.pods, uidOf(s))
          .filter(p => !isFinished(p)),
      );
      if (!left.length) this.#scale(current, replicas);
      return;
    }
    if (!standing.length) {
      this.#scale(current, replicas);
      return;
    }
    const surge = scaled(
      strategy?.rollingUpdate?.maxSurge ?? '25%',
      replicas,
      'up',
    );
    const lost = scaled(
      strategy?.rollingUpdate?.maxUnavailable ?? '25%',
      replicas,
      'down',
    );
    const unavailable = surge === 0 && lost === 0 ? 1 : lost;
    const total = size(current) + standing.reduce((sum, s) => sum + size(s), 0);
    const grown = Math.min(
      replicas,
      size(current) + Math.max(0, replicas + surge - total),
    );
    this.#scale(current, Math.max(grown, Math.min(size(current), replicas)));

    // As the real controller counts: what is asked for, less what must be there, less what of the new
    // is not there yet. Counted in specs, because statuses lag behind the last decision.
    const ready = (s: ReplicaSet) =>
      Math.min(s.status?.availableReplicas ?? 0, size(s));
    const wanted = Math.max(size(current), grown);
    const needed = replicas - unavailable;
    const asked = wanted + standing.reduce((sum, s) => sum + size(s), 0);
    let limit = asked - needed - (wanted - ready(current));
    let spare =
      [current, ...standing].reduce((sum, s) => sum + ready(s), 0) - needed;
    for (const set of standing) {
      if (limit <= 0) return;
      const idle = Math.min(limit, size(set) - ready(set));
      const fit = Math.max(0, Math.min(spare, limit - idle, ready(set)));
      limit -= idle + fit;
      spare -= fit;
      this.#scale(set, size(set) - idle - fit);
    }
  }

  #prune(deployment: Deployment, old: ReplicaSet[]): void {
    const idle = old
      .filter(
        s => (s.spec.replicas ?? 0) === 0 && (s.status?.replicas ?? 0) === 0,
      )
      .sort(
        (a, b) =>
          Number(b.metadata.annotations?.[REVISION] ?? 0) -
          Number(a.metadata.annotations?.[REVISION] ?? 0),
      );
    for (const set of idle.slice(deployment.spec.revisionHistoryLimit ?? 10))
      this.world.objects.delete(types.replicaSets, set, {}, CAUSE);
  }

  #status(deployment: Deployment, currentUid: string): void {
    const { store } = this.world;
    const sets = store.controlledBy<ReplicaSet>(
      types.replicaSets,
      uidOf(deployment),
    );
    const sum = (read: (s: ReplicaSet) => number | undefined, of = sets) =>
      of.reduce((total, s) => total + (read(s) ?? 0), 0);
    const { replicas = 1, strategy } = deployment.spec;
    const newest = sets.filter(s => s.metadata.uid === currentUid);
    const available = sum(s => s.status?.availableReplicas);
    const updated = sum(s => s.status?.replicas, newest);
    const lost = scaled(
      strategy?.rollingUpdate?.maxUnavailable ?? '25%',
      replicas,
      'down',
    );
    const enough =
      available >= replicas - (strategy?.type === 'Recreate' ? 0 : lost);
    const complete =
      updated === replicas &&
      available === replicas &&
      sum(s => s.status?.replicas) === replicas;
    const now = store.now();
    const availability: Condition = enough
      ? {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        }
      : {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
        };
    const progress: Condition = {
      type: 'Progressing',
      status: 'True',
      reason: complete ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
      message: '',
    };
    const status: Deployment['status'] = {
      observedGeneration: deployment.metadata.generation,
      replicas: sum(s => s.status?.replicas),
      updatedReplicas: updated,
      readyReplicas: sum(s => s.status?.readyReplicas),
      availableReplicas: available,
      ...(replicas > available
        ? { unavailableReplicas: replicas - available }
        : {}),
      conditions: withCondition(
        withCondition(deployment.status?.conditions, availability, now),
        progress,
        now,
      ),
    };
    const revision = newest[0]?.metadata.annotations?.[REVISION] ?? '1';
    const annotations = {
      ...deployment.metadata.annotations,
      [REVISION]: revision,
    };
    if (
      sameJson(status, deployment.status) &&
      sameJson(annotations, deployment.metadata.annotations)
    )
      return;
    store.update(
      types.deployments,
      {
        ...deployment,
        metadata: { ...deployment.metadata, annotations },
        status,
      },
      CAUSE,
      true,
    );
  }
}
