// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NodeSelectorRequirement } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { normaliseKey } from './labels';

const WHOLE = /^[+-]?\d+$/;

/**
 * The values that a label may have: those listed, or all but those listed, within bounds; and
 * whether the label may be missing.
 *
 * Requirements on one key narrow each other: the algebra of Karpenter
 * (sigs.k8s.io/karpenter `pkg/scheduling/requirement.go`).
 */
export interface ValueSet {
  readonly except: boolean;
  readonly values: ReadonlySet<string>;
  readonly above?: number;
  readonly below?: number;
  /** True for NotIn and DoesNotExist: a node without the label is as good. */
  readonly mayBeAbsent: boolean;
}

export const ANY_VALUE: ValueSet = {
  except: true,
  values: new Set(),
  mayBeAbsent: true,
};

export function valueSet(requirement: NodeSelectorRequirement): ValueSet {
  const values = new Set(requirement.values ?? []);
  switch (requirement.operator) {
    case 'In':
      return { except: false, values, mayBeAbsent: false };
    case 'NotIn':
      return { except: true, values, mayBeAbsent: true };
    case 'Exists':
      return { except: true, values: new Set(), mayBeAbsent: false };
    case 'DoesNotExist':
      return { except: false, values: new Set(), mayBeAbsent: true };
    default: {
      const bound = Number(requirement.values?.[0]);
      return {
        except: true,
        values: new Set(),
        mayBeAbsent: false,
        ...(requirement.operator === 'Gt'
          ? { above: bound }
          : { below: bound }),
      };
    }
  }
}

function within(set: ValueSet, value: string): boolean {
  if (set.above === undefined && set.below === undefined) {
    return true;
  }
  if (!WHOLE.test(value)) {
    return false;
  }
  const number = Number(value);
  return (
    (set.above === undefined || number > set.above) &&
    (set.below === undefined || number < set.below)
  );
}

/** Whether a label with this value (or without one) is in the set. */
export function admits(set: ValueSet, value: string | undefined): boolean {
  if (value === undefined) {
    return set.mayBeAbsent;
  }
  return set.values.has(value) !== set.except && within(set, value);
}

/** The larger lower, or the smaller upper, of two bounds that may be missing. */
function tighter(
  pick: (a: number, b: number) => number,
  a: number | undefined,
  b: number | undefined,
): number | undefined {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  return pick(a, b);
}

/** Values in both sets. */
export function intersect(a: ValueSet, b: ValueSet): ValueSet {
  const bounds = {
    above: tighter(Math.max, a.above, b.above),
    below: tighter(Math.min, a.below, b.below),
  };
  const mayBeAbsent = a.mayBeAbsent && b.mayBeAbsent;
  if (a.except && b.except) {
    return {
      except: true,
      values: new Set([...a.values, ...b.values]),
      ...bounds,
      mayBeAbsent,
    };
  }
  const [listed, other] = a.except ? [b, a] : [a, b];
  const bounded = { ...listed, ...bounds };
  return {
    except: false,
    values: new Set(
      [...listed.values].filter(
        value => admits(other, value) && within(bounded, value),
      ),
    ),
    mayBeAbsent,
  };
}

/** Whether no value, and no absence either, is left. */
export function isEmpty(set: ValueSet): boolean {
  if (set.mayBeAbsent) {
    return false;
  }
  if (set.except) {
    return (
      set.above !== undefined &&
      set.below !== undefined &&
      set.above + 1 >= set.below
    );
  }
  return set.values.size === 0;
}

/** Requirements by normalised key, narrowed to one set a key. */
export type Requirements = ReadonlyMap<string, ValueSet>;

export function requirementsOf(
  list: Iterable<NodeSelectorRequirement>,
): Map<string, ValueSet> {
  const requirements = new Map<string, ValueSet>();
  for (const requirement of list) {
    const key = normaliseKey(requirement.key);
    const set = valueSet(requirement);
    const known = requirements.get(key);
    requirements.set(key, known ? intersect(known, set) : set);
  }
  return requirements;
}

/** A set as people read it: `In (a, b)`, `NotIn (c)`, `Gt 4`. */
export function formatSet(set: ValueSet): string {
  const parts: string[] = [];
  if (set.above !== undefined) {
    parts.push(`Gt ${set.above}`);
  }
  if (set.below !== undefined) {
    parts.push(`Lt ${set.below}`);
  }
  if (set.values.size > 0) {
    const shown = [...set.values].slice(0, 8).join(', ');
    const more = set.values.size > 8 ? ', …' : '';
    parts.push(`${set.except ? 'NotIn' : 'In'} (${shown}${more})`);
  } else if (!set.except) {
    parts.push('DoesNotExist');
  } else if (parts.length === 0) {
    parts.push('Exists');
  }
  return parts.join(' ');
}
