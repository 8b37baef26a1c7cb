// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { SessionState, UserState } from '../world/iamState';
import type { WorldState } from '../world/state';
import { ApiError } from '../wire/apiError';
import type { WireRequest } from '../wire/request';
import type { Principal } from './principal';
import {
  parseAmzDate,
  sameSignature,
  sha256,
  signature,
  type Signed,
} from './signature';

export interface Authenticated {
  principal: Principal;
  region: string;
  service: string;
}

const SKEW_MS = 15 * 60 * 1000;

/** How each family of services words a refusal. */
function refusal(
  service: string,
  what:
    | 'unknown-key'
    | 'wrong-signature'
    | 'expired'
    | 'skew'
    | 'missing'
    | 'token',
): ApiError {
  const s3 = service === 's3';
  const query = ['iam', 'sts', 'ec2', 'autoscaling'].includes(service);
  switch (what) {
    case 'missing':
      if (s3) return new ApiError('AccessDenied', 403, 'Access Denied');
      return new ApiError(
        query
          ? 'MissingAuthenticationToken'
          : 'MissingAuthenticationTokenException',
        403,
        'Missing Authentication Token',
      );
    case 'unknown-key':
    case 'token':
      if (s3) {
        return what === 'token'
          ? new ApiError(
              'InvalidToken',
              400,
              'The provided token is malformed or otherwise invalid.',
            )
          : new ApiError(
              'InvalidAccessKeyId',
              403,
              'The AWS Access Key Id you provided does not exist in our records.',
            );
      }
      if (service === 'ec2') {
        return new ApiError(
          'AuthFailure',
          401,
          'AWS was not able to validate the provided access credentials',
        );
      }
      return new ApiError(
        query ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
        403,
        'The security token included in the request is invalid.',
      );
    case 'wrong-signature':
      if (service === 'ec2') {
        return new ApiError(
          'AuthFailure',
          401,
          'AWS was not able to validate the provided access credentials',
        );
      }
      return new ApiError(
        query || s3 ? 'SignatureDoesNotMatch' : 'InvalidSignatureException',
        403,
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
      );
    case 'expired':
      if (s3)
        return new ApiError(
          'ExpiredToken',
          400,
          'The provided token has expired.',
        );
      if (service === 'ec2')
        return new ApiError('RequestExpired', 400, 'Request has expired.');
      return new ApiError(
        query ? 'ExpiredToken' : 'ExpiredTokenException',
        403,
        'The security token included in the request is expired',
      );
    default:
      if (s3) {
        return new ApiError(
          'RequestTimeTooSkewed',
          403,
          'The difference between the request time and the current time is too large.',
        );
      }
      return new ApiError(
        query ? 'RequestExpired' : 'InvalidSignatureException',
        403,
        'Signature expired: the request is too old or from the future',
      );
  }
}

type Key =
  | { secret: string; accountId: string; user: UserState }
  | { secret: string; accountId: string; session: SessionState };

export function findKey(
  state: WorldState,
  accessKeyId: string,
): Key | undefined {
  const session = state.sessions[accessKeyId];
  if (session) {
    return {
      secret: session.secretAccessKey,
      accountId: session.accountId,
      session,
    };
  }
  for (const account of Object.values(state.accounts)) {
    for (const user of Object.values(account.iam.users)) {
      const key = user.accessKeys.find(k => k.accessKeyId === accessKeyId);
      if (key) {
        return { secret: key.secretAccessKey, accountId: account.id, user };
      }
    }
  }
  return undefined;
}

export function principalOf(key: Key): Principal {
  if ('session' in key) {
    const { session } = key;
    return {
      type: 'session',
      accountId: key.accountId,
      arn: session.arn,
      userId: `${session.roleId}:${session.sessionName}`,
      session,
    };
  }
  if (key.user.name === 'root') {
    return {
      type: 'root',
      accountId: key.accountId,
      arn: `arn:aws:iam::${key.accountId}:root`,
      userId: key.accountId,
    };
  }
  return {
    type: 'user',
    accountId: key.accountId,
    arn: key.user.arn,
    userId: key.user.id,
    user: key.user,
  };
}

