// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { createTestDatabases } from '../__testUtils__/databases';
import { clusterIdOf } from '../clusters/clusterArn';
import { migrationsDirectory } from '../database/migrate';
import { CLUSTER_ARN, healthyInventory } from '../readiness/testing/inventory';
import { AssessmentsStore, type NewAssessment } from './assessmentsStore';
import { ClustersStore } from './clustersStore';
import { ExceptionsStore } from './exceptionsStore';
import { FindingsStore } from './findingsStore';
import { HistoryStore } from './historyStore';
import { judgeAgain, judgeChanged } from './judgeAgain';

const databases = createTestDatabases();
const clusterId = clusterIdOf(CLUSTER_ARN);
const readAt = '2026-11-20T06:00:00.000Z';
const checks = ['CL-03', 'CL-04'].map(code =>
  defineCheck<'cluster'>({
    code,
    title: code,
    severity: 'blocker',
    resolvedBy: 'owner',
    reads: ['cluster'],
    why: 'why',
    remediation: 'remediation',
    source: 'source',
    evaluate: () => [],
  }),
);
const finding: NewAssessment['findings'][number] = {
  code: 'CL-03',
  title: 'CL-03',
  severity: 'blocker',
  resolvedBy: 'owner',
  subject: { arn: CLUSTER_ARN },
  message: 'm',
  evidence: 'e',
  ownerResolution: 'none',
};
const read: NewAssessment = {
  clusterId,
  readAt,
  verdict: 'blocked',
  score: 50,
  confidence: 100,
  counts: { blocker: 1, warning: 0, info: 0, unknown: 0 },
  sources: [],
  unreadParts: [],
  services: [],
  findings: [finding],
};

describe.each(databases.eachSupportedId())('judging again on %s', id => {
  async function stores(assessment = read) {
    const knex = await databases.init(id);
    await knex.migrate.latest({ directory: migrationsDirectory() });
    const clusters = new ClustersStore(knex);
    const known = {
      id: clusterId,
      arn: CLUSTER_ARN,
      name: 'checkout-prod',
      accountId: '111122223333',
      region: 'us-east-1',
      options: {},
    };
    await clusters.sync([known], new Date(readAt));
    const deps = {
      assessments: new AssessmentsStore(knex),
      findings: new FindingsStore(knex),
      exceptions: new ExceptionsStore(knex),
      checks,
      at: new Date('2026-11-21T12:00:00Z'),
      now: (): Date => deps.at,
    };
    await deps.assessments.save(assessment, healthyInventory());
    const history = new HistoryStore(knex);
    const accept = (expiresAt: string) =>
      deps.exceptions.add({
        clusterId,
        code: 'CL-03',
        subjectKey: CLUSTER_ARN,
        owner: 'group:default/platform',
        reason: 'it ends tonight',
        createdBy: 'user:default/ada',
        createdAt: deps.at.toISOString(),
        expiresAt,
      });
    return {
      deps,
      accept,
      clusters,
      forget: () => clusters.sync([], deps.at),
      days: async () =>
        (await history.cluster(clusterId, '2026-11-20')).map(
          ({ day, verdict, score, blockers }) => [
            day,
            verdict,
            score,
            blockers,
          ],
        ),
      state: async () => {
        const assessed = (await clusters.get(clusterId))?.assessment;
        return [
          assessed?.verdict,
          assessed?.score,
          assessed?.confidence,
          assessed?.counts.blocker,
          assessed?.counts.unknown,
        ];
      },
    };
  }

  it('says at once what is left to act on: verdict, score, counts and the day', async () => {
    const { accept, days, deps, state } = await stores();
    const { id: exceptionId } = await accept('2026-12-01T00:00:00.000Z');
    await judgeAgain(deps, { id: clusterId });
    expect(await state()).toEqual(['ready', 100, 100, 0, 0]);
    expect(await days()).toEqual([
      ['2026-11-20', 'blocked', 50, 1],
      ['2026-11-21', 'ready', 100, 0],
    ]);

    await deps.exceptions.remove(clusterId, exceptionId);
    await judgeAgain(deps, { id: clusterId });
    expect(await state()).toEqual(['blocked', 50, 100, 1, 0]);
    expect(await days()).toEqual([
      ['2026-11-20', 'blocked', 50, 1],
      ['2026-11-21', 'blocked', 50, 1],
    ]);
  });

  it('drops no blocker of the cluster because something beside it could not be read', async () => {
    const { deps, state } = await stores({
      ...read,
      findings: [
        finding,
        { ...finding, severity: 'unknown', resolvedBy: 'platform' },
      ],
    });
    await judgeAgain(deps, { id: clusterId });
    expect(await state()).toEqual(['blocked', 50, 50, 1, 1]);
  });

  it('does not write over an assessment that was made meanwhile', async () => {
    const { accept, deps, state } = await stores();
    await accept('2026-12-01T00:00:00.000Z');
    const list = deps.findings.list.bind(deps.findings);
    jest
      .spyOn(deps.findings, 'list')
      .mockImplementationOnce(async (...args) => {
        const before = await list(...args);
        await deps.assessments.save(
          {
            ...read,
            readAt: '2026-11-21T11:59:00.000Z',
            findings: [finding, { ...finding, code: 'CL-04' }],
          },
          healthyInventory(),
        );
        return before;
      });
    await judgeAgain(deps, { id: clusterId });
    expect(await state()).toEqual(['blocked', 50, 100, 1, 0]);
  });

  it('judges again, once, where an exception began or ran out since', async () => {
    const { accept, days, deps, state } = await stores();
    await judgeChanged(deps);
    expect(await days()).toEqual([['2026-11-20', 'blocked', 50, 1]]);

    await accept('2026-11-22T00:00:00.000Z');
    deps.at = new Date('2026-11-21T13:00:00Z');
    await judgeChanged(deps);
    expect(await state()).toEqual(['ready', 100, 100, 0, 0]);

    deps.at = new Date('2026-11-22T00:00:00Z');
    await judgeChanged(deps);
    expect(await state()).toEqual(['blocked', 50, 100, 1, 0]);
    expect(await days()).toEqual([
      ['2026-11-20', 'blocked', 50, 1],
      ['2026-11-21', 'ready', 100, 0],
      ['2026-11-22', 'blocked', 50, 1],
    ]);
    const judged = jest.spyOn(deps.assessments, 'setJudgement');
    await judgeChanged(deps);
    expect(judged).not.toHaveBeenCalled();
  });

  it('leaves a cluster alone that the catalog lost', async () => {
    const { accept, deps, forget, state } = await stores();
    await accept('2026-12-01T00:00:00.000Z');
    await forget();
    deps.at = new Date('2026-11-21T13:00:00Z');
    await judgeChanged(deps);
    expect(await state()).toEqual(['blocked', 50, 100, 1, 0]);
  });
});
