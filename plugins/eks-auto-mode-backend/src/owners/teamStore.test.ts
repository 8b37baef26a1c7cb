// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  OwnerResolution,
  ResolvedBy,
  Severity,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { createTestDatabases } from '../__testUtils__/databases';
import { AssessmentsStore } from '../assessments/assessmentsStore';
import { ClustersStore } from '../assessments/clustersStore';
import { ExceptionsStore } from '../assessments/exceptionsStore';
import { FindingsStore } from '../assessments/findingsStore';
import { migrationsDirectory } from '../database/migrate';
import { TeamStore } from './teamStore';

const databases = createTestDatabases();
const now = new Date('2026-11-21T12:00:00Z');
const team = 'group:default/team-a';
const idOf = (name: string) => `111122223333.us-east-1.${name}`;
const arnOf = (name: string) =>
  `arn:aws:eks:us-east-1:111122223333:cluster/${name}`;

interface Seen {
  name: string;
  severity?: Severity;
  resolvedBy?: ResolvedBy;
  owner?: string;
  resolution?: OwnerResolution;
  namespace?: string;
  aws?: boolean;
}

describe.each(databases.eachSupportedId())('what is whose on %s', id => {
  async function stores(on: Record<string, Seen[]>) {
    const knex = await databases.init(id);
    await knex.migrate.latest({ directory: migrationsDirectory() });
    const clusters = new ClustersStore(knex);
    const assessments = new AssessmentsStore(knex);
    await clusters.sync(
      Object.keys(on).map(name => ({
        id: idOf(name),
        arn: arnOf(name),
        name,
        accountId: '111122223333',
        region: 'us-east-1',
        owner: name.startsWith('own') ? team : undefined,
        options: {},
      })),
      now,
    );
    for (const [cluster, findings] of Object.entries(on)) {
      await assessments.save(
        {
          clusterId: idOf(cluster),
          readAt: now.toISOString(),
          verdict: 'blocked',
          score: 1,
          confidence: 1,
          counts: { blocker: 0, warning: 0, info: 0, unknown: 0 },
          sources: [],
          unreadParts: [],
          services: [],
          findings: findings.map(one => ({
            code: 'WL-01',
            title: 'T',
            severity: one.severity ?? 'blocker',
            resolvedBy: one.resolvedBy ?? 'owner',
            subject: one.aws
              ? { arn: one.name }
              : {
                  apiVersion: 'apps/v1',
                  kind: 'Deployment',
                  namespace: one.namespace ?? 'shop',
                  name: one.name,
                },
            message: 'm',
            evidence: 'e',
            owner: one.owner,
            ownerResolution: one.resolution ?? 'team-label',
          })),
        },
        undefined,
      );
    }
    return {
      knex,
      exceptions: new ExceptionsStore(knex),
      findings: new FindingsStore(knex),
      teams: new TeamStore(knex),
    };
  }
  const except = (exceptions: ExceptionsStore, name: string, ends: string) =>
    exceptions.add({
      clusterId: idOf('a'),
      code: 'WL-01',
      subjectKey: `apps/v1/Deployment/shop/${name}`,
      owner: team,
      reason: 'It is replaced',
      createdBy: 'user:default/ada',
      createdAt: now.toISOString(),
      expiresAt: ends,
    });

  it('counts what a person must act on: not what a plan mends, is accepted or somebody else’s', async () => {
    const { exceptions, findings, teams } = await stores({
      a: [
        { name: 'open', owner: team },
        { name: 'accepted', owner: team },
        { name: 'lapsed', owner: team },
        { name: 'planned', owner: team, resolvedBy: 'plan' },
        { name: 'theirs', owner: 'group:default/team-b' },
        { name: 'look', owner: team, severity: 'warning' },
        { name: 'unread', owner: team, severity: 'unknown' },
      ],
      'own-b': [{ name: 'theirs', owner: 'group:default/team-b' }],
    });
    await except(exceptions, 'accepted', '2026-12-01T00:00:00.000Z');
    await except(exceptions, 'lapsed', '2026-11-01T00:00:00.000Z');
    expect(await teams.counts(team, now)).toEqual(
      new Map([[idOf('a'), { blockers: 2, warnings: 1, unknowns: 1 }]]),
    );
    expect(await teams.owned(team)).toEqual([idOf('own-b')]);
    const page = await findings.page(
      {
        clusterIds: [idOf('a'), idOf('own-b')],
        owner: team,
        toActOn: true,
        limit: 10,
      },
      now,
    );
    expect(page.totalCount).toBe(4);
    expect(page.items.map(one => one.severity)).toEqual([
      'blocker',
      'blocker',
      'unknown',
      'warning',
    ]);
  });

  it('lists the first of each code on each cluster, and how many are like it', async () => {
    const { findings } = await stores({
      a: [
        { name: 'y', owner: team },
        { name: 'x', owner: team },
        { name: 'z', owner: team, severity: 'warning' },
        { name: 'mended', owner: team, resolvedBy: 'plan' },
        { name: 'other', owner: 'group:default/other' },
      ],
      b: [{ name: 'xx', owner: team }],
    });
    const query = {
      clusterIds: [idOf('a'), idOf('b')],
      owner: team,
      toActOn: true,
    };
    const kinds = await findings.kinds({ ...query, limit: 10 }, now);
    expect(
      kinds.map(one => [one.clusterId, one.severity, one.subject, one.alike]),
    ).toEqual([
      [idOf('a'), 'blocker', expect.objectContaining({ name: 'x' }), 1],
      [idOf('b'), 'blocker', expect.objectContaining({ name: 'xx' }), 0],
      [idOf('a'), 'warning', expect.objectContaining({ name: 'z' }), 0],
    ]);
    expect(await findings.kinds({ ...query, limit: 1 }, now)).toEqual(
      kinds.slice(0, 1),
    );
  });

  it('says of each cluster how many findings block it, whose they are, and since when', async () => {
    const { exceptions, findings, knex } = await stores({
      a: [
        { name: 'x', owner: team },
        { name: 'y', owner: 'group:default/other' },
        { name: 'nobody’s' },
        { name: 'look', owner: 'group:default/third', severity: 'warning' },
        { name: 'mended', owner: 'group:default/third', resolvedBy: 'plan' },
        { name: 'accepted', owner: 'group:default/third' },
      ],
      b: [{ name: 'x', owner: team, resolvedBy: 'plan' }],
      c: [{ name: 'x', owner: team }],
    });
    await except(exceptions, 'accepted', '2026-12-01T00:00:00.000Z');
    await knex('eks_findings')
      .where({ subject_key: 'apps/v1/Deployment/shop/y' })
      .update({ since: '2026-10-01T00:00:00.000Z' });
    const blocking = await findings.blocking([idOf('a'), idOf('b')], now);
    expect([...blocking.keys()]).toEqual([idOf('a')]);
    const { owners, ...rest } = blocking.get(idOf('a')) ?? {};
    expect(rest).toEqual({ since: '2026-10-01T00:00:00.000Z', count: 3 });
    expect(owners?.sort()).toEqual(['group:default/other', team]);
  });

  it('lists exceptions that end soon, soonest first, on clusters that are asked for', async () => {
    const { exceptions, teams } = await stores({ a: [] });
    await except(exceptions, 'later', '2026-11-28T00:00:00.000Z');
    await except(exceptions, 'soon', '2026-11-23T00:00:00.000Z');
    await except(exceptions, 'far', '2027-01-01T00:00:00.000Z');
    await except(exceptions, 'over', '2026-11-20T00:00:00.000Z');
    const until = new Date('2026-12-05T00:00:00Z');
    const ending = await teams.ending(team, [idOf('a')], now, until, 10);
    expect(ending.map(one => one.subjectKey)).toEqual([
      'apps/v1/Deployment/shop/soon',
      'apps/v1/Deployment/shop/later',
    ]);
    expect(ending[0]).toMatchObject({ clusterName: 'a', code: 'WL-01' });
    expect(await teams.ending(team, [idOf('b')], now, until, 10)).toEqual([]);
    expect(await teams.excepted(team, now)).toEqual([idOf('a')]);
  });

  it('knows the plan that waits: the newest, neither run nor put aside', async () => {
    const { knex, teams } = await stores({ a: [], b: [], c: [] });
    const plan = (name: string, number: number, createdAt: string) =>
      knex('eks_plans').insert({
        id: `${name}-${number}`,
        cluster_arn: arnOf(name),
        number,
        digest: 'd',
        created_at: createdAt,
        created_by: 'user:default/ada',
        document: '{}',
      });
    await plan('a', 1, '2026-11-20T00:00:00.000Z');
    await plan('a', 2, '2026-11-21T00:00:00.000Z');
    await plan('b', 1, '2026-11-21T00:00:00.000Z');
    await plan('c', 1, '2026-09-01T00:00:00.000Z');
    await knex('eks_plan_discards').insert({
      plan_id: 'b-1',
      by: 'user:default/ada',
      at: now.toISOString(),
    });
    const open = await teams.openPlans(
      ['a', 'b', 'c'].map(arnOf),
      new Date('2026-11-01T00:00:00Z'),
      10,
    );
    expect(open.map(one => one.id)).toEqual(['a-2']);
  });

  it('lists the places that nobody answers for, most blockers first, page by page', async () => {
    const { exceptions, teams } = await stores({
      a: [
        { name: 'x', resolution: 'none' },
        { name: 'y', resolution: 'none', severity: 'warning' },
        { name: 'accepted', resolution: 'none' },
        { name: 'mended', resolution: 'none', resolvedBy: 'plan' },
        {
          name: 'dns',
          resolution: 'cluster',
          owner: team,
          namespace: 'kube-system',
        },
        { name: 'owned', owner: team },
      ],
      'own-b': [
        {
          name: 'p',
          resolution: 'cluster',
          owner: team,
          namespace: 'lost',
          severity: 'warning',
        },
        { name: 'arn:aws:x', resolution: 'cluster', owner: team, aws: true },
      ],
    });
    const ids = [idOf('a'), idOf('own-b')];
    await except(exceptions, 'accepted', '2026-12-01T00:00:00.000Z');
    const first = await teams.unowned(ids, { limit: 1, offset: 0 }, now);
    expect(first).toEqual({
      totalCount: 2,
      items: [
        {
          clusterId: idOf('a'),
          clusterName: 'a',
          entityRef: undefined,
          namespace: 'shop',
          fallsTo: undefined,
          things: 4,
          findings: 4,
          blockers: 1,
        },
      ],
    });
    const second = await teams.unowned(ids, { limit: 1, offset: 1 }, now);
    expect(second.items).toMatchObject([
      { clusterName: 'own-b', namespace: 'lost', fallsTo: team, blockers: 0 },
    ]);
    expect(
      (await teams.unowned([], { limit: 1, offset: 0 }, now)).items,
    ).toEqual([]);
  });
});
