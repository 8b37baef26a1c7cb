// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Pod,
  PodDisruptionBudget,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { matchesLabelSelector } from '../placement';
import { mergePatch, shellPatch } from './patch';
import { podLabelsOf, subjectOf, type Workload } from './workloads';

/** An empty selector takes every pod of the namespace, an absent one none. */
export function selects(
  budget: PodDisruptionBudget,
  namespace: string | undefined,
  labels: Record<string, string>,
): boolean {
  return (
    budget.metadata.namespace === namespace &&
    budget.spec.selector !== undefined &&
    matchesLabelSelector(budget.spec.selector, labels)
  );
}

export function budgetsOfPod(
  pod: Pod,
  budgets: readonly PodDisruptionBudget[],
) {
  return budgets.filter(one =>
    selects(one, pod.metadata.namespace, pod.metadata.labels ?? {}),
  );
}

/** Budgets that select some pod of the workload, or would select those of its template. */
export function budgetsOf(
  workload: Workload,
  budgets: readonly PodDisruptionBudget[],
) {
  return budgets.filter(
    budget =>
      selects(budget, workload.subject.namespace, workload.template.labels) ||
      podLabelsOf(workload).some(labels =>
        selects(budget, workload.subject.namespace, labels),
      ),
  );
}

/** Only then does the status speak of the spec (facts of a PDB not yet looked at are none). */
export function isObserved({ metadata, status }: PodDisruptionBudget): boolean {
  return (
    status?.observedGeneration !== undefined &&
    status.observedGeneration ===
      (metadata.generation ?? status.observedGeneration)
  );
}

/** Percentages are rounded up, for both fields, as Kubernetes does. */
function scaled(value: number | string, pods: number): number {
  if (typeof value === 'number') return value;
  return Math.ceil((Number.parseFloat(value) / 100) * pods);
}

/** How many pods may go at a time when all are healthy; undefined where the budget says nothing. */
export function allowance({
  spec,
  status,
}: PodDisruptionBudget): number | undefined {
  const pods = status?.expectedPods ?? 0;
  if (spec.maxUnavailable !== undefined)
    return Math.min(pods, scaled(spec.maxUnavailable, pods));
  if (spec.minAvailable !== undefined)
    return Math.max(0, pods - scaled(spec.minAvailable, pods));
  return undefined;
}

/** Why no eviction is ever allowed under an observed budget that selects pods. */
export function neverAllows(budget: PodDisruptionBudget): string | undefined {
  const { spec, status = {} } = budget;
  const { expectedPods = 0, disruptionsAllowed, currentHealthy = 0 } = status;
  if (allowance(budget) === 0) {
    return spec.maxUnavailable !== undefined
      ? `maxUnavailable ${spec.maxUnavailable}`
      : `minAvailable ${spec.minAvailable} of ${expectedPods}`;
  }
  // With a pod missing the budget waits for that pod alone (docs/adr/0004).
  if (disruptionsAllowed === 0 && currentHealthy >= expectedPods) {
    return `disruptionsAllowed 0 with ${currentHealthy} of ${expectedPods} pods healthy`;
  }
  return undefined;
}

/** The least change of a budget that lets one pod go at a time. */
export function letOneGo(budget: PodDisruptionBudget): Patch {
  const pods = budget.status?.expectedPods ?? 0;
  const spec =
    budget.spec.maxUnavailable === undefined && pods > 1
      ? { minAvailable: pods - 1 }
      : { minAvailable: null, maxUnavailable: 1 };
  return mergePatch('Let one pod go at a time', subjectOf(budget), { spec });
}

/**
 * Leaves the budget that allows least and deletes the others; nothing is proposed where one of those guards somebody
 * else too, or where nobody can say yet which allows least.
 */
export function keepTightest(
  budgets: readonly PodDisruptionBudget[],
  others: readonly Workload[],
): Patch | undefined {
  const allowed = (budget: PodDisruptionBudget) =>
    allowance(budget) ?? Number.POSITIVE_INFINITY;
  const [tightest, ...rest] = [...budgets].sort(
    (a, b) => allowed(a) - allowed(b) || nameOf(a).localeCompare(nameOf(b)),
  );
  if (
    !budgets.every(isObserved) ||
    rest.some(budget => others.some(other => budgetsOf(other, [budget])[0]))
  ) {
    return undefined;
  }
  return shellPatch(
    `Keep ${tightest.metadata.name}, which allows least`,
    rest.map(({ metadata: { namespace = 'default', name } }) => [
      'kubectl',
      `--namespace=${namespace}`,
      'delete',
      'poddisruptionbudget',
      name,
    ]),
  );
}

export function nameOf({ metadata }: PodDisruptionBudget): string {
  return `PodDisruptionBudget ${metadata.namespace}/${metadata.name}`;
}
