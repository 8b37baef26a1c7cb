// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createTestDatabases } from '../__testUtils__/databases';
import { migrationsDirectory } from '../database/migrate';
import { AssessmentsStore, type NewAssessment } from './assessmentsStore';
import { ClustersStore, type ClusterRecord } from './clustersStore';
import { ExceptionsStore } from './exceptionsStore';
import { FindingsStore, type FindingQuery } from './findingsStore';
import { RefreshStore } from './refreshStore';

const databases = createTestDatabases();

const cluster = (
  name: string,
  more: Partial<ClusterRecord> = {},
): ClusterRecord => ({
  id: `111122223333.us-east-1.${name}`,
  arn: `arn:aws:eks:us-east-1:111122223333:cluster/${name}`,
  name,
  accountId: '111122223333',
  region: 'us-east-1',
  options: {},
  ...more,
});
const assessment = (
  name: string,
  readAt: string,
  codes: string[],
): NewAssessment => ({
  clusterId: `111122223333.us-east-1.${name}`,
  readAt,
  verdict: codes.length > 0 ? 'blocked' : 'ready',
  score: 80,
  confidence: 100,
  counts: { blocker: codes.length, warning: 0, info: 0, unknown: 0 },
  sources: [],
  unreadParts: [],
  services: [],
  findings: codes.map(code => ({
    code,
    title: code,
    severity: 'blocker',
    resolvedBy: 'owner',
    subject: {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      namespace: 'shop',
      name: 'api',
    },
    message: 'm',
    evidence: 'e',
    owner: 'group:default/team-shop',
    ownerResolution: 'team-label',
  })),
});
const now = new Date('2026-11-21T12:00:00Z');

