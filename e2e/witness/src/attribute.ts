// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Evidence, WitnessedRun } from './evidence';
import { at, isWorld, type LedgerEntry, textAt } from './ledger';
import { violation, type Violation } from './violation';

/** The lock that runs hold in the cluster itself. */
const LOCK =
  'kubernetes:coordination.k8s.io/v1/Lease/kube-system/eks-auto-mode#';

export const isLock = (entry: LedgerEntry) => entry.object.startsWith(LOCK);

/** A backup is written beside the cluster; it is evidence, no change. */
export const isBackup = (entry: LedgerEntry) => entry.object.startsWith('s3:');

/** A change that the product made, with the run on whose behalf. */
export interface Act {
  entry: LedgerEntry;
  run: WitnessedRun;
  /** Made after the run's undo was asked for. */
  undoing: boolean;
}

interface Lock {
  holder: string | undefined;
  renewed: number;
  seconds: number;
}

/** `https://portal/run` ends with the run. */
const runOf = (identity: string) => identity.split('/').pop() ?? '';

/** Sessions of assumed roles carry the run: `…/eks-auto-mode-migrate-<run>`. */
const sessionRun = (by: string) => /\/eks-auto-mode-[a-z]+-(.+)$/.exec(by)?.[1];

function follow(lock: Lock, entry: LedgerEntry): Lock {
  const { field, after } = entry;
  if (field === 'object') {
    const spec = at(after, 'spec');
    return {
      holder: textAt(spec, 'holderIdentity'),
      renewed: Date.parse(textAt(spec, 'renewTime') ?? ''),
      seconds: Number(at(spec, 'leaseDurationSeconds') ?? 0),
    };
  }
  if (field === 'spec.holderIdentity')
    return { ...lock, holder: typeof after === 'string' ? after : undefined };
  if (field === 'spec.renewTime')
    return { ...lock, renewed: Date.parse(String(after)) };
  if (field === 'spec.leaseDurationSeconds')
    return { ...lock, seconds: Number(after) };
  return lock;
}

/**
 * Says for each change of the product on whose behalf it was made: who held the cluster's lock. Changes without the
 * lock, by another run than its holder, and a lock taken from a run that was not over are two runs at once.
 */
export function attribute(evidence: Evidence): {
  acts: Act[];
  violations: Violation[];
} {
  const runs = new Map(evidence.runs.map(run => [run.id, run]));
  const violations: Violation[] = [];
  const acts: Act[] = [];
  let lock: Lock = { holder: undefined, renewed: 0, seconds: 0 };
  for (const entry of evidence.ledger) {
    if (isWorld(entry) || isBackup(entry)) continue;
    if (entry.clusterArn && entry.clusterArn !== evidence.clusterArn) continue;
    const named = sessionRun(entry.by);
    const ours = entry.clusterArn
      ? true
      : (named !== undefined && runs.has(named)) ||
        (named === undefined && evidence.alone !== false);
    if (!ours) continue;
    if (isLock(entry)) {
      const next = follow(lock, entry);
      const taken =
        lock.holder !== undefined &&
        next.holder !== undefined &&
        next.holder !== lock.holder;
      const former = runs.get(runOf(lock.holder ?? ''));
      const over =
        Date.parse(entry.at) > lock.renewed + lock.seconds * 1000 ||
        (former?.endedAt !== undefined && former.endedAt <= entry.at);
      if (taken && !over)
        violations.push(
          violation(
            'two-runs',
            `${next.holder} took the lock from ${lock.holder}, which was at work`,
            entry,
          ),
        );
      lock = next;
      continue;
    }
    const holder = lock.holder === undefined ? undefined : runOf(lock.holder);
    const id = named ?? holder;
    if (holder === undefined || id !== holder)
      violations.push(
        violation(
          'two-runs',
          holder === undefined
            ? `${entry.via} on ${entry.object} was made while no run held the lock`
            : `${entry.via} on ${entry.object} was made by run ${id} while ${holder} held the lock`,
          entry,
        ),
      );
    const run = id === undefined ? undefined : runs.get(id);
    if (run)
      acts.push({
        entry,
        run,
        undoing: run.undoFrom !== undefined && run.undoFrom <= entry.at,
      });
    else
      violations.push(
        violation(
          'not-planned',
          `${entry.via} on ${entry.object} belongs to no approved plan`,
          entry,
        ),
      );
  }
  return { acts, violations };
}
