// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from './clients';

class Sha256 {
  readonly #data: Buffer[] = [];
  readonly #secret: Buffer | undefined;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    if (typeof secret === 'string') this.#secret = Buffer.from(secret);
    else if (secret && ArrayBuffer.isView(secret))
      this.#secret = Buffer.from(
        secret.buffer,
        secret.byteOffset,
        secret.byteLength,
      );
  }
  update(data: string | Uint8Array): void {
    this.#data.push(Buffer.from(data));
  }
  async digest(): Promise<Uint8Array> {
    const hash = this.#secret
      ? createHmac('sha256', this.#secret)
      : createHash('sha256');
    return hash.update(Buffer.concat(this.#data)).digest();
  }
  reset(): void {
    this.#data.length = 0;
  }
}

/** A token as aws-iam-authenticator makes it (pkg/token/token.go). */
export async function bearerToken(
  credentials: Credentials,
  cluster: string,
  options: { date?: Date; extra?: Record<string, string> } = {},
): Promise<string> {
  const host = 'sts.us-east-1.amazonaws.com';
  const signer = new SignatureV4({
    service: 'sts',
    region: 'us-east-1',
    sha256: Sha256,
    credentials,
  });
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: host,
      path: '/',
      query: {
        Action: 'GetCallerIdentity',
        Version: '2011-06-15',
        ...options.extra,
      },
      headers: { host, 'x-k8s-aws-id': cluster },
    },
    { expiresIn: 60, signingDate: options.date },
  );
  const query = Object.entries(signed.query ?? {})
    .map(
      ([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(String(v))}`,
    )
    .join('&');
  return `k8s-aws-v1.${Buffer.from(`https://${host}/?${query}`).toString(
    'base64url',
  )}`;
}
