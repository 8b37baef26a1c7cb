// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type {
  AwsCredentialIdentity,
  Checksum,
  SourceData,
} from '@smithy/types';
import { dnsSuffixOf } from './partition';

/** What EKS calls `x-k8s-aws-id`: the cluster's name (its id for a local cluster on Outposts). */
export interface TokenAudience {
  clusterName: string;
  region: string;
  partition: string;
}

function bytesOf(data: SourceData): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

/** SHA-256, keyed or not, as Node has it: the signer's own in JavaScript takes milliseconds. */
class Sha256 implements Checksum {
  #hash: Hash | Hmac;

  constructor(private readonly secret?: SourceData) {
    this.#hash = this.#fresh();
  }

  update(data: Uint8Array): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#fresh();
  }

  #fresh(): Hash | Hmac {
    return this.secret === undefined
      ? createHash('sha256')
      : createHmac('sha256', bytesOf(this.secret));
  }
}

/** As aws-iam-authenticator percent-encodes: RFC 3986, so `!'()*` too. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The bearer token of a cluster: a presigned STS GetCallerIdentity whose signature covers the
 * cluster's name. EKS accepts it for 15 minutes from the moment of signing, whatever its
 * `X-Amz-Expires` says (aws-iam-authenticator, pkg/token). It is a usable credential: never logged.
 */
export async function signToken(
  credentials: AwsCredentialIdentity,
  audience: TokenAudience,
  now: Date,
): Promise<string> {
  const { clusterName, region, partition } = audience;
  const hostname = `sts.${region}.${dnsSuffixOf(partition)}`;
  const signer = new SignatureV4({
    service: 'sts',
    region,
    sha256: Sha256,
    credentials,
  });
  const signed = await signer.presign(
    new HttpRequest({
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: hostname, 'x-k8s-aws-id': clusterName },
    }),
    { expiresIn: 60, signingDate: now },
  );
  const query = Object.entries(signed.query ?? {})
    .map(([key, value]) => `${encode(key)}=${encode(String(value))}`)
    .join('&');
  const url = `https://${hostname}/?${query}`;
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
}

/** EKS takes a token for 15 minutes; a minute is left for clocks that differ. */
const REUSE_MS = 13 * 60_000;

/**
 * A token that is signed anew before it grows too old, or when the credentials that signed it have
 * expired. Callers at the same time share one signature.
 */
export class BearerToken {
  #current?: { token: Promise<string>; until: number };

  constructor(
    private readonly credentials: () => Promise<AwsCredentialIdentity>,
    private readonly audience: TokenAudience,
    private readonly now: () => Date,
  ) {}

  async get(): Promise<string> {
    if (this.#current && this.now().getTime() < this.#current.until) {
      return await this.#current.token;
    }
    const now = this.now();
    const current = {
      until: now.getTime() + REUSE_MS,
      token: this.credentials().then(credentials => {
        if (credentials.expiration) {
          current.until = Math.min(
            current.until,
            credentials.expiration.getTime(),
          );
        }
        return signToken(credentials, this.audience, now);
      }),
    };
    this.#current = current;
    try {
      return await current.token;
    } catch (error) {
      if (this.#current === current) this.#current = undefined;
      throw error;
    }
  }

  /** After a 401: the next call signs anew. */
  forget(): void {
    this.#current = undefined;
  }
}
