// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Performed } from './effect';
import type { Reconciled } from './step';

/** A call failed and changed nothing; the run's own back-off and budget decide what comes next. */
export class CallFailedError extends Error {
  constructor(
    readonly failure: Extract<Performed, { state: 'failed' }>['error'],
  ) {
    super(failure.message);
    this.name = failure.name;
  }
}

/**
 * What calls that did not happen mean for the step: throttled and unanswered ones are tried again,
 * others are thrown.
 *
 * @returns undefined where all happened.
 */
export function notAllHappened(
  results: readonly Performed[],
  doing: string,
): Reconciled | undefined {
  let again: Reconciled | undefined;
  for (const result of results) {
    if (result.state === 'open')
      again = {
        state: 'again',
        afterMs: 1_000,
        message: `${doing}: finding out what became of a call`,
      };
    else if (result.state === 'failed') {
      if (result.error.retry !== 'throttled')
        throw new CallFailedError(result.error);
      again ??= {
        state: 'again',
        afterMs: Math.max(1_000, (result.error.retryAfterSeconds ?? 0) * 1000),
        message: `${doing}: asked to be slower`,
      };
    }
  }
  return again;
}
