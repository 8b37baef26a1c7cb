// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** What the sandbox says stood around a change when it was made. */
export interface Around {
  node?: string;
  autoScalingGroup?: string;
  pool?: string;
  owner?: string;
  mirror?: boolean;
  finished?: boolean;
  ready?: boolean;
  budgets?: { name: string; disruptionsAllowed: number }[];
  pods?: string[];
}

/** A line of the sandbox's ledger, as `GET /_sandbox/ledger` gives it. */
export interface LedgerEntry {
  sequence: number;
  at: string;
  clusterArn?: string;
  object: string;
  field: string;
  before?: unknown;
  after?: unknown;
  by: string;
  via: string;
  around?: Around;
}

/** The object without the uid of this incarnation. */
export const nameOf = (object: string) => object.replace(/#[^#/]*$/, '');

/** What the world does by itself: its controllers, kubelets, and who set the scene over the control endpoint. */
export const isWorld = (entry: LedgerEntry) =>
  entry.by.startsWith('sandbox:') || entry.by.startsWith('system:');

export const isPod = (object: string) =>
  object.startsWith('kubernetes:v1/Pod/');

/** An eviction that the API accepted. */
export const isEviction = (entry: LedgerEntry) =>
  entry.field === 'eviction' && outcomeOf(entry) === 'accepted';

export function outcomeOf(entry: LedgerEntry): string | undefined {
  return textAt(entry.after, 'outcome');
}

export function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

export function textAt(value: unknown, key: string): string | undefined {
  const found = at(value, key);
  return typeof found === 'string' ? found : undefined;
}

/** `null`, absent and `false` say the same in the ledger: it was not there. */
const bare = (value: unknown): unknown =>
  value === null || value === false ? undefined : value;

/** Equal as JSON, whatever the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  const [x, y] = [bare(a), bare(b)];
  if (Array.isArray(x) || Array.isArray(y))
    return (
      Array.isArray(x) &&
      Array.isArray(y) &&
      x.length === y.length &&
      x.every((each, index) => same(each, y[index]))
    );
  if (
    typeof x === 'object' &&
    typeof y === 'object' &&
    x !== undefined &&
    y !== undefined
  ) {
    const keys = new Set([...Object.keys(x ?? {}), ...Object.keys(y ?? {})]);
    return [...keys].every(key => same(at(x, key), at(y, key)));
  }
  return x === y;
}

/** Whether all of `wanted` is in `live`; a server adds defaults of its own. */
export function contains(live: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(live) &&
      wanted.every(value => live.some(each => contains(each, value)))
    );
  if (typeof wanted === 'object' && wanted !== null)
    return Object.entries(wanted).every(([key, value]) =>
      contains(at(live, key), value),
    );
  return same(live, wanted);
}
