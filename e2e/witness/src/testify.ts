// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { attribute } from './attribute';
import type { Evidence } from './evidence';
import { backAndForth } from './judgements/backAndForth';
import { beforeBackup } from './judgements/beforeBackup';
import { againstBudgets } from './judgements/budgets';
import { evictedTwice } from './judgements/evictedTwice';
import { occupiedMachines } from './judgements/occupied';
import { withoutPlace } from './judgements/places';
import { notPlanned } from './judgements/planned';
import { notAsBefore } from './judgements/sameAsBefore';
import type { Violation } from './violation';

/** Judges what happened to one cluster. Nothing found is an empty list. */
export function testify(evidence: Evidence): Violation[] {
  const own = evidence.ledger.filter(
    entry => entry.clusterArn === evidence.clusterArn,
  );
  const { acts, violations } = attribute(evidence);
  return [
    ...violations,
    ...beforeBackup(acts, evidence),
    ...notPlanned(acts),
    ...backAndForth(acts),
    ...againstBudgets(own),
    ...withoutPlace(own),
    ...evictedTwice(own),
    ...occupiedMachines(own),
    ...notAsBefore(evidence),
  ];
}