interface Parts {
  accessKeyId: string;
  scope: Signed['scope'];
  signedHeaders: string[];
  signature: string;
  date: string;
  expiresSeconds?: number;
  token?: string;
  payloadHash: string;
}

function credential(
  text: string,
): { accessKeyId: string; scope: Signed['scope'] } | undefined {
  const parts = text.split('/');
  if (parts.length !== 5 || parts[4] !== 'aws4_request') return undefined;
  return {
    accessKeyId: parts[0],
    scope: { day: parts[1], region: parts[2], service: parts[3] },
  };
}

function partsOf(request: WireRequest): Parts | undefined {
  const header = request.headers.authorization;
  if (header?.startsWith('AWS4-HMAC-SHA256')) {
    const field = (name: string) =>
      new RegExp(`${name}=([^,\\s]+)`).exec(header)?.[1] ?? '';
    const found = credential(field('Credential'));
    if (!found) return undefined;
    return {
      ...found,
      signedHeaders: field('SignedHeaders').split(';'),
      signature: field('Signature'),
      date: request.headers['x-amz-date'] ?? '',
      token: request.headers['x-amz-security-token'],
      payloadHash:
        request.headers['x-amz-content-sha256'] ?? sha256(request.body),
    };
  }
  const query = request.query;
  if (query.get('X-Amz-Algorithm') === 'AWS4-HMAC-SHA256') {
    const found = credential(query.get('X-Amz-Credential') ?? '');
    if (!found) return undefined;
    return {
      ...found,
      signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
      signature: query.get('X-Amz-Signature') ?? '',
      date: query.get('X-Amz-Date') ?? '',
      expiresSeconds: Number(query.get('X-Amz-Expires') ?? 'NaN'),
      token: query.get('X-Amz-Security-Token') ?? undefined,
      payloadHash:
        found.scope.service === 's3' ? 'UNSIGNED-PAYLOAD' : sha256(''),
    };
  }
  return undefined;
}

/** The service and region that a request names before anything of it is believed. */
export function claimed(
  request: WireRequest,
): { service: string; region: string } | undefined {
  const parts = partsOf(request);
  return parts && { service: parts.scope.service, region: parts.scope.region };
}

/** Verifies Signature Version 4, header or query; throws as the service would. */
export function authenticate(
  state: WorldState,
  request: WireRequest,
  now: Date,
): Authenticated {
  const parts = partsOf(request);
  if (!parts) throw refusal('s3', 'missing');
  const { service, region } = parts.scope;
  const date = parseAmzDate(parts.date);
  if (!date || !parts.date.startsWith(parts.scope.day)) {
    throw refusal(service, 'wrong-signature');
  }
  const age = now.getTime() - date.getTime();
  const lifetime =
    parts.expiresSeconds === undefined ? SKEW_MS : parts.expiresSeconds * 1000;
  if (!(age <= lifetime && age >= -SKEW_MS)) throw refusal(service, 'skew');
  const key = findKey(state, parts.accessKeyId);
  if (!key) throw refusal(service, 'unknown-key');
  if ('session' in key && key.session.sessionToken !== parts.token) {
    throw refusal(service, 'token');
  }
  if (!parts.signedHeaders.includes('host')) {
    throw refusal(service, 'wrong-signature');
  }
  const expected = signature(
    {
      method: request.method,
      path: request.path,
      query: [...request.query],
      headers: request.headers,
      signedHeaders: parts.signedHeaders,
      payloadHash: parts.payloadHash,
      date: parts.date,
      scope: parts.scope,
    },
    key.secret,
  );
  if (!sameSignature(expected, parts.signature)) {
    throw refusal(service, 'wrong-signature');
  }
  if (
    /^[0-9a-f]{64}$/.test(parts.payloadHash) &&
    parts.expiresSeconds === undefined
  ) {
    if (sha256(request.body) !== parts.payloadHash) {
      throw service === 's3'
        ? new ApiError(
            'XAmzContentSHA256Mismatch',
            400,
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
          )
        : refusal(service, 'wrong-signature');
    }
  }
  if ('session' in key && key.session.expires <= now) {
    throw refusal(service, 'expired');
  }
  return { principal: principalOf(key), service, region };
}

/** The answer to credentials that an injected fault declares expired. */
export function expiredToken(service: string): ApiError {
  return refusal(service, 'expired');
}
