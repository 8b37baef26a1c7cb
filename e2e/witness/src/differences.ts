// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { same } from './ledger';

export interface Difference {
  path: string;
  before: unknown;
  after: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where two pieces of JSON differ, by path; a branch that one of them lacks is one difference. */
export function differences(
  before: unknown,
  after: unknown,
  path = '',
): Difference[] {
  if (isRecord(before) && isRecord(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys]
      .sort()
      .flatMap(key =>
        differences(before[key], after[key], path ? `${path}.${key}` : key),
      );
  }
  return same(before, after)
    ? []
    : [{ path, before: before ?? null, after: after ?? null }];
}
