// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer } from 'node:http';

/** What a job is to GitHub; `sub` is made of it (GitHub Docs, "OpenID Connect reference"). */
export interface Job {
  repository: string;
  /** The job names one: it then stands in `sub`, and the ref does not. */
  environment?: string;
  ref?: string;
}

/** How a token is wrong, for tests. */
export type Fault =
  | 'other-issuer'
  | 'other-audience'
  | 'other-key'
  | 'expired'
  | 'tampered';

export interface Issuer {
  url: string;
  /** For ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN of a job. */
  requestFor(job: Job, fault?: Fault): { url: string; token: string };
  /** Everything secret that it handed out. */
  secrets(): string[];
  close(): Promise<void>;
}

const text = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

function subjectOf({ repository, environment, ref }: Job): string {
  return environment
    ? `repo:${repository}:environment:${environment}`
    : `repo:${repository}:ref:${ref ?? 'refs/heads/main'}`;
}

/**
 * Stands for GitHub's OIDC provider: serves its keys, and gives a job that shows its request token an
 * ID token for the audience it asks for.
 */
export async function startIssuer(): Promise<Issuer> {
  const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keys = pair();
  const foreign = pair();
  const jwk = keys.publicKey.export({ format: 'jwk' });
  const jobs = new Map<string, { job: Job; fault?: Fault }>();
  const handedOut: string[] = [];
  let url = '';

  const mint = (job: Job, audience: string, fault?: Fault): string => {
    const now = Math.floor(Date.now() / 1000);
    const age = fault === 'expired' ? 3600 : 0;
    const claims = {
      iss: fault === 'other-issuer' ? 'https://issuer.example' : url,
      aud: fault === 'other-audience' ? 'somebody-else' : audience,
      sub: subjectOf(job),
      repository: job.repository,
      iat: now - age,
      nbf: now - age,
      exp: now - age + 300,
      jti: randomBytes(8).toString('hex'),
    };
    const head = text({ alg: 'RS256', typ: 'JWT', kid: 'test' });
    const signed = `${head}.${text(claims)}`;
    const key = fault === 'other-key' ? foreign.privateKey : keys.privateKey;
    const signature = sign('sha256', Buffer.from(signed), key).toString(
      'base64url',
    );
    if (fault !== 'tampered') return `${signed}.${signature}`;
    const better = text({ ...claims, sub: subjectOf(job) });
    return `${head}.${better.slice(0, -2)}AA.${signature}`;
  };

  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', url);
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (asked.pathname === '/jwks') {
      answer(200, {
        keys: [{ ...jwk, kid: 'test', alg: 'RS256', use: 'sig' }],
      });
      return;
    }
    const shown = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const found = jobs.get(shown);
    const audience = asked.searchParams.get('audience');
    if (asked.pathname !== '/token' || !found || !audience) {
      answer(403, { message: 'no such job' });
      return;
    }
    const value = mint(found.job, audience, found.fault);
    handedOut.push(value);
    answer(200, { value });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The issuer got no port');
  url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    requestFor(job, fault) {
      const token = randomBytes(24).toString('hex');
      jobs.set(token, { job, ...(fault ? { fault } : {}) });
      handedOut.push(token);
      return { url: `${url}/token?api-version=2.0`, token };
    },
    secrets: () => [...handedOut],
    close: () =>
      new Promise((resolve, reject) => {
        server.close(error => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
