// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startOnSandbox } from '@internal/control-plane/src/process/productOnSandbox';
import { stringify } from 'yaml';
import type { Issuer } from './issuer';

// Private and run from its sources, never from a build.
// eslint-disable-next-line no-restricted-syntax
const folder = path.resolve(__dirname, '..');

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
  const product = await startOnSandbox({
    folder,
    fleet: 'one.yaml',
    name: 'workflow',
    within: 60_000,
    env: {
      AWS_ACCESS_KEY_ID: 'AKIASANDBOXPORTAL000',
      AWS_SECRET_ACCESS_KEY: 'sandbox-portal-secret',
    },
    configOf(port, data) {
      writeFileSync(
        path.join(data, 'catalog.yaml'),
        catalog.map(entity => stringify(entity)).join('---\n'),
      );
      return configOf(port, data, issuer);
    },
  });
  const { url, sandboxUrl, backend, close } = product;
  try {
    const signIn = async () => {
      const signedIn = await product.signIn();
      // Before the catalog knows the user nobody owns anything.
      return signedIn?.identity?.ownershipEntityRefs?.includes(
        'group:default/platform',
      )
        ? signedIn.token
        : undefined;
    };
    const token = await backend.until(signIn, 120_000);
    const asOwner = <T>(method: string, route: string, body?: object) =>
      product.ask<T>(token, method, route, body);
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
