// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { AuthenticationError, InputError } from '@backstage/errors';
import { request } from 'undici';
import type { Authenticate, KubernetesUser } from './tokenReview';

const prefix = 'k8s-aws-v1.';
const allowedParameters = new Set(
  [
    'Action',
    'Version',
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-Expires',
    'X-Amz-Security-Token',
    'X-Amz-Signature',
    'X-Amz-SignedHeaders',
  ].map(name => name.toLowerCase()),
);

/** The presigned GetCallerIdentity URL inside a bearer token of EKS. */
export function presignedUrl(token: string): URL {
  if (!token.startsWith(prefix)) {
    throw new InputError(`The token does not start with ${prefix}`);
  }
  const url = new URL(
    Buffer.from(token.slice(prefix.length), 'base64url').toString(),
  );
  const action = url.searchParams.get('Action');
  if (action !== 'GetCallerIdentity') {
    throw new InputError(`The token asks for ${action}, not GetCallerIdentity`);
  }
  for (const name of url.searchParams.keys()) {
    if (!allowedParameters.has(name.toLowerCase())) {
      throw new InputError(`The token carries the parameter ${name}`);
    }
  }
  const signed = url.searchParams.get('X-Amz-SignedHeaders') ?? '';
  if (!signed.toLowerCase().split(';').includes('x-k8s-aws-id')) {
    throw new InputError('The token is not bound to a cluster (x-k8s-aws-id)');
  }
  return url;
}

/**
 * Who presents the token, as aws-iam-authenticator finds it out: the presigned request is sent to STS with the
 * cluster's name in its signed header, and `map` says which Kubernetes user that ARN is.
 */
export function authenticateByAws(options: {
  stsEndpoint: string;
  clusterName: string;
  map: (arn: string) => Promise<KubernetesUser | undefined>;
}): Authenticate {
  return async token => {
    const url = presignedUrl(token);
    // The host is signed: it goes as the header while the request goes to the given endpoint.
    const target = new URL(`${url.pathname}${url.search}`, options.stsEndpoint);
    const response = await request(target, {
      headers: {
        host: url.host,
        'x-k8s-aws-id': options.clusterName,
        accept: 'application/json',
      },
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.body.text();
    if (response.statusCode !== 200) {
      throw new AuthenticationError(
        `STS answered ${response.statusCode} for the token: ${text.slice(
          0,
          300,
        )}`,
      );
    }
    const arn = /<Arn>([^<]+)<\/Arn>|"Arn"\s*:\s*"([^"]+)"/.exec(text);
    if (!arn) {
      throw new AuthenticationError('STS answered without an Arn');
    }
    return options.map(arn[1] ?? arn[2]);
  };
}
