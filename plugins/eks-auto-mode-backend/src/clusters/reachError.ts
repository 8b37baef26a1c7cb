// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Why a cluster or its account cannot be spoken to. The connection test and its docs page are made
 * of the same codes; see connectionCodes.ts.
 */
export type ReachCode =
  | 'credentials-missing'
  | 'credentials-expired'
  | 'role-denied'
  | 'role-missing'
  | 'sts-unreachable'
  | 'no-environment'
  | 'endpoint-missing'
  | 'endpoint-refused';

/**
 * An error that names what cannot be reached, why, and what to do. Its message says what the cause
 * said, so the cause is not put behind it once more, as Backstage's own errors would.
 */
export class ReachError extends Error {
  name = 'ReachError' as const;

  constructor(
    readonly code: ReachCode,
    message: string,
    readonly remedy: string,
    cause?: Error,
  ) {
    super(message, { cause });
  }
}
