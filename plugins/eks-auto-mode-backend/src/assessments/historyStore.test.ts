// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  ResolvedBy,
  Severity,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { createTestDatabases } from '../__testUtils__/databases';
import { migrationsDirectory } from '../database/migrate';
import { AssessmentsStore, type NewAssessment } from './assessmentsStore';
import { ChangesStore } from './changesStore';
import { ClustersStore } from './clustersStore';
import { ExceptionsStore } from './exceptionsStore';
import { FindingsStore } from './findingsStore';
import { HistoryStore } from './historyStore';

const databases = createTestDatabases();
const a = '111122223333.us-east-1.a';
const b = '111122223333.us-east-1.b';

interface Seen {
  code: string;
  severity?: Severity;
  owner?: string;
  name?: string;
  resolvedBy?: ResolvedBy;
}

const assessment = (
  clusterId: string,
  readAt: string,
  findings: Seen[],
  verdict: NewAssessment['verdict'] = 'blocked',
): NewAssessment => ({
  clusterId,
  readAt,
  verdict,
  score: 80,
  confidence: 100,
  counts: {
    blocker: findings.filter(one => (one.severity ?? 'blocker') === 'blocker')
      .length,
    warning: 0,
    info: 0,
    unknown: 0,
  },
  sources: [],
  unreadParts: [],
  services: [],
  findings: findings.map(
    ({
      code,
      severity = 'blocker',
      owner,
      name = 'api',
      resolvedBy = 'owner',
    }) => ({
      code,
      title: `Title of ${code}`,
      severity,
      resolvedBy,
      subject: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace: 'shop',
        name,
      },
      message: 'm',
      evidence: 'e',
      owner,
      ownerResolution: owner ? 'team-label' : 'none',
    }),
  ),
});
const accepted = (code: string, from: string, until: string) => ({
  clusterId: a,
  code,
  subjectKey: 'apps/v1/Deployment/shop/api',
  owner: 'group:default/team-a',
  reason: 'It is replaced',
  createdBy: 'user:default/ada',
  createdAt: from,
  expiresAt: until,
});
const on = (day: string, hour = '06') => `2026-11-${day}T${hour}:00:00.000Z`;

