// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import http from 'node:http';

export interface KubernetesUser {
  username: string;
  uid?: string;
  groups: string[];
}

/** `undefined`: this token belongs to nobody (401). An error: it could not be found out (401 too, with the reason). */
export type Authenticate = (
  token: string,
) => Promise<KubernetesUser | undefined>;

export interface TokenReview {
  url: string;
  close(): Promise<void>;
}

interface Review {
  apiVersion?: string;
  spec?: { token?: string };
}

async function answer(authenticate: Authenticate, body: string) {
  const review: Review = JSON.parse(body);
  const status = await authenticate(review.spec?.token ?? '').then(
    user => (user ? { authenticated: true, user } : { authenticated: false }),
    error => ({ authenticated: false, error: String(error) }),
  );
  return {
    apiVersion: review.apiVersion ?? 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    status,
  };
}

/** The webhook that the API server asks about every token it does not know, as EKS' API server asks its authenticator. */
export async function startTokenReview(
  authenticate: Authenticate,
): Promise<TokenReview> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      answer(authenticate, Buffer.concat(chunks).toString()).then(
        review => {
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(review));
        },
        error => {
          response.statusCode = 400;
          response.end(String(error));
        },
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The token review endpoint got no port on 127.0.0.1');
  }
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close(error => (error ? reject(error) : resolve()));
      }),
  };
}
