// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotImplementedError } from '@backstage/errors';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import express from 'express';
import request from 'supertest';
import { createTestDatabases } from '../__testUtils__/databases';
import type { CostBasis } from '../costs/basis';
import { AssessmentsStore } from '../assessments/assessmentsStore';
import { ExceptionsStore } from '../assessments/exceptionsStore';
import { FindingsStore } from '../assessments/findingsStore';
import { ChangesStore } from '../assessments/changesStore';
import { HistoryStore } from '../assessments/historyStore';
import { ClustersStore } from '../assessments/clustersStore';
import { NodesStore } from '../assessments/nodesStore';
import { DiscardedPlans } from '../assessments/plansDiscarded';
import { RefreshStore } from '../assessments/refreshStore';
import { UnregisteredStore } from '../assessments/unregisteredStore';
import { migrationsDirectory } from '../database/migrate';
import { TeamStore } from '../owners/teamStore';
import { DatabaseRunsStore } from '../runs/databaseRunsStore';
import type { RunsService } from '../runs/service';
import { spec } from '../schema/openapi/generated';
import { Access, type AccessOptions } from './access';
import type { ApiContext } from './context';
import { createRouter } from './router';

// A router is made from the whole schema: slow on a machine that does other things too.
jest.setTimeout(60_000);

const databases = createTestDatabases();
const now = new Date('2026-11-21T12:00:00Z');
const id = '111122223333.us-east-1.checkout-prod';
const arn = 'arn:aws:eks:us-east-1:111122223333:cluster/checkout-prod';
const ada = mockCredentials.user('user:default/ada');
const guest = mockCredentials.user('user:default/guest');

/** Runs are tested beside their engine; here nothing may reach them. */
const noRuns = new Proxy({} as RunsService, {
  get: (_, name) => () => {
    throw new NotImplementedError(`runs.${String(name)} was called`);
  },
});

