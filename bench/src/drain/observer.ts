// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { follow, type KubeObject, type Pod } from '@internal/control-plane';
import { BudgetHistory } from './budgetHistory';
import type { World } from './world';

interface Budget extends KubeObject {
  metadata: KubeObject['metadata'] & { generation?: number };
  status?: { disruptionsAllowed?: number; observedGeneration?: number };
}

const isReady = (pod: Pod) =>
  pod.metadata.deletionTimestamp === undefined &&
  (pod.status?.conditions?.some(
    condition => condition.type === 'Ready' && condition.status === 'True',
  ) ??
    false);

/** Watches by itself when the old nodes are empty, and what every budget allowed at each moment. */
export class Observer {
  readonly budgets = new BudgetHistory();
  readonly #pods = new Map<string, Pod>();
  readonly #waiting = new Set<Wait>();
  readonly #stop = new AbortController();
  #failure: unknown;

  private constructor(private readonly world: World) {}

  static async start(world: World): Promise<Observer> {
    const observer = new Observer(world);
    const { api } = world.plane;
    const { signal } = observer.#stop;
    const pods = follow<Pod>(
      api,
      '/api/v1/pods',
      ({ type, object }) => observer.#see(type, object),
      signal,
    );
    const budgets = follow<Budget>(
      api,
      '/apis/policy/v1/poddisruptionbudgets',
      ({ object: { metadata, status } }) =>
        observer.budgets.note(`${metadata.namespace}/${metadata.name}`, {
          at: Date.now(),
          allowed:
            (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0)
              ? status?.disruptionsAllowed ?? 0
              : 0,
        }),
      signal,
    );
    for (const { ended } of [pods, budgets])
      ended.catch(error => {
        observer.#failure = error;
        observer.#tell();
      });
    await Promise.all([pods.ready, budgets.ready]);
    return observer;
  }

  get left(): number {
    const old = new Set(this.world.oldNodes);
    let left = 0;
    for (const pod of this.#pods.values())
      if (old.has(pod.spec.nodeName ?? '')) left += 1;
    return left;
  }

  get ready(): number {
    return [...this.#pods.values()].filter(isReady).length;
  }

  /** When, in Unix ms, no pod is left on an old node. */
  untilEmpty(signal: AbortSignal): Promise<number> {
    return this.#until(() => this.left === 0, signal);
  }

  /** When so many pods are Ready. */
  untilReady(count: number, signal: AbortSignal): Promise<number> {
    return this.#until(() => this.ready >= count, signal);
  }

  stop() {
    this.#stop.abort();
  }

  #see(type: 'present' | 'gone', pod: Pod) {
    // Only what is measured: no canary and nothing of kube-system.
    if (!pod.metadata.namespace?.startsWith('team-')) return;
    const uid = pod.metadata.uid ?? '';
    if (type === 'gone') this.#pods.delete(uid);
    else this.#pods.set(uid, pod);
    this.#tell();
  }

  #tell() {
    for (const wait of this.#waiting) {
      const settled =
        wait.signal.aborted || this.#failure !== undefined || wait.holds();
      if (!settled) continue;
      this.#waiting.delete(wait);
      if (wait.signal.aborted) wait.reject(wait.signal.reason);
      else if (this.#failure !== undefined) wait.reject(this.#failure);
      else wait.resolve(Date.now());
    }
  }

  async #until(holds: () => boolean, signal: AbortSignal): Promise<number> {
    const tell = () => this.#tell();
    signal.addEventListener('abort', tell);
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.add({ holds, signal, resolve, reject });
        tell();
      });
    } finally {
      signal.removeEventListener('abort', tell);
    }
  }
}

interface Wait {
  holds: () => boolean;
  signal: AbortSignal;
  resolve: (at: number) => void;
  reject: (reason: unknown) => void;
}
