// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Blocked } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { needsPerson, type Hold } from './choose';
import { inWords, podSubject, workloadKey, workloadOf } from './workload';

/** How long a budget may say no before its owner is shown as one who blocks. */
const PATIENCE_MS = 60_000;

/** One hold in the words of a person who has to do something about it. */
export function explain(pod: Pod, hold: Hold): Blocked {
  const workload = workloadOf(pod);
  const who = inWords(workload);
  const where = `pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${pod.spec.nodeName}`;
  const subject = workload.kind === 'Pod' ? podSubject(pod) : workload;
  switch (hold.reason) {
    case 'two-budgets':
      return {
        what: `${who} is selected by ${
          hold.budgets.length
        } disruption budgets: ${hold.budgets.join(', ')}`,
        now: `The Eviction API refuses such a pod; ${where} stays where it is`,
        remedy: 'Delete or narrow all but one of them, then retry',
        subject,
        code: 'WL-02',
      };
    case 'bare':
      return {
        what: `${where} belongs to no controller`,
        now: 'Evicting it would lose it: nothing would make it anew',
        remedy:
          'Put it under a Deployment, or delete it yourself, or accept its loss; then retry',
        subject,
        code: 'WL-04',
      };
    case 'comes-back':
      return {
        what: `${who} came back to nodes that are being drained, twice`,
        now: `It tolerates cordoned nodes or names the node; ${where} is not evicted again`,
        remedy:
          'Take away its toleration of node.kubernetes.io/unschedulable or its nodeName, then retry',
        subject,
        code: 'comes-back',
      };
    case 'overdue':
      return {
        what: `The replacements of ${who} do not become Ready`,
        now: 'No more of its pods are evicted; the others go on',
        remedy:
          'Look at its new pods: why do they not become Ready on Auto nodes? Mend that, then retry',
        subject,
        code: 'not-ready',
      };
    case 'no-place':
      return {
        what: `${who} has no place on the planned node pools: ${hold.why}`,
        now: `${where} stays where it is`,
        remedy:
          'Change what it asks for, or keep its source and make a new plan; then retry',
        subject,
        code: 'misfit',
      };
    case 'budget':
      return {
        what: `Disruption budget ${hold.budget} allows no disruption of ${who}`,
        now: `${where} waits for it`,
        remedy:
          'Make its other pods healthy, add a replica, or relax the budget for the time of the run',
        subject,
        code: 'WL-01',
      };
    default:
      return {
        what: `${who} is on its way`,
        now: where,
        remedy: 'Nothing needs to be done',
        subject,
      };
  }
}

/** One of those pods, and what is said of all of them. */
export interface Explained {
  key: string;
  pod: Pod;
  blocked: Blocked;
}

/** What is told once of a workload, however many of its pods are held for it. */
export const holdKey = (pod: Pod, hold: Hold) =>
  `${hold.reason} ${workloadKey(pod)}`;

/**
 * One line for each workload that holds the drain up: those that need a person, and slow budgets.
 *
 * @param stillSince - since when, in Unix ms, no pod of this one's workload has gone
 */
export function explainAll(
  held: readonly { pod: Pod; hold: Hold }[],
  stillSince: (pod: Pod) => number,
  now: number,
): {
  forGood: Explained[];
  slow: Explained[];
} {
  const forGood = new Map<string, Explained>();
  const slow = new Map<string, Explained>();
  for (const { pod, hold } of held) {
    const key = holdKey(pod, hold);
    if (needsPerson(hold)) {
      if (!forGood.has(key))
        forGood.set(key, { key, pod, blocked: explain(pod, hold) });
    } else if (
      hold.reason === 'budget' &&
      hold.allowed === 0 &&
      now - stillSince(pod) > PATIENCE_MS
    ) {
      if (!slow.has(key))
        slow.set(key, { key, pod, blocked: explain(pod, hold) });
    }
  }
  return { forGood: [...forGood.values()], slow: [...slow.values()] };
}
