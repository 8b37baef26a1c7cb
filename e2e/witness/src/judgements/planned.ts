// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Act } from '../attribute';
import type { WitnessedRun } from '../evidence';
import { at, isPod, type LedgerEntry, nameOf, same } from '../ledger';
import { ledgerName, matches } from '../matches';
import {
  type ApprovedPlan,
  changesOf,
  type ExactChange,
  type ScopedChange,
} from '../plan';
import { violation, type Violation } from '../violation';

const isNode = (object: string) => object.startsWith('kubernetes:v1/Node/');

/** How a plan names what an entry does where its objects are known only while it happens. */
function scopedApi(entry: LedgerEntry): string | undefined {
  if (isNode(entry.object) && entry.field === 'spec.unschedulable')
    return entry.after === true ? 'kubernetes:cordon' : 'kubernetes:uncordon';
  return isPod(entry.object) && entry.via === 'kubernetes:evict'
    ? 'kubernetes:evict'
    : undefined;
}

/** EKS names the group of a node group `eks-<node group>-<uuid>`. */
const nodegroupOf = (group: string | undefined) =>
  /^eks-(.+)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(
    group ?? '',
  )?.[1] ?? undefined;

function inScope(entry: LedgerEntry, change: ScopedChange): boolean {
  const { source } = change.scope;
  const group = entry.around?.autoScalingGroup;
  const own = nodegroupOf(group);
  return (
    source !== undefined &&
    (source === `managed:${own}` || source === `asg:${group}`)
  );
}

class Ledgered {
  /** Lines by exact change: every one of them stands once for each field of each object. */
  readonly exact = new Map<string, Map<string, LedgerEntry>>();
  readonly scoped = new Map<string, Set<string>>();
  /** What a field of an object was before the run first changed it. */
  readonly first = new Map<string, LedgerEntry>();
}

const fieldOf = (entry: LedgerEntry) =>
  `${nameOf(entry.object)} ${entry.field}`;

function forward(
  plan: ApprovedPlan,
  seen: Ledgered,
  entry: LedgerEntry,
): Violation | undefined {
  const changes = changesOf(plan);
  const field = fieldOf(entry);
  const exact = changes.filter(
    (change): change is ExactChange =>
      change.type === 'exact' && matches(entry, change),
  );
  if (exact.length > 0) {
    const fresh = exact.find(change => !seen.exact.get(change.id)?.has(field));
    const change = fresh ?? exact[0];
    const lines = seen.exact.get(change.id) ?? new Map<string, LedgerEntry>();
    const earlier = lines.get(field);
    seen.exact.set(change.id, lines.set(field, earlier ?? entry));
    return earlier
      ? violation(
          'not-planned',
          `${change.id} was done twice: ${entry.via} on ${entry.object}`,
          earlier,
          entry,
        )
      : undefined;
  }
  const api = scopedApi(entry);
  const scoped = changes.filter(
    (change): change is ScopedChange =>
      change.type === 'scoped' && change.api === api && inScope(entry, change),
  );
  if (scoped.length === 0)
    return violation(
      'not-planned',
      `${entry.via} set ${entry.field} of ${entry.object}, which the plan does not hold`,
      entry,
    );
  for (const change of scoped) {
    const objects = seen.scoped.get(change.id) ?? new Set<string>();
    if (objects.has(entry.object) || objects.size < change.maximum) {
      seen.scoped.set(change.id, objects.add(entry.object));
      return undefined;
    }
  }
  return violation(
    'not-planned',
    `${scoped[0].id} covers ${scoped[0].maximum} objects, and ${entry.object} is one more`,
    entry,
  );
}

/** The pools that a plan makes. */
const poolsOf = (plan: ApprovedPlan) =>
  changesOf(plan).flatMap(change =>
    change.type === 'exact' &&
    change.api === 'kubernetes:create' &&
    change.target.startsWith('karpenter.sh/v1/NodePool/')
      ? [ledgerName(change.target)]
      : [],
  );

/** The role that Auto Mode's nodes get by the plan. */
const nodeRolesOf = (plan: ApprovedPlan) =>
  changesOf(plan).flatMap(change =>
    change.type === 'exact' && change.api === 'eks:UpdateClusterConfig'
      ? [String(at(at(change.request, 'computeConfig'), 'nodeRoleArn'))]
      : [],
  );

/** What an undo may do beside putting back what was there: empty the Auto nodes, and close their pools first. */
function ofAnUndo(plan: ApprovedPlan, entry: LedgerEntry): boolean {
  if (
    entry.field === 'spec.limits' &&
    poolsOf(plan).includes(nameOf(entry.object))
  )
    return same(at(entry.after, 'cpu'), '0');
  if (
    entry.via === 'eks:DeleteAccessEntry' &&
    nodeRolesOf(plan).some(arn => entry.object === `eks:access-entry/${arn}`)
  )
    return true;
  const api = scopedApi(entry);
  return (
    (api === 'kubernetes:cordon' || api === 'kubernetes:evict') &&
    entry.around?.pool !== undefined
  );
}

/** A deletion is over when the object is no more, whichever line says so. */
const isEnd = (entry: LedgerEntry) =>
  entry.via === 'kubernetes:delete' || (entry.after ?? false) === false;

function backward(
  plan: ApprovedPlan,
  seen: Ledgered,
  entry: LedgerEntry,
): Violation | undefined {
  if (ofAnUndo(plan, entry)) return undefined;
  const first =
    seen.first.get(fieldOf(entry)) ??
    (entry.field === 'metadata.deletionTimestamp'
      ? seen.first.get(`${nameOf(entry.object)} object`)
      : undefined);
  const wasThere = (first?.before ?? false) !== false;
  if (
    first &&
    (same(entry.after, first.before) ||
      contained(entry.after, first.before) ||
      (!wasThere && isEnd(entry)))
  )
    return undefined;
  return violation(
    'not-planned',
    first
      ? `The undo set ${entry.field} of ${entry.object} to ${JSON.stringify(
          entry.after,
        )}, and it was ${JSON.stringify(first.before)} before the run`
      : `The undo changed ${entry.field} of ${entry.object}, which the run had not changed`,
    entry,
  );
}

/** Auto Mode that was never on reads as nothing, and as off after it was on. */
function contained(after: unknown, before: unknown): boolean {
  return (
    at(after, 'enabled') === false && (at(before, 'enabled') ?? false) === false
  );
}

/** Nothing is changed that the plan does not hold; an undo changes back what its run changed. */
export function notPlanned(acts: readonly Act[]): Violation[] {
  const seen = new Map<WitnessedRun, Ledgered>();
  return acts.flatMap(({ entry, run, undoing }) => {
    const own = seen.get(run) ?? new Ledgered();
    seen.set(run, own);
    const found = undoing
      ? backward(run.plan, own, entry)
      : forward(run.plan, own, entry);
    if (!undoing && !own.first.has(fieldOf(entry)))
      own.first.set(fieldOf(entry), entry);
    return found ? [found] : [];
  });
}
