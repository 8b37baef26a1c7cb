// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import { createTestDatabases } from '../__testUtils__/databases';
import { migrationsDirectory } from './migrate';

const databases = createTestDatabases();
const directory = migrationsDirectory();
const name = '20261122001700_run_lists.js';

it.each(databases.eachSupportedId())(
  'the migration to lists of runs counts what runs and plans of before have, on %s',
  async id => {
    const knex = await databases.init(id);
    for (const one of fs.readdirSync(directory).sort())
      if (one < name) await knex.migrate.up({ directory, name: one });
    const plan = { cluster_arn: 'arn', digest: 'd', created_at: 'now' };
    for (const [number, services] of [
      [{ componentRef: 'component:default/api', pods: 6 }],
      undefined,
    ].entries())
      await knex('eks_plans').insert({
        ...plan,
        id: `plan-${number}`,
        number,
        created_by: 'user:default/ann',
        document: JSON.stringify({ services }),
      });
    await knex('eks_runs').insert({
      id: 'r1',
      plan_id: 'plan-0',
      plan_number: 0,
      plan_digest: 'd',
      cluster_arn: 'arn',
      cluster_name: 'shop',
      state: 'done',
      requested_by: 'user:default/ann',
      created_at: 'now',
      ended_at: 'now',
    });
    const memories = [
      { view: { evicted: 5, refused: 2, nodes: [] } },
      { view: {} },
      { other: true },
    ];
    for (const [position, memory] of memories.entries())
      await knex('eks_run_steps').insert({
        run_id: 'r1',
        step_id: `s${position}`,
        position,
        kind: 'drain',
        title: 'Drain',
        state: 'done',
        min_seconds: 1,
        max_seconds: 2,
        memory: JSON.stringify(memory),
      });

    await knex.migrate.up({ directory, name });
    expect(
      await knex('eks_run_steps')
        .orderBy('position')
        .select('evicted', 'refused'),
    ).toEqual([
      { evicted: 5, refused: 2 },
      { evicted: 0, refused: 0 },
      { evicted: 0, refused: 0 },
    ]);
    expect(await knex('eks_plan_services')).toEqual([
      { plan_id: 'plan-0', component_ref: 'component:default/api', pods: 6 },
    ]);
    await knex.migrate.down({ directory, name });
  },
);
