// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { Budgets, atOnce, budgetKey } from './budget';
import { fateOf } from './fate';
import { comesBack, type Landings } from './landings';
import { mostAway, paceOf, type Standing } from './pace';
import { isLeaving, workloadKey } from './workload';

/** Why a pod that should move is not asked to go now. */
export type Hold =
  | { reason: 'leaving' }
  /** Its budget, or its workload's pace, allows no more at the moment. */
  | { reason: 'budget'; budget: string; allowed: number }
  | { reason: 'pace' }
  | { reason: 'batch' }
  /** These do not pass by themselves. */
  | { reason: 'two-budgets'; budgets: string[] }
  | { reason: 'bare' }
  | { reason: 'comes-back' }
  | { reason: 'overdue' }
  | { reason: 'no-place'; why: string };

/** Reasons that only a person ends. */
export function needsPerson(hold: Hold): boolean {
  return (
    hold.reason === 'two-budgets' ||
    hold.reason === 'bare' ||
    hold.reason === 'comes-back' ||
    hold.reason === 'overdue' ||
    hold.reason === 'no-place'
  );
}

export interface Choice {
  evict: Pod[];
  held: { pod: Pod; hold: Hold }[];
}

export interface ChooseFrom {
  /** Pods on the nodes that are drained. */
  onNodes: readonly Pod[];
  budgets: Budgets;
  standings: ReadonlyMap<string, Standing>;
  landings: Landings;
  overdue: ReadonlySet<string>;
  /** UIDs whose eviction was accepted already. */
  evicted: ReadonlySet<string>;
  /** Bare pods whose loss was accepted. */
  acceptedBare(pod: Pod): boolean;
  /** Asked only of pods that would be evicted now. */
  place(pod: Pod): { fits: true } | { fits: false; reason: string };
  /** No more at once. */
  most: number;
}

/**
 * Whose pods need the most turns comes first: where a batch has no room for all, what holds the drain
 * up the longest must not be what waits.
 */
function longestFirst<T extends { key: string; most: number }>(
  pods: readonly T[],
): T[] {
  const left = new Map<string, number>();
  for (const { key } of pods) left.set(key, (left.get(key) ?? 0) + 1);
  const turns = ({ key, most }: T) => (left.get(key) ?? 0) / most;
  return [...pods].sort((a, b) => turns(b) - turns(a));
}

/**
 * Which pods are asked to go now: just as many as their budgets allow, so that a refusal is news.
 * Pods that need no budget come first, or a drain would wait for ever on what never becomes Ready.
 */
export function choose(from: ChooseFrom): Choice {
  const evict: Pod[] = [];
  const held: Choice['held'] = [];
  const paced = new Map<string, number>();
  const hold = (pod: Pod, why: Hold) => held.push({ pod, hold: why });
  const take = (pod: Pod, then: () => void) => {
    if (evict.length >= from.most) return hold(pod, { reason: 'batch' });
    const place = from.place(pod);
    if (!place.fits && fateOf(pod) !== 'finished')
      return hold(pod, { reason: 'no-place', why: place.reason });
    evict.push(pod);
    return then();
  };
  const later: { key: string; most: number; decide: () => void }[] = [];
  for (const pod of from.onNodes) {
    const fate = fateOf(pod);
    if (fate === 'stays') continue;
    const key = workloadKey(pod);
    if (isLeaving(pod) || from.evicted.has(pod.metadata.uid ?? '')) {
      if (fate !== 'finished') hold(pod, { reason: 'leaving' });
      continue;
    }
    if (fate === 'bare' && !from.acceptedBare(pod)) {
      hold(pod, { reason: 'bare' });
      continue;
    }
    if (comesBack(from.landings, key)) {
      hold(pod, { reason: 'comes-back' });
      continue;
    }
    const allowance = from.budgets.allowance(pod);
    if (allowance.state === 'two-budgets') {
      hold(pod, {
        reason: 'two-budgets',
        budgets: allowance.budgets.map(budgetKey),
      });
    } else if (allowance.state === 'free') {
      take(pod, () => {});
    } else if (from.overdue.has(key)) {
      hold(pod, { reason: 'overdue' });
    } else if (allowance.state === 'budgeted') {
      const decide = () => {
        const now = from.budgets.allowance(pod);
        const allowed = now.state === 'budgeted' ? now.allowed : 0;
        if (allowed > 0) take(pod, () => from.budgets.spend(allowance.budget));
        else
          hold(pod, {
            reason: 'budget',
            budget: budgetKey(allowance.budget),
            allowed: allowance.allowed,
          });
      };
      later.push({ key, most: atOnce(allowance.budget), decide });
    } else {
      const standing = from.standings.get(key);
      const decide = () => {
        const left = paced.get(key) ?? (standing ? paceOf(standing) : 1);
        if (left > 0) take(pod, () => paced.set(key, left - 1));
        else hold(pod, { reason: 'pace' });
      };
      later.push({ key, most: standing ? mostAway(standing) : 1, decide });
    }
  }
  for (const { decide } of longestFirst(later)) decide();
  return { evict, held };
}
