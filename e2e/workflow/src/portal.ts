// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePorts } from '@internal/control-plane/src/process/ports';
import { stringify } from 'yaml';
import { Child } from './child';
import type { Issuer } from './issuer';

// Private and run from its sources, never from a build.
// eslint-disable-next-line no-restricted-syntax
const folder = path.resolve(__dirname, '..');
const root = path.resolve(folder, '../..');

export const audience = 'portal.example';
export const owner = 'user:default/olga';

export interface Portal {
  url: string;
  sandboxUrl: string;
  /** As the owner of the cluster, signed in. */
  asOwner<T>(method: string, path: string, body?: object): Promise<T>;
  /** What the backend said. */
  log(): string;
  close(): Promise<void>;
}

const catalog = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'platform' },
    spec: { type: 'team', children: [] },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: 'olga' },
    spec: { memberOf: ['platform'] },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: 'one',
      annotations: {
        'amazonaws.com/arn': 'arn:aws:eks:us-east-1:111122223333:cluster/one',
        'amazonaws.com/account-id': '111122223333',
      },
    },
    spec: { type: 'kubernetes-cluster', owner: 'group:default/platform' },
  },
];

function configOf(port: number, data: string, issuer: Issuer) {
  const baseUrl = `http://127.0.0.1:${port}`;
  return {
    app: { baseUrl },
    backend: {
      baseUrl,
      listen: { host: '127.0.0.1', port },
      database: {
        client: 'better-sqlite3',
        connection: { directory: path.join(data, 'db') },
      },
      auth: {
        externalAccess: [
          {
            type: 'jwks',
            options: {
              url: `${issuer.url}/jwks`,
              issuer: issuer.url,
              algorithm: 'RS256',
              audience,
              subjectPrefix: 'github',
            },
          },
        ],
      },
    },
    auth: { providers: { guest: { userEntityRef: owner } } },
    catalog: {
      rules: [{ allow: ['Resource', 'Group', 'User'] }],
      locations: [{ type: 'file', target: path.join(data, 'catalog.yaml') }],
      processingInterval: { seconds: 5 },
    },
    eksAutoMode: {
      environments: [
        {
          name: 'test',
          accounts: [
            {
              accountId: '111122223333',
              regions: ['us-east-1'],
              roles: {
                assess: 'eks-auto-mode-assess',
                backup: 'eks-auto-mode-backup',
                migrate: 'eks-auto-mode-migrate',
              },
            },
          ],
          backup: { bucket: 'one-backups' },
          gates: { approverIsNotRequester: true, soak: { seconds: 1 } },
        },
      ],
      externalCallers: [
        {
          github: { repository: 'acme/fleet', branch: 'main' },
          acts: ['read', 'assess'],
        },
        {
          github: { repository: 'acme/fleet', environment: 'production' },
          acts: ['read', 'assess', 'backUp', 'plan'],
          environments: ['test'],
        },
      ],
    },
  };
}

/** The product on a sandbox of one cluster, as processes of their own. */
export async function startPortal(issuer: Issuer): Promise<Portal> {
  const data = mkdtempSync(path.join(os.tmpdir(), 'eks-auto-mode-workflow-'));
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: data,
    NODE_ENV: 'development',
  };
  const sandbox = new Child(
    'the sandbox',
    [
      path.join(root, 'packages/sandbox/bin/sandbox.mjs'),
      '--port',
      '0',
      '--pace',
      '0.01',
      '--fleet',
      path.join(root, 'packages/sandbox/fleet/one.yaml'),
    ],
    { cwd: root, env },
  );
  const children = [sandbox];
  const close = async () => {
    await Promise.all(children.map(child => child.stop()));
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const sandboxUrl = await sandbox.until(
      async () => /"url":"([^"]+)"/.exec(sandbox.output)?.[1],
      60_000,
    );
    const [port] = await freePorts(1);
    writeFileSync(
      path.join(data, 'catalog.yaml'),
      catalog.map(entity => stringify(entity)).join('---\n'),
    );
    writeFileSync(
      path.join(data, 'portal.yaml'),
      stringify(configOf(port, data, issuer)),
      { mode: 0o600 },
    );
    const backend = new Child(
      'the backend',
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        path.join(folder, 'src/backend.ts'),
        '--config',
        path.join(data, 'portal.yaml'),
      ],
      {
        cwd: folder,
        env: {
          ...env,
          AWS_ENDPOINT_URL: sandboxUrl,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'AKIASANDBOXPORTAL000',
          AWS_SECRET_ACCESS_KEY: 'sandbox-portal-secret',
          AWS_EC2_METADATA_DISABLED: 'true',
        },
      },
    );
    children.unshift(backend);
    const url = `http://127.0.0.1:${port}`;
    const signIn = async () => {
      const response = await fetch(`${url}/api/auth/guest/refresh`, {
        method: 'POST',
      });
      if (!response.ok) return undefined;
      const { backstageIdentity } = await response.json();
      const { token, identity } = backstageIdentity;
      // Before the catalog knows the user nobody owns anything.
      return identity?.ownershipEntityRefs?.includes('group:default/platform')
        ? String(token)
        : undefined;
    };
    const token = await backend.until(signIn, 120_000);
    const asOwner = async <T>(
      method: string,
      route: string,
      body?: object,
    ): Promise<T> => {
      const response = await fetch(`${url}/api/eks-auto-mode/v1${route}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const answer = response.status === 204 ? {} : await response.json();
      if (!response.ok)
        throw new Error(
          `${method} ${route}: ${response.status} ${JSON.stringify(answer)}`,
        );
      return answer;
    };
    await backend.until(async () => {
      const { items } = await asOwner<{ items: unknown[] }>('GET', '/clusters');
      return items.length > 0 ? true : undefined;
    }, 60_000);
    return { url, sandboxUrl, asOwner, log: () => backend.output, close };
  } catch (error) {
    await close();
    throw error;
  }
}
