// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mockErrorHandler, mockServices } from '@backstage/backend-test-utils';
import { NotAllowedError } from '@backstage/errors';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import express from 'express';
import request from 'supertest';
import { createTestDatabases } from '../__testUtils__/databases';
import { ClustersStore } from '../assessments/clustersStore';
import { NodesStore } from '../assessments/nodesStore';
import { migrationsDirectory } from '../database/migrate';
import { createOpenApiRouter } from '../schema/openapi/generated';
import type { Access } from './access';
import { registerNodes } from './nodes';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const now = new Date('2026-11-21T12:00:00Z');
const id = '111122223333.us-east-1.shop';
const arn = 'arn:aws:eks:us-east-1:111122223333:cluster/shop';

const picture: api.ClusterNodes = {
  readAt: '2026-11-21T11:00:00.000Z',
  headline: '3 nodes, none of Auto Mode.',
  sources: [
    {
      id: 'managed:general',
      type: 'managed-node-group',
      name: 'general',
      definers: [{ tool: 'Terraform', evidence: 'tag terraform=true' }],
      nodes: [],
      differences: [
        {
          id: 'image-1',
          area: 'image',
          title: 'Another operating system',
          now: 'AL2023',
          after: 'Bottlerocket',
          todo: 'Look at it.',
        },
      ],
    },
  ],
  disputes: [],
  strays: [],
  pools: [],
  claims: [],
  usage: { state: 'unknown', nodes: [], owners: [], workloads: [] },
  subnets: [],
  unread: [],
};

async function serve(database: 'SQLITE_3' | 'POSTGRES_15', mayExcept = true) {
  const knex = await databases.init(database);
  await knex.migrate.latest({ directory: migrationsDirectory() });
  const clusters = new ClustersStore(knex);
  await clusters.sync(
    [
      {
        id,
        arn,
        name: 'shop',
        accountId: '111122223333',
        region: 'us-east-1',
        options: {},
      },
    ],
    now,
  );
  const nodes = new NodesStore(knex);
  const createEvent = jest.fn(async () => ({
    success: async () => {},
    fail: async () => {},
  }));
  const access: Pick<Access, 'caller' | 'require'> = {
    caller: async () => ({
      credentials: { $$type: '@backstage/BackstageCredentials', principal: {} },
      ref: 'user:default/ada',
    }),
    require: async (_caller, clusterId, act) => {
      if (act === 'except' && !mayExcept)
        throw new NotAllowedError('user:default/ada may not accept a finding');
      const cluster = await clusters.get(clusterId);
      if (!cluster) throw new Error('no cluster');
      return cluster;
    },
  };
  const router = await createOpenApiRouter();
  registerNodes(router, {
    access: access as Access,
    auditor: mockServices.auditor.mock({ createEvent }),
    nodes,
    now: () => now,
  });
  const app = express();
  app.use(express.json());
  app.use(router);
  app.use(mockErrorHandler());
  return { app, nodes, clusters, createEvent };
}

const view = `/v1/clusters/${id}/nodes`;
const list = `/v1/clusters/${id}/checklist`;
const tick = {
  source: 'managed:general',
  difference: 'image-1',
  done: true,
  comment: ' the agent is a DaemonSet now ',
};

describe.each(databases.eachSupportedId())('nodes on %s', database => {
  const start = (mayExcept?: boolean) =>
    serve(database as 'SQLITE_3' | 'POSTGRES_15', mayExcept);

  it('says that nothing is known of a cluster that was never read', async () => {
    const { app } = await start();
    const { status, body } = await request(app).get(view);
    expect(status).toBe(404);
    expect(body.error.message).toContain('was never read');
  });

  it('remembers who ticked a difference, when and why, and tells the auditor', async () => {
    const { app, nodes, createEvent } = await start();
    await nodes.save(id, picture);
    const { status, body } = await request(app).post(list).send(tick);
    const ticked = {
      by: 'user:default/ada',
      at: now.toISOString(),
      comment: 'the agent is a DaemonSet now',
    };
    expect(status).toBe(200);
    expect(body.tick).toEqual(ticked);
    expect(createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'checklist-tick',
        meta: expect.objectContaining({
          cluster: arn,
          source: 'managed:general',
          difference: 'Another operating system',
          actionType: 'tick',
        }),
      }),
    );
    // A later reading of the same leaves it ticked.
    await nodes.save(id, { ...picture, readAt: now.toISOString() });
    const shown = (await request(app).get(view)).body;
    expect(shown.sources[0].differences[0].tick).toEqual(ticked);
    expect(shown.readAt).toBe(now.toISOString());
  });

  it('takes a tick back', async () => {
    const { app, nodes } = await start();
    await nodes.save(id, picture);
    await request(app).post(list).send(tick);
    const { body } = await request(app)
      .post(list)
      .send({ ...tick, done: false });
    expect(body.tick).toBeUndefined();
    expect(await nodes.ticks(id)).toEqual([]);
  });

  it('lets a tick lapse with what it was about', async () => {
    const { app, nodes } = await start();
    await nodes.save(id, picture);
    await request(app).post(list).send(tick);
    const [source] = picture.sources;
    await nodes.save(id, {
      ...picture,
      sources: [
        {
          ...source,
          differences: [{ ...source.differences[0], id: 'image-2' }],
        },
      ],
    });
    const shown = (await request(app).get(view)).body;
    expect(shown.sources[0].differences[0].tick).toBeUndefined();
    const { status, body } = await request(app).post(list).send(tick);
    expect(status).toBe(404);
    expect(body.error.message).toContain('has changed since');
  });

  it('refuses who may not accept findings, and writes nothing', async () => {
    const { app, nodes, createEvent } = await start(false);
    await nodes.save(id, picture);
    expect((await request(app).post(list).send(tick)).status).toBe(403);
    expect(await nodes.ticks(id)).toEqual([]);
    expect(createEvent).not.toHaveBeenCalled();
  });

  it('forgets a cluster’s picture when it cannot be read any more', async () => {
    const { nodes } = await start();
    await nodes.save(id, picture);
    await nodes.save(id, undefined);
    expect(await nodes.picture(id)).toBeUndefined();
  });
});
