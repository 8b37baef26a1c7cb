// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { WorldState } from '../world/state';
import { findKey, principalOf } from './authenticate';
import type { Principal } from './principal';
import { parseAmzDate, sameSignature, sha256, signature } from './signature';

const PREFIX = 'k8s-aws-v1.';
const MAX_LENGTH = 4096;
/** The token lives 15 minutes whatever X-Amz-Expires says (aws-iam-authenticator, pkg/token). */
const LIFETIME_MS = 15 * 60 * 1000;
const ALLOWED = new Set([
  'action',
  'version',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
]);

/** Who an EKS bearer token speaks for; `undefined` for every token that aws-iam-authenticator would not take. */
export function verifyBearerToken(
  state: WorldState,
  token: string,
  clusterName: string,
  region: string,
  now: Date,
): Principal | undefined {
  if (!token.startsWith(PREFIX) || token.length > MAX_LENGTH) return undefined;
  let url: URL;
  try {
    url = new URL(
      Buffer.from(token.slice(PREFIX.length), 'base64url').toString('utf8'),
    );
  } catch {
    return undefined;
  }
  if (!/^sts(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/.test(url.hostname)) {
    return undefined;
  }
  if (url.protocol !== 'https:' || url.pathname !== '/') return undefined;
  const query = url.searchParams;
  if ([...query.keys()].some(k => !ALLOWED.has(k.toLowerCase()))) {
    return undefined;
  }
  if (query.get('Action') !== 'GetCallerIdentity') return undefined;
  if (query.get('X-Amz-SignedHeaders') !== 'host;x-k8s-aws-id') {
    return undefined;
  }
  const expires = Number(query.get('X-Amz-Expires') ?? '60');
  if (!(expires >= 0 && expires <= 900)) return undefined;
  const dateText = query.get('X-Amz-Date') ?? '';
  const date = parseAmzDate(dateText);
  if (!date) return undefined;
  const age = now.getTime() - date.getTime();
  if (age > LIFETIME_MS || age < -LIFETIME_MS) return undefined;
  const credential = (query.get('X-Amz-Credential') ?? '').split('/');
  if (credential.length !== 5 || credential[3] !== 'sts') return undefined;
  if (credential[2] !== region && url.hostname !== 'sts.amazonaws.com') {
    return undefined;
  }
  const key = findKey(state, credential[0]);
  if (!key) return undefined;
  if ('session' in key) {
    const { session } = key;
    if (session.expires <= now) return undefined;
    if (session.sessionToken !== query.get('X-Amz-Security-Token')) {
      return undefined;
    }
  }
  const expected = signature(
    {
      method: 'GET',
      path: '/',
      query: [...query],
      headers: { host: url.host, 'x-k8s-aws-id': clusterName },
      signedHeaders: ['host', 'x-k8s-aws-id'],
      payloadHash: sha256(''),
      date: dateText,
      scope: {
        day: credential[1],
        region: credential[2],
        service: credential[3],
      },
    },
    key.secret,
  );
  return sameSignature(expected, query.get('X-Amz-Signature') ?? '')
    ? principalOf(key)
    : undefined;
}
