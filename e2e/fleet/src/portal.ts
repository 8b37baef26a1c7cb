// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePorts } from '@internal/control-plane/src/process/ports';
import { stringify } from 'yaml';
import { Child } from './child';
import type { Assessed } from './expectation';

// Private and run from its sources, never from a build.
// eslint-disable-next-line no-restricted-syntax
const folder = path.resolve(__dirname, '..');
const root = path.resolve(folder, '../..');

export interface Portal {
  list(): Promise<ListedCluster[]>;
  /** Waits until the cluster was read. */
  assessed(name: string): Promise<Assessed>;
  close(): Promise<void>;
}

interface ListedCluster {
  id: string;
  name: string;
  accountId: string;
  region: string;
  readAt?: string;
  verdict?: string;
  owner?: string;
}

const keys = {
  accessKeyId: 'AKIASANDBOXPORTAL000',
  secretAccessKey: 'sandbox-portal-secret',
};
const accounts = ['111122223333', '222233334444', '333344445555'];

const roles = {
  assess: 'eks-auto-mode-assess',
  backup: 'eks-auto-mode-backup',
  migrate: 'eks-auto-mode-migrate',
};

function configOf(port: number, data: string) {
  const baseUrl = `http://127.0.0.1:${port}`;
  const regions = ['us-east-1', 'eu-central-1'];
  return {
    app: { baseUrl },
    backend: {
      baseUrl,
      listen: { host: '127.0.0.1', port },
      database: {
        client: 'better-sqlite3',
        connection: { directory: path.join(data, 'db') },
      },
    },
    auth: { providers: { guest: { userEntityRef: 'user:default/guest' } } },
    catalog: {
      rules: [
        {
          allow: [
            'Component',
            'System',
            'Resource',
            'Location',
            'Group',
            'User',
            'Domain',
          ],
        },
      ],
      locations: [
        {
          type: 'file',
          target: path.join(root, 'packages/sandbox/catalog/all.yaml'),
        },
      ],
      processingInterval: { seconds: 5 },
    },
    aws: {
      mainAccount: keys,
      accounts: accounts.map(accountId => ({ accountId, ...keys })),
    },
    eksAutoMode: {
      environments: [
        {
          name: 'fleet',
          accounts: accounts.map(accountId => ({ accountId, regions, roles })),
          backup: { bucket: 'example-eks-backups' },
        },
      ],
    },
  };
}

/** The product on the whole fleet, as processes of their own. */
export async function startPortal(within: number): Promise<Portal> {
  const deadline = Date.now() + within;
  const data = mkdtempSync(path.join(os.tmpdir(), 'eks-auto-mode-fleet-'));
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: data,
    NODE_ENV: 'development',
  };
  const sandbox = new Child(
    'the sandbox',
    [
      path.join(root, 'packages/sandbox/bin/sandbox.mjs'),
      ...['--port', '0', '--pace', '0.01'],
      '--fleet',
      path.join(root, 'packages/sandbox/fleet/default.yaml'),
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
      deadline - Date.now(),
    );
    const [port] = await freePorts(1);
    writeFileSync(
      path.join(data, 'portal.yaml'),
      stringify(configOf(port, data)),
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
          AWS_EC2_METADATA_DISABLED: 'true',
        },
      },
    );
    children.unshift(backend);
    const url = `http://127.0.0.1:${port}`;
    const token = await backend.until(async () => {
      const response = await fetch(`${url}/api/auth/guest/refresh`, {
        method: 'POST',
      });
      if (!response.ok) return undefined;
      return String((await response.json()).backstageIdentity.token);
    }, deadline - Date.now());
    const get = async <T>(route: string): Promise<T> => {
      const response = await fetch(`${url}/api/eks-auto-mode/v1${route}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const answer = await response.json();
      if (!response.ok)
        throw new Error(
          `GET ${route}: ${response.status} ${JSON.stringify(answer)}`,
        );
      return answer;
    };
    const list = async () =>
      (await get<{ items: ListedCluster[] }>('/clusters?limit=500')).items;
    const { items: checks } = await get<{ items: Assessed['checks'] }>(
      '/checks',
    );
    const assessed = async (name: string): Promise<Assessed> => {
      const cluster = await backend.until(
        async () => (await list()).find(one => one.name === name && one.readAt),
        Math.max(1000, deadline - Date.now()),
        `the assessment of ${name}`,
      );
      const findings: Assessed['findings'] = [];
      let cursor: string | undefined;
      do {
        const page: { items: Assessed['findings']; nextCursor?: string } =
          await get(
            `/clusters/${cluster.id}/findings?limit=500${
              cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
            }`,
          );
        findings.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor);
      const { sources } = await get<{ sources: Assessed['sources'] }>(
        `/clusters/${cluster.id}`,
      );
      return { ...cluster, findings, sources, checks };
    };
    return { list, assessed, close };
  } catch (error) {
    await close();
    throw error;
  }
}