async function serve(
  options: {
    allow?: (permission: string) => boolean;
    access?: Partial<AccessOptions>;
    user?: BackstageCredentials;
    owns?: string[];
    /** What of the cost is other than usual. */
    cost?: Partial<CostBasis>;
  } = {},
) {
  const knex = await databases.init('SQLITE_3');
  await knex.migrate.latest({ directory: migrationsDirectory() });
  const clusters = new ClustersStore(knex);
  const assessments = new AssessmentsStore(knex);
  await clusters.sync(
    [
      {
        id,
        arn,
        name: 'checkout-prod',
        accountId: '111122223333',
        region: 'us-east-1',
        environment: 'prod',
        entityRef: 'resource:default/checkout-prod',
        owner: 'group:default/team-checkout',
        options: {},
      },
    ],
    now,
    [
      {
        entityRef: 'resource:default/payments-copy',
        code: 'duplicate-arn',
        message: `It names ${arn} too`,
        remedy: 'Take one away.',
      },
    ],
  );
  const unregistered = new UnregisteredStore(knex);
  await unregistered.replace(
    [
      {
        arn: 'arn:aws:eks:us-east-1:111122223333:cluster/payments-lab',
        name: 'payments-lab',
        accountId: '111122223333',
        region: 'us-east-1',
        catalogInfo: 'kind: Resource',
      },
    ],
    [],
    now,
  );
  await assessments.save(
    {
      clusterId: id,
      readAt: '2026-11-21T11:48:00.000Z',
      verdict: 'blocked',
      score: 71,
      confidence: 96,
      counts: { blocker: 1, warning: 0, info: 0, unknown: 1 },
      version: '1.34',
      nodes: 6,
      autoNodes: 0,
      pods: 40,
      sources: [],
      unreadParts: [],
      cost: {
        readAt: '2026-11-21T11:48:00.000Z',
        support: 'extended',
        moving: [{ type: 'm6i.large', capacity: 'on-demand', count: 6 }],
        simulated: [{ type: 'm6i.large', capacity: 'on-demand', count: 6 }],
        kept: [],
        auto: [],
        prices: [{ type: 'm6i.large', onDemand: 0.1, autoFee: 0.012 }],
        uncounted: { fargate: 0, hybrid: 0, disputed: 0 },
        ownerParts: [
          {
            owner: 'group:default/team-payments',
            standing: 'moving',
            capacity: 'on-demand',
            listed: 0.3,
          },
          { standing: 'moving', capacity: 'on-demand', listed: 0.3 },
        ],
        ...options.cost,
      },
      services: [
        {
          componentRef: 'component:default/payments-api',
          pods: 10,
          volumes: 0,
        },
      ],
      findings: [
        {
          code: 'WL-01',
          title: 'PDB allows no disruption',
          severity: 'blocker',
          resolvedBy: 'owner',
          subject: {
            apiVersion: 'policy/v1',
            kind: 'PodDisruptionBudget',
            namespace: 'payments',
            name: 'payments-api',
          },
          message: 'payments-api cannot be evicted',
          evidence: 'disruptionsAllowed: 0',
          owner: 'group:default/team-payments',
          ownerResolution: 'kubernetes-id',
          componentRef: 'component:default/payments-api',
        },
        {
          code: 'IAM-04',
          title: 'Policies fit the quota',
          severity: 'unknown',
          resolvedBy: 'platform',
          subject: { arn },
          message: 'could not be read',
          evidence: 'denied',
          ownerResolution: 'cluster',
        },
      ],
    },
    undefined,
  );
  const httpAuth = mockServices.httpAuth({
    defaultCredentials: options.user ?? ada,
  });
  const context: ApiContext = {
    access: new Access({
      httpAuth,
      auth: mockServices.auth(),
      userInfo: mockServices.userInfo({
        ownershipEntityRefs: options.owns ?? ['user:default/ada'],
      }),
      permissions: mockServices.permissions.mock({
        authorize: async requests =>
          requests.map(({ permission }) => ({
            result:
              options.allow?.(permission.name) ?? true
                ? AuthorizeResult.ALLOW
                : AuthorizeResult.DENY,
          })),
        authorizeConditional: async requests =>
          requests.map(({ permission }) => ({
            result:
              options.allow?.(permission.name) ?? true
                ? AuthorizeResult.ALLOW
                : AuthorizeResult.DENY,
          })),
      }),
      clusters,
      policyDecides: true,
      operators: ['group:default/platform'],
      guestsMayAct: false,
      externalCallers: [],
      ...options.access,
    }),
    auditor: mockServices.auditor.mock({
      createEvent: async () => ({
        success: async () => {},
        fail: async () => {},
      }),
    }),
    logger: mockServices.logger.mock(),
    clusters,
    assessments,
    findings: new FindingsStore(knex),
    exceptions: new ExceptionsStore(knex),
    refreshes: new RefreshStore(knex, 'test'),
    teams: new TeamStore(knex),
    history: new HistoryStore(knex),
    changes: new ChangesStore(knex),
    targetDate: '2027-03-31',
    unregistered,
    nodes: new NodesStore(knex),
    discarded: new DiscardedPlans(knex),
    runs: noRuns,
    runsStore: new DatabaseRunsStore(knex),
    backups: {
      get: async () => undefined,
      list: async () => ({ items: [] }),
      start: async () => {
        throw new NotImplementedError('a backup was started');
      },
      requestVerify: async () => {
        throw new NotImplementedError('a proof was asked for');
      },
    },
    backupAlerts: async () =>
      new Map([[arn, { alert: 'overdue', since: now.toISOString() }]]),
    connectionTest: async () => ({
      clusterId: id,
      at: now.toISOString(),
      checks: [],
    }),
    approverIsNotRequester: () => false,
    checks: [],
    staleAfterMs: 3600_000,
    longestExceptionMs: 180 * 24 * 3600_000,
    extras: async () => new Map(),
    wakeRefresh: () => {},
    now: () => now,
  };
  const app = express();
  app.use(express.json());
  app.use(await createRouter(context));
  app.use(mockErrorHandler());
  return { app, context };
}

