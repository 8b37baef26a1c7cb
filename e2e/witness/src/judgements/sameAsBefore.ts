// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { differences } from '../differences';
import type { Evidence } from '../evidence';
import { changesOf } from '../plan';
import type { Violation } from '../violation';

/** What steps without a way back change for good, and where it is seen. */
const FOR_GOOD: Record<string, (target: string) => string[]> = {
  // One way only; EKS then makes entries for who had access by the ConfigMap's own rules (EKS User Guide,
  // setting-up-access-entries).
  'authentication-mode': () => ['cluster.authenticationMode', 'accessEntries'],
  // Add-ons go up and not down again (EKS User Guide, updating-an-add-on).
  addons: target => [`addons.${target.split('/')[2] ?? ''}`],
  retire: target => {
    const name = target.split('/')[2] ?? '';
    return [`nodegroups.${name}`, `autoScalingGroups.nodegroup:${name}`];
  },
};

/** The AWS half may stand alone, or beside the Kubernetes half. */
const within = (path: string, prefix: string) =>
  `${path.replace(/^aws\./, '')}.`.startsWith(`${prefix}.`);

/** After an undo the normal form equals the one before; what has no way back is listed. */
export function notAsBefore(evidence: Evidence): Violation[] {
  if (evidence.before === undefined || evidence.after === undefined) return [];
  const allowed = [
    ...(evidence.mayDiffer ?? []),
    ...evidence.runs.flatMap(({ plan }) =>
      plan.steps.flatMap(step =>
        step.undo?.possible === false && FOR_GOOD[step.kind]
          ? changesOf({ ...plan, steps: [step] }).flatMap(change =>
              change.type === 'exact' ? FOR_GOOD[step.kind](change.target) : [],
            )
          : [],
      ),
    ),
  ];
  return differences(evidence.before, evidence.after)
    .filter(({ path }) => !allowed.some(prefix => within(path, prefix)))
    .map(({ path, before, after }) => ({
      invariant: 'not-as-before',
      object: path,
      says: `${path} was ${JSON.stringify(before)} and is ${JSON.stringify(
        after,
      )} after the undo`,
      entries: [],
    }));
}