describe.each(databases.eachSupportedId())('history on %s', id => {
  async function stores() {
    const knex = await databases.init(id);
    await knex.migrate.latest({ directory: migrationsDirectory() });
    const clusters = new ClustersStore(knex);
    const sync = (names: string[], at: string) =>
      clusters.sync(
        names.map(name => ({
          id: `111122223333.us-east-1.${name}`,
          arn: `arn:aws:eks:us-east-1:111122223333:cluster/${name}`,
          name,
          accountId: '111122223333',
          region: 'us-east-1',
          options: {},
        })),
        new Date(at),
      );
    await sync(['a', 'b'], on('01'));
    return {
      knex,
      sync,
      exceptions: new ExceptionsStore(knex),
      assessments: new AssessmentsStore(knex),
      changes: new ChangesStore(knex),
      findings: new FindingsStore(knex),
      history: new HistoryStore(knex),
    };
  }
  const scope = (ids = [a, b], owner?: string) => ({
    clusterIds: ids,
    findingClusterIds: ids,
    owner,
  });
  const days = ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'];

  it('a day says its last word, however often and by however many it is written', async () => {
    const { assessments, history } = await stores();
    await assessments.save(
      assessment(a, on('01', '06'), [{ code: 'WL-01' }]),
      undefined,
    );
    await assessments.save(
      assessment(a, on('01', '18'), [], 'migrated'),
      undefined,
    );
    await Promise.all([
      history.writeToday(new Date(on('01', '19'))),
      history.writeToday(new Date(on('01', '19'))),
    ]);
    expect(await history.cluster(a, '2026-11-01')).toEqual([
      {
        day: '2026-11-01',
        verdict: 'migrated',
        score: 80,
        blockers: 0,
        warnings: 0,
        unknowns: 0,
      },
    ]);
    expect(await history.fleet(scope(), days)).toEqual([
      { day: '2026-11-01', clusters: 2, migrated: 1, blocked: 0, blockers: 0 },
    ]);
  });

  it('burns down: clusters and blockers by day, of those who may be seen, by owner and code', async () => {
    const { assessments, history } = await stores();
    const team = 'group:default/team-a';
    await assessments.save(
      assessment(a, on('01'), [
        { code: 'WL-01', owner: team },
        { code: 'WL-01', owner: team, name: 'web' },
        { code: 'WL-04' },
      ]),
      undefined,
    );
    await assessments.save(
      assessment(b, on('01'), [{ code: 'WL-01', owner: team }]),
      undefined,
    );
    await history.writeToday(new Date(on('02')));
    await assessments.save(
      assessment(a, on('03'), [{ code: 'WL-01', owner: team }]),
      undefined,
    );
    await history.writeToday(new Date(on('03')));
    await assessments.save(assessment(b, on('04'), [], 'migrated'), undefined);
    await history.writeToday(new Date(on('04')));

    expect(await history.fleet(scope(), days)).toEqual([
      { day: '2026-11-01', clusters: 2, migrated: 0, blocked: 2, blockers: 4 },
      { day: '2026-11-02', clusters: 2, migrated: 0, blocked: 2, blockers: 4 },
      { day: '2026-11-03', clusters: 2, migrated: 0, blocked: 2, blockers: 2 },
      { day: '2026-11-04', clusters: 2, migrated: 1, blocked: 1, blockers: 1 },
    ]);
    expect(await history.fleet(scope([b]), ['2026-11-03'])).toEqual([
      { day: '2026-11-03', clusters: 1, migrated: 0, blocked: 1, blockers: 1 },
    ]);
    expect(
      (await history.fleet(scope([a, b], team), days)).map(one => one.blockers),
    ).toEqual([3, 3, 2, 1]);
    expect(
      (await history.trends(scope(), '2026-11-01')).sort((one, other) =>
        one.code.localeCompare(other.code),
      ),
    ).toEqual([
      { owner: team, code: 'WL-01', blockers: 1, before: 3 },
      { owner: undefined, code: 'WL-04', blockers: 0, before: 1 },
    ]);
    expect(
      await history.trends(
        { clusterIds: 'all', findingClusterIds: 'all' },
        '2026-11-03',
      ),
    ).toEqual([{ owner: team, code: 'WL-01', blockers: 1, before: 2 }]);
    expect(
      await history.fleet({ clusterIds: 'all', findingClusterIds: 'all' }, [
        '2026-11-04',
      ]),
    ).toEqual(await history.fleet(scope(), ['2026-11-04']));
  });

  it('takes silence for no progress: what could not be judged or reached stays as it was', async () => {
    const { assessments, history } = await stores();
    await assessments.save(
      assessment(a, on('01'), [{ code: 'WL-01' }, { code: 'WL-04' }]),
      undefined,
    );
    await assessments.save(
      assessment(a, on('02'), [{ code: 'WL-01', severity: 'unknown' }]),
      undefined,
    );
    await assessments.save(
      assessment(a, on('03'), [], 'unreachable'),
      undefined,
    );
    expect(
      (await history.fleet(scope(), days)).map(one => one.blockers),
    ).toEqual([2, 1, 1]);
  });

  it('tells what changed, newest first, page by page, and nothing of what did not', async () => {
    const { assessments, changes } = await stores();
    await assessments.save(
      assessment(a, on('01'), [{ code: 'WL-01' }, { code: 'WL-04' }]),
      undefined,
    );
    await assessments.save(
      assessment(a, on('02'), [{ code: 'WL-01' }, { code: 'WL-04' }]),
      undefined,
    );
    await assessments.save(
      assessment(a, on('03'), [
        { code: 'WL-01' },
        { code: 'NET-14', severity: 'warning', owner: 'group:default/net' },
      ]),
      undefined,
    );
    await assessments.save(
      assessment(a, on('04'), [
        { code: 'NET-14', severity: 'blocker', owner: 'group:default/net' },
      ]),
      undefined,
    );
    const first = await changes.page(a, { limit: 1 });
    expect(first.items).toMatchObject([
      {
        readAt: on('04'),
        previousReadAt: on('03'),
        verdict: 'blocked',
        previousVerdict: 'blocked',
        counts: { new: 0, gone: 1, worse: 1, better: 0, unseen: 0 },
        findings: [
          {
            kind: 'worse',
            code: 'NET-14',
            was: 'warning',
            owner: 'group:default/net',
            since: on('03'),
          },
          { kind: 'gone', code: 'WL-01', title: 'Title of WL-01' },
        ],
      },
    ]);
    const second = await changes.page(a, {
      limit: 5,
      cursor: first.nextCursor,
    });
    expect(second.nextCursor).toBeUndefined();
    expect(second.items.map(one => [one.readAt, one.counts])).toEqual([
      [on('03'), { new: 1, gone: 1, worse: 0, better: 0, unseen: 0 }],
    ]);
    expect((await changes.page(b, { limit: 5 })).items).toEqual([]);
    await expect(changes.page(a, { limit: 5, cursor: 'x' })).rejects.toThrow(
      'no cursor that a page of changes gave',
    );
  });

  it('a finding that was only unseen keeps its since and is no news when it is seen again', async () => {
    const { knex, assessments, changes } = await stores();
    await assessments.save(
      assessment(a, on('01'), [{ code: 'WL-01' }]),
      undefined,
    );
    await assessments.save(
      assessment(a, on('02'), [], 'unreachable'),
      undefined,
    );
    await assessments.save(
      assessment(a, on('03'), [{ code: 'WL-01' }]),
      undefined,
    );
    const { items } = await changes.page(a, { limit: 5 });
    expect(items.map(one => one.counts)).toEqual([
      { new: 0, gone: 0, worse: 0, better: 0, unseen: 0 },
      { new: 0, gone: 0, worse: 0, better: 0, unseen: 1 },
    ]);
    const [finding] = await new FindingsStore(knex).list(
      { clusterId: a },
      new Date(on('03')),
    );
    expect(finding.since).toBe(on('01'));
  });

  it('a blocker that could not be read is unseen until its check says whether it is gone', async () => {
    const { assessments, changes, findings } = await stores();
    const read = async (day: string, ...seen: Seen[]) => {
      await assessments.save(assessment(a, on(day), seen), undefined);
      const [change] = (await changes.page(a, { limit: 1 })).items;
      return change?.readAt === on(day)
        ? change.findings.map(({ kind, severity, was, title, since }) => [
            kind,
            severity,
            was,
            title,
            since,
          ])
        : [];
    };
    const unread: Seen = { code: 'CL-03', severity: 'unknown' };
    const title = 'Title of CL-03';
    await read('01', { code: 'CL-03' });
    expect(await read('02', unread)).toEqual([
      ['new', 'unknown', undefined, title, on('02')],
      ['unseen', 'blocker', undefined, title, on('01')],
    ]);
    expect(await read('03', unread)).toEqual([]);
    expect(await read('04')).toEqual([
      ['gone', 'blocker', undefined, title, on('01')],
      ['gone', 'unknown', undefined, title, on('02')],
    ]);
    expect(await read('05')).toEqual([]);

    expect(await read('06', { code: 'CL-03' })).toEqual([
      ['new', 'blocker', undefined, title, on('06')],
    ]);
    await read('07', unread);
    await read('08', unread);
    expect(await read('09', { code: 'CL-03', severity: 'warning' })).toEqual([
      ['gone', 'unknown', undefined, title, on('07')],
      ['better', 'warning', 'blocker', title, on('06')],
    ]);
    const now = new Date(on('09'));
    expect(
      (await findings.list({ clusterId: a }, now)).map(one => one.since),
    ).toEqual([on('06')]);
  });

  it('knows again each of the many findings that could not be looked for, more than the log holds', async () => {
    const { assessments, changes } = await stores();
    const many = Array.from({ length: 250 }, (_, n) => ({
      code: 'WL-01',
      name: `api-${n}`,
    }));
    await assessments.save(assessment(a, on('01'), many), undefined);
    await assessments.save(
      assessment(a, on('02'), [], 'unreachable'),
      undefined,
    );
    await assessments.save(
      assessment(a, on('03'), [], 'unreachable'),
      undefined,
    );
    await assessments.save(
      assessment(a, on('04'), many.slice(0, 249)),
      undefined,
    );
    expect(
      (await changes.page(a, { limit: 5 })).items.map(one => one.counts),
    ).toEqual([
      { new: 0, gone: 1, worse: 0, better: 0, unseen: 0 },
      { new: 0, gone: 0, worse: 0, better: 0, unseen: 250 },
    ]);
  });

  it('counts on what a check judged in part did not find again, as long as nobody knows', async () => {
    const { assessments, history } = await stores();
    const pods = ['x', 'y', 'z'].map(name => ({ code: 'WL-01', name }));
    const unread: Seen = { code: 'WL-01', severity: 'unknown', name: 'all' };
    const blockers = async (day: string, ...seen: Seen[]) => {
      await assessments.save(assessment(a, on(day), seen), undefined);
      const [one] = await history.fleet(scope([a]), [`2026-11-${day}`]);
      return one.blockers;
    };
    expect(await blockers('01', ...pods)).toBe(3);
    expect(await blockers('02', ...pods.slice(0, 1), unread)).toBe(3);
    expect(await blockers('03', ...pods.slice(1, 2), unread)).toBe(3);
    expect(await blockers('04', ...pods.slice(0, 2))).toBe(2);
  });

  it('does not count what somebody accepted, nor what a plan mends that could not be looked for', async () => {
    const { assessments, exceptions, history } = await stores();
    await exceptions.add(accepted('WL-01', on('01'), on('03', '00')));
    const seen: Seen[] = [
      { code: 'WL-01' },
      { code: 'WL-04' },
      { code: 'IAM-01', resolvedBy: 'plan' },
    ];
    await assessments.save(assessment(a, on('01'), seen), undefined);
    await assessments.save(
      assessment(a, on('02'), [], 'unreachable'),
      undefined,
    );
    await assessments.save(
      assessment(a, on('03'), [], 'unreachable'),
      undefined,
    );
    await exceptions.add(accepted('WL-04', on('04'), on('09')));
    await assessments.save(assessment(a, on('04'), seen), undefined);
    expect(
      (await history.cluster(a, '2026-11-01')).map(one => one.blockers),
    ).toEqual([1, 1, 2, 1]);
    expect(
      await history.trends(
        { clusterIds: 'all', findingClusterIds: 'all' },
        '2026-11-02',
      ),
    ).toEqual([
      { owner: undefined, code: 'WL-01', blockers: 1, before: 0 },
      { owner: undefined, code: 'WL-04', blockers: 0, before: 1 },
    ]);
  });

  it('counts a cluster that left the catalog until then, and again from when it is back', async () => {
    const { assessments, history, knex, sync } = await stores();
    const all = { clusterIds: 'all', findingClusterIds: 'all' } as const;
    const team = 'group:default/team-a';
    await assessments.save(
      assessment(a, on('01'), [{ code: 'WL-01', owner: team }]),
      undefined,
    );
    await assessments.save(
      assessment(b, on('01'), [{ code: 'WL-01', owner: team }]),
      undefined,
    );
    await assessments.save(
      assessment(b, on('03', '05'), [
        { code: 'WL-01', owner: team },
        { code: 'WL-04', owner: team },
      ]),
      undefined,
    );
    await sync(['a'], on('03'));
    await history.writeToday(new Date(on('03')));
    expect(await history.trends(all, '2026-11-01')).toEqual([
      { owner: team, code: 'WL-01', blockers: 1, before: 2 },
    ]);
    for (const owner of [undefined, team])
      expect(
        (await history.fleet({ ...all, owner }, days)).map(one => one.blockers),
      ).toEqual([2, 1]);

    await history.forget(new Date(on('04')));
    expect(
      await knex('eks_daily_findings').select('cluster_id', 'from_day'),
    ).toEqual([{ cluster_id: a, from_day: '2026-11-01' }]);

    await sync(['a', 'b'], on('04', '12'));
    await history.writeToday(new Date(on('04', '13')));
    expect(
      (await history.fleet(all, ['2026-11-04'])).map(one => [
        one.clusters,
        one.blockers,
      ]),
    ).toEqual([[2, 3]]);
    expect(await history.trends({ ...all, owner: team }, '2026-11-04')).toEqual(
      expect.arrayContaining([
        { owner: team, code: 'WL-01', blockers: 2, before: 2 },
        { owner: team, code: 'WL-04', blockers: 1, before: 1 },
      ]),
    );
  });

  it('forgets what is older than it is told to keep, and nothing that still is', async () => {
    const { knex, assessments, changes, history } = await stores();
    await assessments.save(
      assessment(a, on('01'), [{ code: 'WL-01' }, { code: 'WL-04' }]),
      undefined,
    );
    await assessments.save(
      assessment(a, on('02'), [{ code: 'WL-01' }]),
      undefined,
    );
    await assessments.save(
      assessment(a, on('04'), [{ code: 'WL-01' }]),
      undefined,
    );
    await history.forget(new Date(on('03')));
    expect(
      (await history.cluster(a, '2026-01-01')).map(one => one.day),
    ).toEqual(['2026-11-04']);
    expect((await changes.page(a, { limit: 5 })).items).toEqual([]);
    expect(await knex('eks_finding_changes')).toEqual([]);
    expect(await knex('eks_daily_findings').select('code', 'from_day')).toEqual(
      [{ code: 'WL-01', from_day: '2026-11-01' }],
    );
  });
});
