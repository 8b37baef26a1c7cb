// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Pod,
  PodDisruptionBudget,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { matchesLabelSelector } from '../../placement/selectors';
import { isFinished, isLeaving, isReady } from './workload';

/** Why a pod may or may not be asked to go, as far as disruption budgets are concerned. */
export type Allowance =
  /** Asked for at once: the API server would not ask a budget either. */
  | { state: 'free' }
  /** No budget selects it: it is paced by its workload. */
  | { state: 'unbudgeted' }
  /** Its budget allows this many more disruptions now. */
  | { state: 'budgeted'; budget: PodDisruptionBudget; allowed: number }
  /** The Eviction API answers 500 to a pod of two budgets. */
  | { state: 'two-budgets'; budgets: PodDisruptionBudget[] };

export const budgetKey = (budget: PodDisruptionBudget) =>
  `${budget.metadata.namespace}/${budget.metadata.name}`;

/** Budgets by namespace, so that a pod is held against the few that could select it. */
export class Budgets {
  readonly #byNamespace = new Map<string, PodDisruptionBudget[]>();
  readonly #spent = new Map<string, number>();

  constructor(budgets: readonly PodDisruptionBudget[]) {
    for (const budget of budgets) {
      const namespace = budget.metadata.namespace ?? '';
      const others = this.#byNamespace.get(namespace) ?? [];
      this.#byNamespace.set(namespace, [...others, budget]);
    }
  }

  of(pod: Pod): PodDisruptionBudget[] {
    const candidates =
      this.#byNamespace.get(pod.metadata.namespace ?? '') ?? [];
    return candidates.filter(budget =>
      matchesLabelSelector(budget.spec.selector, pod.metadata.labels),
    );
  }

  /** @param pod - not one that is leaving already. */
  allowance(pod: Pod): Allowance {
    // The API server looks at no budget for these (policy/v1 eviction, canIgnorePDB).
    if (isFinished(pod) || isLeaving(pod) || pod.status?.phase === 'Pending')
      return { state: 'free' };
    const budgets = this.of(pod);
    // One that serves nothing takes nothing away; pacing it would wait for what may never be Ready.
    if (budgets.length === 0)
      return { state: isReady(pod) ? 'unbudgeted' : 'free' };
    if (budgets.length > 1) return { state: 'two-budgets', budgets };
    const [budget] = budgets;
    if (!isReady(pod) && unhealthyMayGo(budget)) return { state: 'free' };
    const spent = this.#spent.get(budgetKey(budget)) ?? 0;
    return {
      state: 'budgeted',
      budget,
      allowed: Math.max(0, allowedNow(budget) - spent),
    };
  }

  /** One eviction under this budget was decided on. */
  spend(budget: PodDisruptionBudget) {
    const key = budgetKey(budget);
    this.#spent.set(key, (this.#spent.get(key) ?? 0) + 1);
  }
}

/** How many a healthy budget allows to be away at once; at least one. */
export function atOnce({ status }: PodDisruptionBudget): number {
  return Math.max(
    1,
    (status?.expectedPods ?? 0) - (status?.desiredHealthy ?? 0),
  );
}

/** What the controller has not looked at since the budget was changed counts as nothing. */
const isCurrent = (budget: PodDisruptionBudget) =>
  (budget.status?.observedGeneration ?? 0) >= (budget.metadata.generation ?? 0);

function allowedNow(budget: PodDisruptionBudget): number {
  return isCurrent(budget) ? budget.status?.disruptionsAllowed ?? 0 : 0;
}

/** Kubernetes docs, Unhealthy Pod Eviction Policy. */
function unhealthyMayGo(budget: PodDisruptionBudget): boolean {
  if (budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
  return (
    isCurrent(budget) && desiredHealthy > 0 && currentHealthy >= desiredHealthy
  );
}
