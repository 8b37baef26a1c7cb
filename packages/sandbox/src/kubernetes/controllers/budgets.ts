// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { controller } from '../causes';
import {
  Budget,
  Condition,
  KubeObject,
  Pod,
  controllerOf,
  fieldOf,
  isKind,
  isReady,
  isRecord,
  keyOf,
  withCondition,
} from '../model';
import { scaled } from '../quantity';
import { types } from '../resources';
import { compileSelector } from '../selectors';
import type { Change } from '../store';
import { Controller, World } from '../world';

const CAUSE = controller('disruption');
/** A pod whose eviction was granted but which is still here after this was not deleted after all. */
const DISRUPTION_EXPIRES_MS = 120_000;

class Unscalable extends Error {}

/** Keeps the status of disruption budgets, with Kubernetes' own arithmetic. */
export class Budgets implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const key of this.world.store.table(types.budgets).objects.keys())
      this.#enqueue(key);
  }

  onChange({ type, object, before, resource }: Change): void {
    const { store } = this.world;
    if (isKind(object, 'PodDisruptionBudget')) {
      if (type !== 'DELETED') this.#enqueue(keyOf(object));
      return;
    }
    const namespace = object.metadata.namespace ?? '';
    if (isKind(object, 'Pod')) {
      for (const budget of store.table<Budget>(types.budgets).in(namespace)) {
        const matches = compileSelector(budget.spec.selector);
        if (matches(object.metadata.labels) || matches(before?.metadata.labels))
          this.#enqueue(keyOf(budget));
      }
    } else if (
      resource.subresources.includes('scale') &&
      before &&
      fieldOf(before, 'spec') !== fieldOf(object, 'spec')
    ) {
      for (const budget of store.table<Budget>(types.budgets).in(namespace))
        this.#enqueue(keyOf(budget));
    }
  }

  #enqueue(key: string): void {
    this.world.loop.enqueue(`budget ${key}`, () => this.#reconcile(key));
  }

  #reconcile(key: string): void {
    const { store } = this.world;
    const budget = store.table<Budget>(types.budgets).objects.get(key);
    if (!budget) return;
    const matches = compileSelector(budget.spec.selector);
    const pods = [
      ...store.table<Pod>(types.pods).in(budget.metadata.namespace ?? ''),
    ].filter(p => matches(p.metadata.labels));
    try {
      const { expected, desired } = this.#expectation(budget, pods);
      this.#write(budget, pods, expected, desired);
    } catch (error) {
      if (!(error instanceof Unscalable)) throw error;
      // As the controller's own fail-safe: what it cannot count it protects.
      const conditions = withCondition(
        budget.status?.conditions,
        {
          type: 'DisruptionAllowed',
          status: 'False',
          reason: 'SyncFailed',
          message: error.message,
          observedGeneration: budget.metadata.generation,
        },
        store.now(),
      );
      const status = {
        currentHealthy: 0,
        desiredHealthy: 0,
        expectedPods: 0,
        ...budget.status,
        disruptionsAllowed: 0,
        observedGeneration: budget.metadata.generation,
        conditions,
      };
      store.update(types.budgets, { ...budget, status }, CAUSE, true);
    }
  }

  #write(budget: Budget, pods: Pod[], expected: number, desired: number): void {
    const { store, loop } = this.world;
    const now = store.now();
    const disrupted: Record<string, string> = {};
    let next = Infinity;
    for (const pod of pods) {
      const at = budget.status?.disruptedPods?.[pod.metadata.name];
      if (at === undefined || pod.metadata.deletionTimestamp) continue;
      const left =
        new Date(at).getTime() + DISRUPTION_EXPIRES_MS - now.getTime();
      if (left <= 0) continue;
      disrupted[pod.metadata.name] = at;
      next = Math.min(next, left);
    }
    if (next !== Infinity)
      loop.after(`budget-recheck ${keyOf(budget)}`, next + 1, () =>
        this.#enqueue(keyOf(budget)),
      );
    const healthy = pods.filter(
      p =>
        !p.metadata.deletionTimestamp &&
        !(p.metadata.name in disrupted) &&
        isReady(p),
    ).length;
    const allowed = expected <= 0 || healthy < desired ? 0 : healthy - desired;
    const condition: Condition =
      allowed > 0
        ? {
            type: 'DisruptionAllowed',
            status: 'True',
            reason: 'SufficientPods',
            message: '',
            observedGeneration: budget.metadata.generation,
          }
        : {
            type: 'DisruptionAllowed',
            status: 'False',
            reason: 'InsufficientPods',
            message: '',
            observedGeneration: budget.metadata.generation,
          };
    const status: Budget['status'] = {
      observedGeneration: budget.metadata.generation,
      disruptionsAllowed: allowed,
      currentHealthy: healthy,
      desiredHealthy: desired,
      expectedPods: expected,
      ...(Object.keys(disrupted).length ? { disruptedPods: disrupted } : {}),
      conditions: withCondition(budget.status?.conditions, condition, now),
    };
    store.update(types.budgets, { ...budget, status }, CAUSE, true);
  }

  #expectation(
    { spec }: Budget,
    pods: Pod[],
  ): { expected: number; desired: number } {
    if (spec.maxUnavailable !== undefined) {
      const expected = this.#scale(pods);
      return {
        expected,
        desired: Math.max(
          0,
          expected - scaled(spec.maxUnavailable, expected, 'up'),
        ),
      };
    }
    if (typeof spec.minAvailable === 'number')
      return { expected: pods.length, desired: spec.minAvailable };
    if (spec.minAvailable !== undefined) {
      const expected = this.#scale(pods);
      return { expected, desired: scaled(spec.minAvailable, expected, 'up') };
    }
    // Neither is set: the controller leaves both at nothing, so nothing may be disrupted.
    return { expected: 0, desired: 0 };
  }

  /** The replicas that the controllers of these pods want; pods without a controller do not count. */
  #scale(pods: Pod[]): number {
    const scales = new Map<string, number>();
    const seen = new Set<string>();
    for (const pod of pods) {
      const owner = controllerOf(pod);
      if (!owner || seen.has(owner.uid)) continue;
      const top = this.#top(
        owner.apiVersion,
        owner.kind,
        owner.name,
        pod.metadata.namespace ?? '',
        owner.uid,
      );
      if (!top)
        throw new Unscalable(
          `found no controllers for pod "${pod.metadata.name}"`,
        );
      seen.add(owner.uid);
      scales.set(top.uid, top.replicas);
    }
    return [...scales.values()].reduce((sum, n) => sum + n, 0);
  }

  #top(
    apiVersion: string,
    kind: string,
    name: string,
    namespace: string,
    uid: string,
  ): { uid: string; replicas: number } | undefined {
    const resource = this.world.served.ofKind(apiVersion, kind);
    const object: KubeObject | undefined =
      resource && this.world.store.table(resource).get(name, namespace);
    if (!resource || object?.metadata.uid !== uid || !object) return undefined;
    if (!resource.subresources.includes('scale')) {
      throw new Unscalable(
        `${resource.plural}.${resource.group} does not implement the scale subresource`,
      );
    }
    const owner = kind === 'ReplicaSet' ? controllerOf(object) : undefined;
    if (owner?.kind === 'Deployment')
      return this.#top(
        owner.apiVersion,
        owner.kind,
        owner.name,
        namespace,
        owner.uid,
      );
    const spec = fieldOf(object, 'spec');
    const replicas =
      isRecord(spec) && typeof spec.replicas === 'number' ? spec.replicas : 1;
    return { uid, replicas };
  }
}
