// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { Reconciled, StepContext } from '../step';
import { Budgets } from './budget';
import { choose, type Choice } from './choose';
import { evictPods } from './evictPods';
import { restMs } from './pace';
import { readBudgets, readPod } from './read';
import type { DrainState } from './state';
import type { DrainTarget } from './target';

/** Where budgets let go of more pods than this, a look at all of them costs less. */
const MOST_IN_A_BEAT = 32;

/**
 * Between two looks at every pod: asks those to go whom only their budget held, as soon as it lets
 * them, after a look at each of them. What a drain waits for most is a budget, and all budgets together
 * are a small reading.
 *
 * @returns undefined where a whole look is due.
 */
export async function drainBeat(
  context: StepContext,
  target: DrainTarget,
  state: DrainState,
): Promise<Reconciled | undefined> {
  const { look } = state;
  const { session, signal } = context;
  const begun = context.now().getTime();
  if (!look || begun - look.at >= look.goodForMs) return undefined;
  if (begun >= state.quietUntil) {
    const budgets = await readBudgets(session, signal);
    const may = letGo(look.choice, new Budgets(budgets));
    if (may.length > MOST_IN_A_BEAT) return undefined;
    // Each is tried once a look: what comes of it is seen with the next.
    look.choice.held = look.choice.held.filter(({ pod }) => !may.includes(pod));
    const storage = await state.storage(context);
    const pods = await Promise.all(
      may.map(pod => readPod(session, pod, signal)),
    );
    const { evict } = choose({
      onNodes: pods.filter(pod => pod !== undefined),
      budgets: new Budgets(budgets),
      standings: new Map(),
      landings: state.landings,
      overdue: new Set(),
      evicted: state.evicted,
      acceptedBare: () => false,
      place: pod =>
        target.place?.(context.plan, pod, storage) ?? { fits: true as const },
      most: MOST_IN_A_BEAT,
    });
    await evictPods(context, target, state, evict);
  }
  const now = context.now().getTime();
  return {
    ...look.again,
    afterMs: restMs(now - begun, now - state.lastProgress),
  };
}

/** Of the pods that waited for their budget, just as many as it now allows. */
function letGo({ held }: Choice, budgets: Budgets): Pod[] {
  return held.flatMap(({ pod, hold }) => {
    if (hold.reason !== 'budget') return [];
    const allowance = budgets.allowance(pod);
    if (allowance.state !== 'budgeted' || allowance.allowed === 0) return [];
    budgets.spend(allowance.budget);
    return [pod];
  });
}
