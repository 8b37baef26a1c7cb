// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Effect } from '@internal/sandbox';

/** What can go wrong at a call, each once. */
export const faultKinds = [
  'crash before',
  'crash during',
  'crash after',
  'throttled',
  'error without effect',
  'error with effect',
  'timeout without effect',
  'timeout with effect',
  'credentials expired',
  'database lost',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** What the sandbox does to the call; undefined where it is answered as ever. */
export function effectOf(kind: FaultKind): Effect | undefined {
  switch (kind) {
    case 'crash before':
      return { type: 'drop', effect: false };
    case 'crash during':
      return { type: 'drop', effect: true };
    case 'throttled':
      return { type: 'error', status: 429, message: 'Rate exceeded' };
    case 'error without effect':
      return { type: 'error', status: 500 };
    case 'error with effect':
      return { type: 'error', status: 500, effect: true };
    case 'timeout without effect':
      return { type: 'timeout', effect: false };
    case 'timeout with effect':
      return { type: 'timeout', effect: true };
    case 'credentials expired':
      return { type: 'expired-token' };
    default:
      return undefined;
  }
}
