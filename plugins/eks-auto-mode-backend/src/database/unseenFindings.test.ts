// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createTestDatabases } from '../__testUtils__/databases';
import { migrationsDirectory } from './migrate';

const databases = createTestDatabases();
const directory = migrationsDirectory();
const name = '20261121001500_unseen_findings.js';
const idOf = (cluster: string, rest: string) =>
  createHash('sha256')
    .update(`${cluster}\nCL-03\n${rest}`)
    .digest('hex')
    .slice(0, 32);
const arn = 'arn:aws:eks:us-east-1:111122223333:cluster/a';
const workload = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'shop',
  name: 'api',
};

describe.each(databases.eachSupportedId())(
  'the migration to unseen findings on %s',
  id => {
    async function before() {
      const knex = await databases.init(id);
      for (const one of fs.readdirSync(directory).sort()) {
        if (one < name) await knex.migrate.up({ directory, name: one });
      }
      for (const [cluster, gone_at] of [
        ['a', null],
        ['gone', '2026-11-03T06:00:00.000Z'],
      ]) {
        await knex('eks_clusters').insert({
          id: cluster,
          arn: `arn:aws:eks:us-east-1:111122223333:cluster/${cluster}`,
          name: cluster,
          account_id: '111122223333',
          region: 'us-east-1',
          options: '{}',
          seen_at: '2026-11-01T00:00:00.000Z',
          gone_at,
        });
        await knex('eks_daily_findings').insert({
          cluster_id: cluster,
          owner: '',
          code: 'CL-03',
          severity: 'blocker',
          from_day: '2026-11-01',
          findings: 1,
        });
      }
      await knex('eks_assessments').insert({
        cluster_id: 'a',
        read_at: '2026-11-04T00:00:00.000Z',
        verdict: 'needs-work',
        score: 1,
        confidence: 1,
        blockers: 0,
        warnings: 0,
        infos: 0,
        unknowns: 2,
        sources: '[]',
        unread_parts: '[]',
      });
      for (const [subject, key] of [
        [{ arn }, arn],
        [workload, 'apps/v1/Deployment/shop/api'],
      ] as const)
        await knex('eks_findings').insert({
          id: idOf('a', key),
          cluster_id: 'a',
          code: 'CL-03',
          subject_key: key,
          severity: 'unknown',
          owner_resolution: 'none',
          since: '2026-11-02T00:00:00.000Z',
          document: JSON.stringify({ code: 'CL-03', title: 'T', subject }),
        });
      for (const read_at of [
        '2026-11-02T00:00:00.000Z',
        '2026-11-03T00:00:00.000Z',
      ])
        await knex('eks_assessment_changes').insert({
          cluster_id: 'a',
          read_at,
          previous_read_at: read_at,
          verdict: 'blocked',
          previous_verdict: 'blocked',
          appeared: 0,
          gone: 0,
          worse: 0,
          better: 0,
          unseen: 0,
        });
      const log = (
        day: string,
        position: number,
        finding_id: string,
        more: object,
      ) =>
        knex('eks_finding_changes').insert({
          cluster_id: 'a',
          read_at: `2026-11-${day}T00:00:00.000Z`,
          position,
          finding_id,
          code: 'CL-03',
          subject_key: finding_id,
          title: 'T',
          severity: 'blocker',
          since: '2026-11-01T00:00:00.000Z',
          ...more,
        });
      // It was a blocker of the cluster, of the same id as what could not be read then.
      await log('02', 0, idOf('a', arn), {
        kind: 'better',
        severity: 'unknown',
        was: 'blocker',
      });
      await log('02', 1, 'seen again', { kind: 'unseen' });
      await log('03', 1, 'seen again', { kind: 'gone' });
      await log('03', 2, 'long ago', { kind: 'unseen', code: 'CL-04' });
      await log('03', 3, 'unseen', { kind: 'unseen', severity: 'warning' });
      return knex;
    }

    it('gives what could not be read an id of its own, and finds what is unseen in the log', async () => {
      const knex = await before();
      const ids = async () =>
        (await knex('eks_findings').select('id')).map(row => row.id).sort();
      const were = await ids();
      await knex.migrate.up({ directory, name });
      expect(await ids()).toEqual(
        [arn, 'apps/v1/Deployment/shop/api']
          .map(key => idOf('a', `${key}\nunknown`))
          .sort(),
      );
      expect(
        await knex('eks_unseen_findings')
          .orderBy('severity')
          .select('id', 'severity', 'resolved_by', 'since'),
      ).toEqual([
        {
          id: idOf('a', arn),
          severity: 'blocker',
          resolved_by: 'owner',
          since: '2026-11-01T00:00:00.000Z',
        },
        {
          id: 'unseen',
          severity: 'warning',
          resolved_by: 'plan',
          since: '2026-11-01T00:00:00.000Z',
        },
      ]);
      expect(
        await knex('eks_daily_findings')
          .orderBy('cluster_id')
          .select('cluster_id', 'to_day'),
      ).toEqual([
        { cluster_id: 'a', to_day: null },
        { cluster_id: 'gone', to_day: '2026-11-03' },
      ]);
      expect(await knex('eks_assessments').select('judged_at')).toEqual([
        { judged_at: '2026-11-04T00:00:00.000Z' },
      ]);

      await knex.migrate.down({ directory, name });
      expect(await ids()).toEqual(were);
    });

    it('keeps the blocker where an earlier release knows but one id', async () => {
      const knex = await before();
      await knex.migrate.up({ directory, name });
      await knex('eks_findings').insert({
        id: idOf('a', arn),
        cluster_id: 'a',
        code: 'CL-03',
        subject_key: arn,
        severity: 'blocker',
        since: '2026-11-02T00:00:00.000Z',
        document: '{}',
      });
      await knex.migrate.down({ directory, name });
      expect(
        await knex('eks_findings').where({ subject_key: arn }),
      ).toMatchObject([{ id: idOf('a', arn), severity: 'blocker' }]);
    });
  },
);
