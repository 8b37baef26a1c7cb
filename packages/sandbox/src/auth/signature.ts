// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a request is signed over (Signature Version 4). */
export interface Signed {
  method: string;
  path: string;
  query: [string, string][];
  headers: Record<string, string>;
  signedHeaders: string[];
  payloadHash: string;
  date: string;
  scope: { day: string; region: string; service: string };
}

export function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** S3 signs the path as it was sent; all other services sign it encoded once more. */
function canonicalPath(path: string, service: string): string {
  if (service === 's3') return path;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(segment);
  }
  const tail = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.map(encode).join('/')}${tail}`;
}

function canonicalQuery(query: [string, string][]): string {
  return query
    .filter(([k]) => k !== 'X-Amz-Signature')
    .map(([k, v]) => [encode(k), encode(v)])
    .sort(([ak, av], [bk, bv]) => {
      if (ak !== bk) return ak < bk ? -1 : 1;
      if (av === bv) return 0;
      return av < bv ? -1 : 1;
    })
    .map(([k, v]) => `${k}=${v}`)
    .join('&');
}

export function scopeText(scope: Signed['scope']): string {
  return `${scope.day}/${scope.region}/${scope.service}/aws4_request`;
}

function signingKey(secret: string, scope: Signed['scope']): Buffer {
  const step = (key: Buffer | string, data: string) =>
    createHmac('sha256', key).update(data).digest();
  return step(
    step(step(step(`AWS4${secret}`, scope.day), scope.region), scope.service),
    'aws4_request',
  );
}

export function signature(signed: Signed, secret: string): string {
  const headers = signed.signedHeaders
    .map(
      name =>
        `${name}:${(signed.headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`,
    )
    .join('');
  const canonical = [
    signed.method,
    canonicalPath(signed.path, signed.scope.service),
    canonicalQuery(signed.query),
    headers,
    signed.signedHeaders.join(';'),
    signed.payloadHash,
  ].join('\n');
  const toSign = [
    'AWS4-HMAC-SHA256',
    signed.date,
    scopeText(signed.scope),
    sha256(canonical),
  ].join('\n');
  return createHmac('sha256', signingKey(secret, signed.scope))
    .update(toSign)
    .digest('hex');
}

export function sameSignature(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** `20261121T052055Z` */
export function parseAmzDate(text: string): Date | undefined {
  const m = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  return m
    ? new Date(`${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}Z`)
    : undefined;
}
