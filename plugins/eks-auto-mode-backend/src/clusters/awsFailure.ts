// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { withoutCredentials } from './redact';

/** Why an AWS call failed, as far as it decides what to do. */
export type AwsFailureKind =
  | 'denied'
  | 'unauthenticated'
  | 'expired'
  | 'throttled'
  | 'unreachable'
  | 'not-found'
  | 'not-implemented'
  | 'failed';

export interface AwsFailure {
  kind: AwsFailureKind;
  /** The error's name as the service gives it, such as `AccessDeniedException`. */
  name: string;
  message: string;
  status?: number;
}

const EXPIRED =
  /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/;
const UNAUTHENTICATED =
  /^(UnrecognizedClientException|InvalidClientTokenId|SignatureDoesNotMatch|AuthFailure|InvalidAccessKeyId|IncompleteSignature|MissingAuthenticationToken(Exception)?|InvalidSignatureException|RequestTimeTooSkewed|CredentialsProviderError)$/;
const DENIED =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|NotAuthorized|AuthorizationError)$/;
const THROTTLED =
  /^(Throttling|ThrottlingException|ThrottledException|RequestLimitExceeded|TooManyRequestsException|RequestThrottled|RequestThrottledException|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete)$/;
const ABSENT =
  /^(ResourceNotFoundException|NoSuchEntity|NoSuchEntityException|NoSuchKey|NoSuchBucket|NotFound|NotFoundException|NoSuchResourceException|NoSuchPublicAccessBlockConfiguration|ServerSideEncryptionConfigurationNotFoundError|.*\.NotFound)$/;
const NETWORK =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError)$/;

function property(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null
    ? Reflect.get(error, name)
    : undefined;
}

/** Tells failures of AWS calls apart by their names: most of these are not modelled by the SDK. */
export function awsFailure(error: unknown): AwsFailure {
  const name = String(property(error, 'name') ?? 'Error');
  const code = String(property(error, 'code') ?? property(error, 'Code') ?? '');
  const status = property(property(error, '$metadata'), 'httpStatusCode');
  const message = withoutCredentials(
    String(property(error, 'message') ?? error),
  );
  const failure = (kind: AwsFailureKind): AwsFailure => ({
    kind,
    name,
    message,
    status: typeof status === 'number' ? status : undefined,
  });
  if (EXPIRED.test(name)) return failure('expired');
  if (UNAUTHENTICATED.test(name)) return failure('unauthenticated');
  if (DENIED.test(name)) return failure('denied');
  if (THROTTLED.test(name) || status === 429) return failure('throttled');
  // An endpoint that does not know the operation answers a page of HTML, which no parser takes:
  // never to be mistaken for an absent resource.
  if (name === 'SyntaxError' || /XML parse error/i.test(message)) {
    return failure(status === 403 ? 'denied' : 'not-implemented');
  }
  if (ABSENT.test(name)) return failure('not-found');
  if (NETWORK.test(name) || NETWORK.test(code)) return failure('unreachable');
  if (status === 403) return failure('denied');
  return failure('failed');
}
