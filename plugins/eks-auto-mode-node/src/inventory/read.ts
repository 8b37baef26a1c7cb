// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Why something could not be read.
 *
 * `unauthenticated` is a 401, `denied` a 403 or an AWS AccessDenied, `not-served` an API group that
 * exists and fails, `unreachable` a network or TLS failure.
 * @public
 */
export interface Unread {
  reason:
    | 'unauthenticated'
    | 'denied'
    | 'unreachable'
    | 'throttled'
    | 'not-served'
    | 'failed';
  /** `eks:DescribeCluster`, `list apps/v1/deployments` … */
  operation: string;
  /** What the other side said, without tokens or headers. */
  message: string;
  /** What to grant or to do. */
  remedy?: string;
}

/**
 * Something that was read, perhaps not wholly, or could not be read. A resource that does not exist
 * (an API group without its CRD) is read and empty: absence is a fact.
 * @public
 */
export type Read<T> =
  | { state: 'read'; value: T; missing: { what: string; unread: Unread }[] }
  | { state: 'unread'; unread: Unread };

/** @public */
export function read<T>(
  value: T,
  missing: { what: string; unread: Unread }[] = [],
): Read<T> {
  return { state: 'read', value, missing };
}

/** @public */
export function unread<T>(reason: Unread): Read<T> {
  return { state: 'unread', unread: reason };
}
