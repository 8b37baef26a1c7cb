// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import path from 'node:path';
import { startOnSandbox } from '@internal/control-plane/src/process/productOnSandbox';
import type { Assessed, Picture } from './judge';

// Private and run from its sources, never from a build.
// eslint-disable-next-line no-restricted-syntax
const folder = path.resolve(__dirname, '..');
const root = path.resolve(folder, '../..');

export interface Portal {
  list(): Promise<ListedCluster[]>;
  /** Waits until the cluster was read. */
  assessed(name: string): Promise<Assessed>;
  /** What each cluster that was read costs. */
  costs(): Promise<ClusterCost[]>;
  close(): Promise<void>;
}

interface ClusterCost {
  clusterName: string;
  basis: string;
  worth: string;
  notCounted: string[];
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

/** A list of the whole fleet is asked for no more often. */
const POLLS = { everyMs: 500 };

/** The product on the whole fleet, as processes of their own. */
export async function startPortal(within: number): Promise<Portal> {
  const deadline = Date.now() + within;
  const { backend, signIn, ask, close } = await startOnSandbox({
    folder,
    fleet: 'default.yaml',
    name: 'fleet',
    within,
    configOf,
  });
  try {
    const token = await backend.until(
      async () => (await signIn())?.token,
      deadline - Date.now(),
      POLLS,
    );
    const get = <T>(route: string) => ask<T>(token, 'GET', route);
    const list = async () =>
      (await get<{ items: ListedCluster[] }>('/clusters?limit=500')).items;
    const { items: checks } = await get<{ items: { code: string }[] }>(
      '/checks',
    );
    const codes = checks.map(({ code }) => code);
    const assessed = async (name: string): Promise<Assessed> => {
      const cluster = await backend.until(
        async () => (await list()).find(one => one.name === name && one.readAt),
        Math.max(1000, deadline - Date.now()),
        { ...POLLS, what: `the assessment of ${name}` },
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
      const { sources, unreadParts } = await get<
        Pick<Assessed, 'sources' | 'unreadParts'>
      >(`/clusters/${cluster.id}`);
      // Of a cluster that could not be read there is none.
      const picture = unreadParts.some(({ part }) => part === 'cluster')
        ? undefined
        : await get<Picture>(`/clusters/${cluster.id}/nodes`);
      return { ...cluster, findings, sources, unreadParts, codes, picture };
    };
    const costs = async () =>
      (await get<{ clusters: ClusterCost[] }>('/costs')).clusters;
    return { list, assessed, costs, close };
  } catch (error) {
    await close();
    throw error;
  }
}