describe.each(databases.eachSupportedId())(
  'the stores of assessments on %s',
  id => {
    async function stores() {
      const knex = await databases.init(id);
      await knex.migrate.latest({ directory: migrationsDirectory() });
      return {
        clusters: new ClustersStore(knex),
        assessments: new AssessmentsStore(knex),
        findings: new FindingsStore(knex),
        exceptions: new ExceptionsStore(knex),
        refreshes: (replica: string) => new RefreshStore(knex, replica),
      };
    }

    it('clusters are due that were not read of late, until somebody asks for them', async () => {
      const { clusters, assessments, refreshes } = await stores();
      const names = Array.from({ length: 120 }, (_, n) => `c-${n}`);
      await clusters.sync(
        names.map(name => cluster(name)),
        now,
      );
      await assessments.save(
        assessment('c-0', now.toISOString(), []),
        undefined,
      );
      const before = new Date(now.getTime() - 1000);
      const due = await clusters.unreadSince(before);
      expect(due).toHaveLength(119);
      const queue = refreshes('one');
      await queue.requestAll(due, now);
      expect(await clusters.unreadSince(before)).toEqual([]);
      expect(await queue.get(due[118])).toMatchObject({ state: 'queued' });

      const taken = await queue.claim(now);
      await queue.requestAll(due, now);
      expect(await queue.get(taken?.clusterId ?? '')).toMatchObject({
        state: 'reading',
      });
      await queue.end(taken?.clusterId ?? '', 'failed', 'It broke', now);
      expect(await clusters.unreadSince(before)).toEqual([taken?.clusterId]);
      await queue.requestAll([taken?.clusterId ?? ''], now);
      expect(await queue.get(taken?.clusterId ?? '')).toMatchObject({
        state: 'queued',
        endedAt: undefined,
      });
    });

    it('a finding keeps its since from one assessment to the next and loses it when it was gone', async () => {
      const { clusters, assessments, findings } = await stores();
      await clusters.sync([cluster('a')], now);
      const clusterId = '111122223333.us-east-1.a';
      const sinceOf = async (code: string) =>
        (await findings.list({ clusterId }, now)).find(f => f.code === code)
          ?.since;

      await assessments.save(
        assessment('a', '2026-11-01T00:00:00.000Z', ['WL-01']),
        undefined,
      );
      await assessments.save(
        assessment('a', '2026-11-02T00:00:00.000Z', ['WL-01', 'WL-02']),
        undefined,
      );
      expect(await sinceOf('WL-01')).toBe('2026-11-01T00:00:00.000Z');
      expect(await sinceOf('WL-02')).toBe('2026-11-02T00:00:00.000Z');

      await assessments.save(
        assessment('a', '2026-11-03T00:00:00.000Z', ['WL-02']),
        undefined,
      );
      await assessments.save(
        assessment('a', '2026-11-04T00:00:00.000Z', ['WL-01']),
        undefined,
      );
      expect(await sinceOf('WL-01')).toBe('2026-11-04T00:00:00.000Z');
      expect(await sinceOf('WL-02')).toBeUndefined();
    });

    it('pages findings in the order of severity and code, each once, and filters them', async () => {
      const { clusters, assessments, findings } = await stores();
      await clusters.sync([cluster('a'), cluster('b')], now);
      const made = assessment('a', now.toISOString(), [
        'WL-02',
        'NET-14',
        'NET-20',
        'NETS-1',
        'ID-01',
      ]);
      made.findings[1].severity = 'warning';
      made.findings[2].message = '100 % of _Shop_';
      made.findings[4].owner = 'group:default/team-b';
      await assessments.save(made, undefined);
      await assessments.save(
        assessment('b', now.toISOString(), ['NET-14']),
        undefined,
      );
      const { clusterId } = made;

      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await findings.page(
          { clusterIds: [clusterId], cursor, limit: 2 },
          now,
        );
        expect(page.totalCount).toBe(5);
        seen.push(...page.items.map(one => one.code));
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen).toEqual(['ID-01', 'NET-20', 'NETS-1', 'WL-02', 'NET-14']);
      expect(
        (await findings.list({ clusterId }, now)).map(one => one.code),
      ).toEqual(seen);

      const codes = async (query: Partial<FindingQuery>) =>
        (
          await findings.page(
            { clusterIds: [clusterId], limit: 10, ...query },
            now,
          )
        ).items.map(one => one.code);
      expect(await codes({ code: 'NET' })).toEqual(['NET-20', 'NET-14']);
      expect(await codes({ code: 'NET-14' })).toEqual(['NET-14']);
      expect(await codes({ severities: ['warning'] })).toEqual(['NET-14']);
      expect(await codes({ owner: 'group:default/team-b' })).toEqual(['ID-01']);
      expect(await codes({ search: '% OF _shop' })).toEqual(['NET-20']);
      expect(await codes({ search: 'shop/API' })).toHaveLength(5);
      await expect(codes({ cursor: 'nonsense' })).rejects.toThrow(
        'no cursor that a page of findings gave',
      );
    });

    it('pages clusters by name, filters by verdict and counts each verdict', async () => {
      const { clusters, assessments } = await stores();
      await clusters.sync(
        ['c', 'a', 'b'].map(n => cluster(n)),
        now,
      );
      await assessments.save(
        assessment('a', now.toISOString(), ['WL-01']),
        undefined,
      );
      await assessments.save(assessment('b', now.toISOString(), []), undefined);

      const first = await clusters.list({ limit: 2 });
      expect(first.items.map(c => c.name)).toEqual(['a', 'b']);
      expect(first.totalCount).toBe(3);
      expect(first.verdicts).toEqual({ blocked: 1, ready: 1, unassessed: 1 });
      const second = await clusters.list({
        limit: 2,
        cursor: first.nextCursor,
      });
      expect(second.items.map(c => c.name)).toEqual(['c']);
      expect(second.nextCursor).toBeUndefined();
      expect(
        (await clusters.list({ limit: 9, verdicts: ['blocked'] })).items.map(
          c => c.name,
        ),
      ).toEqual(['a']);
      const never = await clusters.list({ limit: 9, verdicts: ['unassessed'] });
      expect(never.items.map(c => c.name)).toEqual(['c']);
      expect(never.totalCount).toBe(1);
      const either = await clusters.list({
        limit: 9,
        verdicts: ['unassessed', 'ready'],
        search: 'B',
      });
      expect(either.items.map(c => c.name)).toEqual(['b']);
    });

    it('treats wildcards in a search as text', async () => {
      const { clusters } = await stores();
      await clusters.sync([cluster('a_b'), cluster('axb')], now);
      expect(
        (await clusters.list({ limit: 9, search: 'A_B' })).items.map(
          c => c.name,
        ),
      ).toEqual(['a_b']);
      expect((await clusters.list({ limit: 9, search: '%' })).items).toEqual(
        [],
      );
    });

    it('a cluster that left the catalog is no longer listed and comes back with its history', async () => {
      const { clusters, assessments } = await stores();
      await clusters.sync([cluster('a'), cluster('b')], now);
      await assessments.save(assessment('b', now.toISOString(), []), undefined);
      await clusters.sync([cluster('a')], now);
      expect(
        (await clusters.list({ limit: 9 })).items.map(c => c.name),
      ).toEqual(['a']);
      expect((await clusters.all()).map(c => c.name)).toEqual(['a']);
      expect((await clusters.get('111122223333.us-east-1.b'))?.goneAt).toBe(
        now.toISOString(),
      );
      await clusters.sync([cluster('a'), cluster('b')], now);
      expect(
        (await clusters.get('111122223333.us-east-1.b'))?.assessment?.verdict,
      ).toBe('ready');
    });

    it('an exception covers just its code on its subject, and only until it expires', async () => {
      const { clusters, assessments, exceptions, findings } = await stores();
      await clusters.sync([cluster('a')], now);
      const clusterId = '111122223333.us-east-1.a';
      await assessments.save(
        assessment('a', now.toISOString(), ['WL-01', 'WL-02']),
        undefined,
      );
      await exceptions.add({
        clusterId,
        code: 'WL-01',
        subjectKey: 'policy/v1/PodDisruptionBudget/shop/api',
        owner: 'group:default/team-shop',
        reason: 'moves at night',
        createdBy: 'user:default/ada',
        createdAt: now.toISOString(),
        expiresAt: '2026-12-01T00:00:00.000Z',
      });
      const covered = async (at: Date) =>
        (await findings.list({ clusterId }, at))
          .filter(f => f.exceptionId)
          .map(f => f.code);
      expect(await covered(now)).toEqual(['WL-01']);
      expect(await covered(new Date('2026-12-02T00:00:00Z'))).toEqual([]);
    });

    it('keeps a blocker of the cluster beside what could not be read of it, and no exception covers the latter', async () => {
      const { clusters, assessments, exceptions, findings } = await stores();
      await clusters.sync([cluster('a')], now);
      const partly = assessment('a', now.toISOString(), ['CL-03', 'CL-03']);
      const { clusterId } = partly;
      const [blocker, unread] = partly.findings;
      blocker.subject = { arn: cluster('a').arn };
      unread.subject = { arn: cluster('a').arn };
      unread.severity = 'unknown';
      await assessments.save(partly, undefined);
      await exceptions.add({
        clusterId,
        code: 'CL-03',
        subjectKey: cluster('a').arn,
        owner: 'group:default/team-shop',
        reason: 'it ends tonight',
        createdBy: 'user:default/ada',
        createdAt: now.toISOString(),
        expiresAt: '2026-12-01T00:00:00.000Z',
      });
      const listed = await findings.list({ clusterId }, now);
      expect(
        listed.map(one => [one.severity, one.exceptionId !== undefined]),
      ).toEqual([
        ['blocker', true],
        ['unknown', false],
      ]);
      expect(new Set(listed.map(one => one.id)).size).toBe(2);
      expect(
        (
          await findings.page(
            { clusterIds: [clusterId], toActOn: true, limit: 10 },
            now,
          )
        ).items.map(one => one.severity),
      ).toEqual(['unknown']);
    });

    it('of two replicas one takes a refresh, and the other takes it over when the first falls silent', async () => {
      const { clusters, refreshes } = await stores();
      await clusters.sync([cluster('a')], now);
      const clusterId = '111122223333.us-east-1.a';
      const one = refreshes('one');
      const two = refreshes('two');
      await one.request(clusterId, 'user:default/ada', now);
      const claims = await Promise.all([one.claim(now), two.claim(now)]);
      expect(claims.filter(c => c?.clusterId === clusterId)).toHaveLength(1);
      const [winner, loser] = claims[0] ? [one, two] : [two, one];

      const later = new Date(now.getTime() + 61_000);
      expect((await loser.claim(later))?.clusterId).toBe(clusterId);
      const progress = {
        state: 'judging',
        message: 'm',
        done: 1,
        total: 1,
      } as const;
      expect(await winner.progress(clusterId, progress, later)).toBe(false);
      expect(await loser.progress(clusterId, progress, later)).toBe(true);
      await winner.end(clusterId, 'failed', 'late', later);
      expect((await loser.get(clusterId))?.state).toBe('judging');
    });

    it('a replica takes the next refresh where it reads least', async () => {
      const { clusters, refreshes } = await stores();
      const far = { ...cluster('b'), id: '111122223333.eu-west-1.b' };
      await clusters.sync(
        [
          cluster('a'),
          cluster('c'),
          { ...far, arn: far.id, region: 'eu-west-1' },
        ],
        now,
      );
      const one = refreshes('one');
      const near = ['a', 'c'].map(name => `111122223333.us-east-1.${name}`);
      const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
      await one.request(near[0], undefined, at(0));
      await one.request(near[1], undefined, at(1));
      await one.request(far.id, undefined, at(2));

      expect(await one.claim(at(3))).toEqual({
        clusterId: near[0],
        place: '111122223333/us-east-1',
      });
      const busy = new Map([['111122223333/us-east-1', 1]]);
      expect((await one.claim(at(3), busy))?.clusterId).toBe(far.id);
      expect((await one.claim(at(3), busy))?.clusterId).toBe(near[1]);
      expect(await one.claim(at(3), busy)).toBeUndefined();
    });
  },
);
