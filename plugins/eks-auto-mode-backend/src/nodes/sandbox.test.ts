// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mockServices } from '@backstage/backend-test-utils';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { Environments } from '../clusters/environments';
import { EksClusterSessions } from '../clusters/sessions';
import { readInventory } from '../inventory/readInventory';
import { whole } from '../placement/whole';
import { lookingOut } from '../plans/outlook';
import { RegionReads } from '../inventory/regionReads';
import {
  spawnSandbox,
  type RunningSandbox,
} from '../runs/__testUtils__/sandbox';
import { pictured } from './testing';

jest.setTimeout(120_000);

const accountId = '111122223333';
const config = mockServices.rootConfig({
  data: {
    aws: {
      accounts: [
        {
          accountId,
          accessKeyId: 'AKIASANDBOXPORTAL000',
          secretAccessKey: 'sandbox-portal-secret',
        },
      ],
    },
    eksAutoMode: {
      environments: [
        {
          name: 'sandbox',
          accounts: [
            {
              accountId,
              regions: ['us-east-1'],
              roles: {
                assess: 'eks-auto-mode-assess',
                backup: 'eks-auto-mode-backup',
                migrate: 'eks-auto-mode-migrate',
              },
            },
          ],
          backup: { bucket: 'example-eks-backups' },
        },
      ],
    },
  },
});

let sandbox: RunningSandbox;
let sessions: EksClusterSessions;
const regions = new RegionReads();

beforeAll(async () => {
  sandbox = await spawnSandbox('shop');
  process.env.AWS_ENDPOINT_URL = sandbox.url;
  sessions = new EksClusterSessions({
    environments: Environments.fromConfig(config),
    credentials: DefaultAwsCredentialsManager.fromConfig(config),
    version: '0.1.0',
  });
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL;
  await sessions.close();
  await sandbox.stop();
});

async function read(name: string): Promise<Inventory> {
  return await readInventory(
    sessions,
    { arn: `arn:aws:eks:us-east-1:${accountId}:cluster/${name}` },
    { regions },
    new AbortController().signal,
  );
}

describe('nodes of the sandbox', () => {
  it.each([
    'checkout-prod',
    'checkout-staging',
    'web-modern',
    'data-partial',
    'batch-large',
  ])('of %s all have their source, and all run', async name => {
    const { sources, disputes, strays } = pictured(await read(name));
    const nodes = sources.flatMap(source => source.nodes);
    expect(nodes.length).toBeGreaterThan(0);
    expect(nodes.every(node => node.evidence.length > 0)).toBe(true);
    expect(nodes.every(node => node.subnet !== undefined)).toBe(true);
    expect(disputes).toEqual([]);
    expect(strays.filter(one => one.state !== 'not-expected')).toEqual([]);
  });

  it('of a migrated cluster come from a pool, with the days that are left to them', async () => {
    const { headline, sources, pools, claims, usage } = pictured(
      await read('web-modern'),
    );
    expect(headline).toMatch(/all of Auto Mode/);
    expect(sources.flatMap(source => source.nodes)[0].evidence[0]).toMatch(
      /^EC2 says that Auto Mode manages instance i-/,
    );
    expect(pools.map(pool => [pool.kind, pool.ready])).toContainEqual([
      'auto',
      'ready',
    ]);
    const [claim] = claims;
    expect(claim.state).toBe('ready');
    expect(Date.parse(claim.latestAt ?? '')).toBe(
      Date.parse(claim.createdAt ?? '') + 21 * 86_400_000,
    );
    expect(usage.state).toBe('measured');
    expect(usage.workloads.length).toBeGreaterThan(0);
  });

  it('of a cluster that refuses metrics are shown, and what they use is unknown', async () => {
    const { usage, unread } = pictured(await read('data-partial'));
    expect(usage).toMatchObject({
      state: 'unknown',
      why: expect.stringContaining('forbidden'),
      remedy: expect.stringContaining('deploy/kubernetes/assess.yaml'),
    });
    expect(unread.map(part => part.part)).toContain('podMetrics');
  });

  it('of a cluster that cannot be reached are not known, and nothing is made up', async () => {
    const { headline, strays, sources } = pictured(
      await read('legacy-unreachable'),
    );
    expect(headline).toMatch(/could not be read/);
    expect(strays).toEqual([]);
    expect(sources.flatMap(source => source.nodes)).toEqual([]);
  });

  it('take the addresses that the simulation of the move says', async () => {
    const inventory = await read('checkout-staging');
    const { launched } = whole(lookingOut(inventory));
    const { subnets } = pictured(inventory, launched);
    expect(launched?.length).toBeGreaterThan(0);
    expect(
      subnets.reduce((sum, subnet) => sum + (subnet.nodesAfter ?? 0), 0),
    ).toBe(launched?.length);
    expect(subnets.map(subnet => subnet.verdict)).not.toContain('unknown');
    const [{ sources: taken }] = subnets;
    expect(taken[0].most).toBeGreaterThan(taken[0].used);
  });
});
