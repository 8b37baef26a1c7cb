// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { evict } from '../api/eviction';
import { controller } from '../causes';
import { Pod, controllerOf, isFinished, keyOf } from '../model';
import { types } from '../resources';
import { StatusError } from '../status';
import type { World } from '../world';

const RETRY_MS = 5000;

/** Pods that a drain has to move: all but those of DaemonSets, mirrors and finished ones. */
export function workloadPods(world: World, node: string): Pod[] {
  return world.store
    .podsOn(node)
    .filter(
      pod =>
        !isFinished(pod) &&
        controllerOf(pod)?.kind !== 'DaemonSet' &&
        !pod.metadata.annotations?.['kubernetes.io/config.mirror'],
    );
}

/** Asks for the eviction of whatever stands on a node, again and again, until nothing is left. */
export class Drains {
  readonly #running = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly asked: (
      pod: Pod,
      by: string,
      outcome: { accepted: object } | { refused: StatusError },
    ) => void,
  ) {}

  start(node: string, by: string, whenEmpty: () => void = () => {}): void {
    if (this.#running.has(node)) return;
    this.#running.add(node);
    this.#round(node, by, whenEmpty);
  }

  #round(node: string, by: string, whenEmpty: () => void): void {
    const { store, loop, objects } = this.world;
    const again = (ms: number) =>
      loop.after(`drain ${node}`, ms * this.world.pace.scale, () =>
        this.#round(node, by, whenEmpty),
      );
    if (!store.table(types.nodes).get(node)) {
      this.#running.delete(node);
      return;
    }
    const pods = workloadPods(this.world, node);
    if (!pods.length) {
      this.#running.delete(node);
      whenEmpty();
      return;
    }
    for (const pod of pods) {
      if (pod.metadata.deletionTimestamp) continue;
      const current = store.table<Pod>(types.pods).objects.get(keyOf(pod));
      if (!current) continue;
      const cause = controller(by);
      try {
        const outcome = evict(
          objects,
          current,
          {},
          { by: cause.by, via: 'kubernetes:evict' },
        );
        this.asked(current, cause.by, { accepted: outcome });
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        this.asked(current, cause.by, { refused: error });
      }
    }
    again(RETRY_MS);
  }
}