const paths = Object.entries(spec.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map(method => [method.toUpperCase(), path] as const),
);
const queries: Record<string, string> = {
  '/v1/services': '?entityRef=component%3Adefault%2Fx',
  '/v1/teams': '?entityRef=group%3Adefault%2Fteam-a',
  '/v1/findings': '?owner=group%3Adefault%2Fteam-a',
};
const fill = (path: string) =>
  path
    .replace('{clusterId}', id)
    .replace(/\{(\w+)Id\}/g, 'x')
    .concat(queries[path] ?? '');
const bodies: Record<string, object> = {
  '/v1/clusters/{clusterId}/exceptions': {
    findingId: 'x',
    reason: 'because',
    expiresAt: '2026-12-01T00:00:00Z',
  },
  '/v1/clusters/{clusterId}/checklist': {
    source: 'managed:x',
    difference: 'x',
    done: true,
  },
  '/v1/clusters/{clusterId}/plans': {},
  '/v1/plans/{planId}/approve': { digest: 'x' },
  '/v1/runs/{runId}/commands': { type: 'pause' },
};
const send = (app: express.Express, method: string, path: string) => {
  const call = request(app)[
    method.toLocaleLowerCase('en-US') as 'get' | 'post' | 'delete'
  ](fill(path));
  return method === 'POST' ? call.send(bodies[path] ?? {}) : call;
};

