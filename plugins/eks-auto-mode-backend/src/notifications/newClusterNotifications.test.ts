// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { createTestDatabases } from '../__testUtils__/databases';
import { AssessmentsStore } from '../assessments/assessmentsStore';
import { ClustersStore } from '../assessments/clustersStore';
import { NewClustersStore } from '../assessments/newClustersStore';
import { UnregisteredStore } from '../assessments/unregisteredStore';
import { migrationsDirectory } from '../database/migrate';
import { tellOfNewClusters } from './newClusterNotifications';

const databases = createTestDatabases();
const now = new Date('2026-11-21T12:00:00Z');
const platform = 'group:default/platform';
const arnOf = (name: string) =>
  `arn:aws:eks:us-east-1:111122223333:cluster/${name}`;

describe.each(databases.eachSupportedId())('new clusters on %s', id => {
  async function portal(autoMode: Record<string, boolean | undefined>) {
    const knex = await databases.init(id);
    await knex.migrate.latest({ directory: migrationsDirectory() });
    const clusters = new ClustersStore(knex);
    const assessments = new AssessmentsStore(knex);
    await clusters.sync(
      Object.keys(autoMode).map(name => ({
        id: `111122223333.us-east-1.${name}`,
        arn: arnOf(name),
        name,
        accountId: '111122223333',
        region: 'us-east-1',
        entityRef: `resource:default/${name}`,
        options: {},
      })),
      now,
    );
    for (const [name, on] of Object.entries(autoMode)) {
      await assessments.save(
        {
          clusterId: `111122223333.us-east-1.${name}`,
          readAt: now.toISOString(),
          verdict: on === undefined ? 'unreachable' : 'ready',
          score: 1,
          confidence: 1,
          counts: { blocker: 0, warning: 0, info: 0, unknown: 0 },
          autoMode: on,
          sources: [],
          unreadParts: [],
          services: [],
          findings: [],
        },
        undefined,
      );
    }
    const sent: NotificationSendOptions[] = [];
    const tell = (
      options: { fail?: boolean; operators?: string[] } = {},
    ): Promise<void> =>
      tellOfNewClusters({
        store: new NewClustersStore(knex),
        notifications: {
          send: async message => {
            if (options.fail) throw new Error('The mailbox is full');
            sent.push(message);
          },
        },
        operators: options.operators ?? [platform],
        linkTo: cluster => `/page/of/${cluster.name}`,
        now: () => now,
      });
    return { sent, tell, unregistered: new UnregisteredStore(knex) };
  }
  const lacking = (name: string, autoMode?: boolean) => ({
    arn: arnOf(name),
    name,
    accountId: '111122223333',
    region: 'us-east-1',
    autoMode,
    catalogInfo: '',
  });

  it('tells the operators once of each that is known to be without Auto Mode', async () => {
    const { sent, tell, unregistered } = await portal({
      old: false,
      migrated: true,
      unread: undefined,
    });
    await unregistered.replace(
      [lacking('stray', false), lacking('fine', true), lacking('silent')],
      [],
      now,
    );
    await tell();
    await tell();
    expect(sent.map(one => [one.recipients, one.payload.title])).toEqual([
      [
        { type: 'entity', entityRef: [platform] },
        'A cluster without Auto Mode: old',
      ],
      [
        { type: 'entity', entityRef: [platform] },
        'A cluster without Auto Mode: stray',
      ],
    ]);
    expect(sent[0].payload.link).toBe('/page/of/old');
    expect(sent[1].payload.description).toContain('The catalog lacks it');
  });

  it('makes one message of many', async () => {
    const { sent, tell } = await portal(
      Object.fromEntries(
        Array.from({ length: 12 }, (_, i) => [`c${10 + i}`, false]),
      ),
    );
    await tell();
    await tell();
    expect(sent).toHaveLength(1);
    expect(sent[0].payload.title).toBe('12 clusters without Auto Mode');
    expect(sent[0].payload.description).toContain('c18, c19 and 2 more');
  });

  it('tells again what could not be told, and nothing where there is nobody to tell', async () => {
    const { sent, tell } = await portal({ old: false });
    await tell({ operators: [] });
    await expect(tell({ fail: true })).rejects.toThrow('The mailbox is full');
    expect(sent).toEqual([]);
    await tell();
    expect(sent).toHaveLength(1);
  });
});
