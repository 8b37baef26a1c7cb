// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  subjectKey,
  type DrainBound,
  type KubernetesSubject,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Pod,
  PodDisruptionBudget,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isMovable, movablePods } from '../placement/movable';
import { matchesLabelSelector } from '../placement/selectors';
import type { Source } from '../placement/sources';
import { topControllers } from '../readiness/workloads';
import type { PlanParts } from './planParts';

/** For a pod that does not say how long it took to start: a node that is there, an image that is too. */
const USUAL_START_SECONDS = 10;

/** Kubernetes rounds the percentages of a budget up. */
function amount(value: number | string, of: number): number {
  return typeof value === 'number'
    ? value
    : Math.ceil((Number(value.replace('%', '')) / 100) * of);
}

/** How many of its pods a budget lets go at once while all are healthy. */
function atATime(budget: PodDisruptionBudget, pods: number): number {
  const expected = budget.status?.expectedPods ?? pods;
  const { minAvailable, maxUnavailable } = budget.spec;
  const allowed =
    maxUnavailable !== undefined
      ? amount(maxUnavailable, expected)
      : expected - amount(minAvailable ?? 1, expected);
  return Math.max(0, Math.min(allowed, expected));
}

/** Pods that no budget selects go as if `maxUnavailable` were 25 %, at least one. */
function withoutBudget(pods: number): number {
  return Math.max(1, Math.floor(pods / 4));
}

function probeDelay(pod: Pod): number {
  return pod.spec.containers.reduce((most, { readinessProbe }) => {
    const delay: unknown =
      readinessProbe && Reflect.get(readinessProbe, 'initialDelaySeconds');
    return typeof delay === 'number' ? Math.max(most, delay) : most;
  }, 0);
}

/** How long a pod took from its start until it was Ready, as its own status says. */
function startSeconds(pod: Pod): number | undefined {
  const ready = pod.status?.conditions?.find(
    one => one.type === 'Ready' && one.status === 'True',
  );
  const began = Date.parse(pod.status?.startTime ?? '');
  const ended = Date.parse(ready?.lastTransitionTime ?? '');
  const seconds = (ended - began) / 1000;
  return seconds >= 0 ? seconds : undefined;
}

/**
 * The least time from one pod's eviction until its replacement is Ready: what the fastest of these
 * pods took to start. The grace period is no part of it: it is how long a pod may take to end, not how
 * long it does.
 */
function cycleSeconds(pods: readonly Pod[]): number {
  const observed = pods
    .map(startSeconds)
    .filter((seconds): seconds is number => seconds !== undefined);
  return observed.length > 0
    ? // The delays of their probes are in it.
      Math.floor(Math.min(...observed))
    : USUAL_START_SECONDS + Math.min(...pods.map(probeDelay));
}

function inWords(
  subject: KubernetesSubject,
  pods: number,
  many: number,
  seconds: number,
): string {
  if (many === 0) {
    return `${subject.name}: its budget lets no pod go`;
  }
  const pace = many === 1 ? 'one pod at a time' : `${many} pods at a time`;
  const time =
    seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return `${subject.name}, ${pods === 1 ? '1 pod' : `${pods} pods, ${pace}`}${
    // Pods that were Ready the second they started bound nothing.
    seconds > 0 ? `, ≥ ${time}` : ''
  }`;
}

/** How long the first Auto node may take from a pending pod until it is Ready. */
const NODE_SECONDS = { least: 45, most: 180 };

/**
 * The longest time from one pod's eviction until its replacement is Ready that is no surprise: its
 * whole grace period, and a start half as long again as the fastest was.
 */
function slowCycleSeconds(pods: readonly Pod[]): number {
  const grace = Math.max(
    ...pods.map(pod => pod.spec.terminationGracePeriodSeconds ?? 30),
  );
  return grace + 1.5 * cycleSeconds(pods) + 5;
}

/** One pace that some pods of a source share. */
interface Pace {
  subject: KubernetesSubject;
  atATime: number;
  pods: Pod[];
}

function pacesOf(
  source: Source,
  parts: PlanParts,
  workloadOf: (pod: Pod) => KubernetesSubject,
): Pace[] {
  const paces = new Map<string, Pace>();
  const podsOf = new Map<string, number>();
  for (const pod of parts.pods.filter(isMovable)) {
    const key = subjectKey(workloadOf(pod));
    podsOf.set(key, (podsOf.get(key) ?? 0) + 1);
  }
  const budgetsOf = new Map<string | undefined, PodDisruptionBudget[]>();
  for (const budget of parts.podDisruptionBudgets) {
    const { namespace } = budget.metadata;
    budgetsOf.set(namespace, [...(budgetsOf.get(namespace) ?? []), budget]);
  }
  for (const pod of movablePods(source, parts.pods)) {
    const budget = budgetsOf
      .get(pod.metadata.namespace)
      ?.find(({ spec }) =>
        matchesLabelSelector(spec.selector, pod.metadata.labels),
      );
    const subject = workloadOf(pod);
    const siblings = podsOf.get(subjectKey(subject)) ?? 0;
    const key = budget
      ? `budget ${budget.metadata.namespace}/${budget.metadata.name}`
      : subjectKey(subject);
    const pace = paces.get(key) ?? {
      subject,
      atATime: budget ? atATime(budget, siblings) : withoutBudget(siblings),
      pods: [],
    };
    pace.pods.push(pod);
    paces.set(key, pace);
  }
  return [...paces.values()];
}

/**
 * The lower bound of a source's drain, one entry per budget or workload, the longest (the critical
 * path) first. Nothing that follows the budgets can be faster.
 */
export function drainBounds(
  source: Source,
  parts: PlanParts,
  ownerOf: (subject: KubernetesSubject) => string | undefined,
): DrainBound[] {
  const workloadOf = topControllers(parts);
  return pacesOf(source, parts, workloadOf)
    .map(({ subject, atATime: many, pods }): DrainBound => {
      const cycle = cycleSeconds(pods);
      const seconds = many === 0 ? 0 : Math.ceil(pods.length / many) * cycle;
      const owner = ownerOf(subject);
      return {
        source: source.id,
        subject,
        ...(owner ? { owner } : {}),
        pods: pods.length,
        atATime: many,
        seconds,
        words: inWords(subject, pods.length, many, seconds),
      };
    })
    .sort(
      (a, b) =>
        // What cannot go at all is the longest.
        Number(b.atATime === 0) - Number(a.atATime === 0) ||
        b.seconds - a.seconds ||
        (subjectKey(a.subject) < subjectKey(b.subject) ? -1 : 1),
    );
}

/**
 * How long the drain of a source takes: at least what its budgets allow and the first Auto node needs;
 * at most as long as if every pod took its whole grace period to end. What a budget never lets go is no
 * part of it: such a drain does not end by itself.
 */
export function drainPrediction(
  source: Source,
  parts: PlanParts,
): { minSeconds: number; maxSeconds: number } {
  const paces = pacesOf(source, parts, topControllers(parts)).filter(
    pace => pace.atATime > 0,
  );
  if (paces.length === 0) return { minSeconds: 1, maxSeconds: 30 };
  const longest = (cycle: (pods: readonly Pod[]) => number) =>
    Math.max(
      ...paces.map(
        ({ atATime: many, pods }) =>
          Math.ceil(pods.length / many) * cycle(pods),
      ),
    );
  return {
    minSeconds: Math.ceil(longest(cycleSeconds) + NODE_SECONDS.least),
    maxSeconds: Math.ceil(longest(slowCycleSeconds) + NODE_SECONDS.most),
  };
}
