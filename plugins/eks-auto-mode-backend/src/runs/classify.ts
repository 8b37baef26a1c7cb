// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { isError } from '@backstage/errors';
import { KubernetesError } from '../clusters/kubernetesApi';
import { CallFailedError } from './results';

/** What an error of a call means for what comes next. */
export interface Classified {
  name: string;
  message: string;
  status?: number;
  /** `throttled` is no failure; `transient` is tried again up to a budget; `never` needs a person. */
  retry: 'throttled' | 'transient' | 'never';
  retryAfterSeconds?: number;
  /**
   * `refused`: the other side said no, nothing was changed. `answered`: it failed on the other side,
   * what it did can be read now. `unanswered`: it may still be at work.
   */
  certainty: 'refused' | 'answered' | 'unanswered';
}

const THROTTLES = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'PriorRequestNotComplete',
  'SlowDown',
]);

/** Refusals that pass by themselves: something else is being changed, or a credential is renewed. */
const PASSING = new Set([
  'ResourceInUseException',
  'ConcurrentModificationException',
  'ConcurrentModification',
  'ResourceContentionFault',
  'ResourceContention',
  'ScalingActivityInProgressFault',
  'ScalingActivityInProgress',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'CredentialsProviderError',
]);

/** The cause of a 429 that a disruption budget gave (policy/v1 eviction). */
export const DISRUPTION_BUDGET = 'DisruptionBudget';

function fromKubernetes(error: KubernetesError): Classified {
  const base = {
    name: error.reason || `HTTP ${error.status}`,
    message: error.message,
    ...(error.status > 0 ? { status: error.status } : {}),
    ...(error.retryAfterSeconds === undefined
      ? {}
      : { retryAfterSeconds: error.retryAfterSeconds }),
  };
  if (error.status === 0)
    return { ...base, retry: 'transient', certainty: 'unanswered' };
  if (error.status === 429) {
    return {
      ...base,
      name: error.causes.includes(DISRUPTION_BUDGET)
        ? DISRUPTION_BUDGET
        : base.name,
      retry: 'throttled',
      certainty: 'refused',
    };
  }
  if (error.status >= 500)
    return { ...base, retry: 'transient', certainty: 'answered' };
  // 401: a token that is just being renewed; 409: somebody wrote between our read and our write.
  return {
    ...base,
    retry: error.status === 401 || error.status === 409 ? 'transient' : 'never',
    certainty: 'refused',
  };
}

function statusOf(error: object): number | undefined {
  if (!('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  return 'httpStatusCode' in metadata &&
    typeof metadata.httpStatusCode === 'number'
    ? metadata.httpStatusCode
    : undefined;
}

export function classify(error: unknown): Classified {
  if (error instanceof KubernetesError) return fromKubernetes(error);
  if (error instanceof CallFailedError)
    return { ...error.failure, certainty: 'refused' };
  if (!isError(error)) {
    return {
      name: 'Error',
      message: String(error),
      retry: 'never',
      certainty: 'unanswered',
    };
  }
  const status = statusOf(error);
  const base = {
    name: error.name,
    message: error.message,
    ...(status === undefined ? {} : { status }),
  };
  if (THROTTLES.has(error.name) || status === 429)
    return { ...base, retry: 'throttled', certainty: 'refused' };
  if (PASSING.has(error.name))
    return { ...base, retry: 'transient', certainty: 'refused' };
  if (status !== undefined && status >= 500)
    return { ...base, retry: 'transient', certainty: 'answered' };
  if (status !== undefined)
    return { ...base, retry: 'never', certainty: 'refused' };
  const code = 'code' in error ? String(error.code) : '';
  const cause = isError(error.cause) ? error.cause : undefined;
  const causeCode = cause && 'code' in cause ? String(cause.code) : '';
  if (
    ['AbortError', 'TimeoutError', 'RequestAbortedError'].includes(
      error.name,
    ) ||
    /^(E[A-Z]+|UND_ERR_)/.test(code) ||
    /^(E[A-Z]+|UND_ERR_)/.test(causeCode)
  )
    return { ...base, retry: 'transient', certainty: 'unanswered' };
  return { ...base, retry: 'never', certainty: 'unanswered' };
}