describe('the API', () => {
  // Nothing is written in these: one server each is enough.
  const everyone = serve();
  const nobody = serve({ allow: () => false });
  const lookers = serve({ allow: name => name.endsWith('.read') });

  it.each(paths)(
    '%s %s refuses callers without credentials',
    async (method, path) => {
      const { app } = await everyone;
      const response = await send(app, method, path).set(
        'authorization',
        mockCredentials.none.header(),
      );
      expect(response.status).toBe(401);
    },
  );

  it.each(paths)(
    '%s %s shows nothing of a cluster to who may not see it',
    async (method, path) => {
      const { app } = await nobody;
      const response = await send(app, method, path);
      expect(JSON.stringify(response.body)).not.toMatch(
        /payments|team-checkout|WL-01/,
      );
      // Lists answer with what is left: nothing. Single things are not there, and what belongs to no
      // cluster of the catalog is for those alone who see everything.
      expect(
        path.includes('{') || path === '/v1/unregistered-clusters'
          ? [403, 404]
          : [200],
      ).toContain(response.status);
    },
  );

  it.each(
    paths.filter(
      ([method, path]) => method !== 'GET' && path.includes('{clusterId}'),
    ),
  )(
    '%s %s is refused to who may only look, and says which permission is missing',
    async (method, path) => {
      const { app } = await lookers;
      const response = await send(app, method, path);
      expect(response.status).toBe(403);
      expect(response.body.error.message).toMatch(
        /user:default\/ada may not .* checkout-prod: needs the permission eks-auto-mode\./,
      );
    },
  );

  it('lets guests look and not act, unless the configuration says so', async () => {
    const { app } = await serve({ user: guest });
    expect((await request(app).get('/v1/clusters')).body.items).toHaveLength(1);
    expect((await request(app).post(`/v1/clusters/${id}/refresh`)).status).toBe(
      403,
    );
    const lenient = await serve({
      user: guest,
      access: { guestsMayAct: true },
    });
    expect(
      (await request(lenient.app).post(`/v1/clusters/${id}/refresh`)).status,
    ).toBe(202);
  });

  it.each([
    [['group:default/team-checkout'], 202],
    [['group:default/platform'], 202],
    [['group:default/team-payments'], 403],
  ])('without a policy %j may act: %i', async (owns, status) => {
    const { app } = await serve({ owns, access: { policyDecides: false } });
    expect((await request(app).post(`/v1/clusters/${id}/refresh`)).status).toBe(
      status,
    );
  });

  it('counts nothing, and tells of no trouble, that a caller may not see', async () => {
    const { app } = await nobody;
    expect((await request(app).get('/v1/clusters')).body).toEqual({
      items: [],
      totalCount: 0,
      verdicts: {},
      problems: [],
    });
    expect((await request(app).get('/v1/fleet')).body).toMatchObject({
      verdicts: {},
      unregistered: 0,
    });
    const all = (await everyone).app;
    expect((await request(all).get('/v1/clusters')).body).toMatchObject({
      totalCount: 1,
      verdicts: { blocked: 1 },
      problems: [{ entityRef: 'resource:default/payments-copy' }],
    });
    expect((await request(all).get('/v1/fleet')).body.unregistered).toBe(1);
    expect(
      (await request(all).get('/v1/unregistered-clusters')).body.items,
    ).toHaveLength(1);
  });

  it.each([
    [undefined, 200],
    [['prod'], 403],
  ])(
    'tells a caller listed for the environments %j of clusters that the catalog lacks: %i',
    async (environments, status) => {
      const { app } = await serve({
        user: mockCredentials.service('external:ci'),
        access: {
          externalCallers: [
            {
              who: { type: 'subject', subject: 'ci' },
              acts: ['read'],
              environments,
            },
          ],
        },
      });
      expect((await request(app).get('/v1/unregistered-clusters')).status).toBe(
        status,
      );
    },
  );

  it('answers the fleet with cursor, verdict counts and freshness', async () => {
    const { app } = await serve();
    const { body } = await request(app).get(
      '/v1/clusters?verdict=blocked&limit=10',
    );
    expect(body).toMatchObject({ totalCount: 1, verdicts: { blocked: 1 } });
    expect(body.items[0]).toMatchObject({
      entityRef: 'resource:default/checkout-prod',
      arn,
      name: 'checkout-prod',
      verdict: 'blocked',
      owner: 'group:default/team-checkout',
      readAt: '2026-11-21T11:48:00.000Z',
      stale: false,
    });
    expect(
      (await request(app).get('/v1/clusters?verdict=ready')).body.items,
    ).toEqual([]);
  });

  it('says what a cluster costs, by the assumptions of who asks, and whose the cost is', async () => {
    const { app } = await serve();
    const cost = async (query: string) =>
      (await request(app).get(`/v1/clusters/${id}/cost${query}`).expect(200))
        .body;
    // 52.56 dollars of fee for the same six nodes; at 90 an hour that is 0.6 hours.
    expect(await cost('')).toMatchObject({
      worth: 'yes',
      breakEvenHours: 0.6,
      basis: 'price-list',
      nodesNow: 6,
      now: { onDemand: 438, fee: 0, extendedSupport: 365 },
      consolidated: { fee: 52.56, extendedSupport: 365 },
      owners: [
        {
          owner: 'group:default/team-payments',
          nowMonthly: 219,
          afterMonthly: 245.28,
        },
        { nowMonthly: 219, afterMonthly: 245.28 },
      ],
      notCounted: [],
    });
    expect(await cost('')).not.toHaveProperty('priceTable');
    expect(await cost('?hoursPerMonth=0')).toMatchObject({ worth: 'not-yet' });
    expect(await cost('?ratePerHour=0')).not.toHaveProperty('breakEvenHours');
    await request(app)
      .get(`/v1/clusters/${id}/cost?commitmentCoverage=2`)
      .expect(400);
  });

  it('adds the fleet up by cluster and owner, extended support as published', async () => {
    const { app } = await serve();
    const { body } = await request(app).get('/v1/costs').expect(200);
    expect(body).toMatchObject({
      unknown: 0,
      clusters: [{ clusterName: 'checkout-prod', worth: 'yes' }],
      owners: [
        { owner: 'group:default/team-payments', nowMonthly: 219 },
        { nowMonthly: 219 },
      ],
      extendedSupport: {
        clusters: 1,
        unknown: 0,
        nowMonthly: 440,
        standardMonthly: 70,
      },
    });
    expect(body).not.toHaveProperty('priceTable');
  });

  it('says of which region and date the table is where no price could be read, though the fee’s rule is the worse guess', async () => {
    const { app } = await serve({ cost: { prices: [] } });
    const table = { priceTable: 'us-east-1, 2025-06' };
    expect(
      (await request(app).get(`/v1/clusters/${id}/cost`).expect(200)).body,
    ).toMatchObject({ basis: 'rule', ...table });
    expect(
      (await request(app).get('/v1/costs').expect(200)).body,
    ).toMatchObject(table);
  });

  it('names what the sums of the fleet leave out', async () => {
    const { app } = await serve({
      cost: {
        support: 'unknown',
        kept: [{ type: 'zz9.large', capacity: 'on-demand', count: 1 }],
        uncounted: { fargate: 2, hybrid: 0, disputed: 0 },
      },
    });
    const { body } = await request(app).get('/v1/costs').expect(200);
    expect(body).toMatchObject({
      clusters: [
        {
          worth: 'unknown',
          notCounted: ['zz9.large', 'Fargate nodes', 'extended support'],
        },
      ],
      extendedSupport: { clusters: 0, unknown: 1, nowMonthly: 0 },
    });
  });

  it('names clusters whose backup is overdue among what needs attention', async () => {
    const { app } = await serve();
    const { body } = await request(app).get('/v1/fleet').expect(200);
    expect(body.attention).toContainEqual(
      expect.objectContaining({
        kind: 'overdue-backup',
        clusterName: 'checkout-prod',
        since: now.toISOString(),
      }),
    );
  });

  it('names blocked clusters among what needs attention, with whose it is and since when', async () => {
    const { app } = await serve();
    const { body } = await request(app).get('/v1/fleet').expect(200);
    expect(body.attentionCount).toBe(2);
    expect(body.attention[1]).toEqual({
      kind: 'blocked',
      clusterId: id,
      clusterName: 'checkout-prod',
      message: '1 thing blocks it; it belongs to team-payments',
      since: '2026-11-21T11:48:00.000Z',
    });
  });

  it('says in the first line whose the blocker is', async () => {
    const { app } = await serve();
    const { body } = await request(app).get(`/v1/clusters/${id}`);
    expect(body.headline).toBe(
      'Not ready: 1 thing blocks checkout-prod; it belongs to team-payments.',
    );
    expect(body.permissions).toMatchObject({ read: true, retire: true });
  });

  it('tells a service what of it blocks which cluster', async () => {
    const { app } = await serve();
    const { body } = await request(app).get(
      '/v1/services?entityRef=component%3Adefault%2Fpayments-api',
    );
    expect(body.headline).toBe(
      'payments-api runs on 1 cluster. On checkout-prod it blocks the migration.',
    );
    expect(body.clusters[0]).toMatchObject({
      pods: 10,
      findings: [{ code: 'WL-01' }],
    });
  });

  it('accepts a finding for a while, and neither an unknown nor for ever', async () => {
    const { app, context } = await serve();
    const findings = await context.findings.list({ clusterId: id }, now);
    const accept = (code: string, expiresAt: string) =>
      request(app)
        .post(`/v1/clusters/${id}/exceptions`)
        .send({
          findingId: findings.find(f => f.code === code)?.id,
          reason: 'moves at night',
          expiresAt,
        });
    expect((await accept('WL-01', '2028-01-01T00:00:00Z')).status).toBe(400);
    expect((await accept('WL-01', '2026-01-01T00:00:00Z')).status).toBe(400);
    const unknown = await accept('IAM-04', '2026-12-01T00:00:00Z');
    expect(unknown.status).toBe(400);
    expect(unknown.body.error.message).toMatch(/could not be judged/);
    const accepted = await accept('WL-01', '2026-12-01T00:00:00Z');
    expect(accepted.status).toBe(201);
    const { body } = await request(app).get(
      `/v1/clusters/${id}/findings?code=WL-01`,
    );
    expect(body.items[0].exceptionId).toBe(accepted.body.id);
    expect(
      (
        await request(app).delete(
          `/v1/clusters/${id}/exceptions/${accepted.body.id}`,
        )
      ).status,
    ).toBe(204);
  });

  it.each([
    '/v1/clusters?limit=0',
    '/v1/clusters?limit=many',
    '/v1/services',
    '/v1/services?entityRef=%00%00',
  ])('refuses %s', async path => {
    const { app } = await serve();
    expect((await request(app).get(path)).status).toBe(400);
  });

  it('says what of a team’s blocks which cluster, whoever owns that', async () => {
    const { app, context } = await serve();
    const payments = '/v1/teams?entityRef=group%3Adefault%2FTeam-Payments';
    const { body } = await request(app).get(payments);
    expect(body).toMatchObject({
      entityRef: 'group:default/team-payments',
      headline: '1 thing of team-payments blocks checkout-prod.',
      counts: { clusters: 1, blockedClusters: 1, blockers: 1, warnings: 0 },
      clusters: [
        {
          clusterName: 'checkout-prod',
          clusterEntityRef: 'resource:default/checkout-prod',
          owned: false,
          verdict: 'blocked',
          blockers: 1,
        },
      ],
      exceptions: [],
      runs: [],
    });
    expect(
      body.findings.map((one: api.TeamFinding) => one.finding.code),
    ).toEqual(['WL-01']);

    await context.exceptions.add({
      clusterId: id,
      code: 'WL-01',
      subjectKey: 'policy/v1/PodDisruptionBudget/payments/payments-api',
      owner: 'group:default/team-payments',
      reason: 'It is replaced',
      createdBy: 'user:default/ada',
      createdAt: now.toISOString(),
      expiresAt: '2026-11-25T00:00:00.000Z',
    });
    const accepted = (await request(app).get(payments)).body;
    expect(accepted).toMatchObject({
      headline: 'Nothing of team-payments blocks a cluster.',
      findings: [],
      exceptions: [{ code: 'WL-01', reason: 'It is replaced' }],
    });
    expect(
      (
        await request(app).get(
          '/v1/teams?entityRef=group%3Adefault%2Fteam-checkout',
        )
      ).body,
    ).toMatchObject({ clusters: [{ owned: true, blockers: 0 }] });
    expect((await request(app).get('/v1/teams?entityRef=a:b:c')).status).toBe(
      400,
    );
  });

  it('lists what a team must act on, and what has no owner', async () => {
    const { app } = await serve();
    const { body } = await request(app).get(
      '/v1/findings?owner=group%3Adefault%2Fteam-payments&severity=blocker',
    );
    expect(body).toMatchObject({
      totalCount: 1,
      items: [{ clusterName: 'checkout-prod', finding: { code: 'WL-01' } }],
    });
    expect((await request(app).get('/v1/unowned')).body).toEqual({
      clusters: [],
      items: [],
      totalCount: 0,
    });
    expect((await request(app).get('/v1/unowned?cursor=x')).status).toBe(400);
  });

  it('counts the days down to the target, and tells the history of a cluster', async () => {
    const { app } = await serve();
    expect((await request(app).get('/v1/burn-down?days=400')).body).toEqual({
      targetDate: '2027-03-31',
      days: [
        {
          day: '2026-11-21',
          clusters: 1,
          migrated: 0,
          blocked: 1,
          blockers: 1,
        },
      ],
      owners: [
        { owner: 'group:default/team-payments', blockers: 1, before: 1 },
      ],
      codes: [{ code: 'WL-01', blockers: 1, before: 1 }],
    });
    expect(
      (
        await request(app).get(
          '/v1/burn-down?owner=group%3Adefault%2Fteam-payments',
        )
      ).body.days,
    ).toEqual([
      { day: '2026-11-21', clusters: 0, migrated: 0, blocked: 0, blockers: 1 },
    ]);
    expect(
      (await request(app).get(`/v1/clusters/${id}/history`)).body.days,
    ).toMatchObject([{ day: '2026-11-21', verdict: 'blocked', blockers: 1 }]);
    expect((await request(app).get(`/v1/clusters/${id}/changes`)).body).toEqual(
      { items: [] },
    );
  });
});
