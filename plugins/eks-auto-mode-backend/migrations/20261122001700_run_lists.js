// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * Lists of runs tell how much each evicted and which services it touched. What a drain of thousands of
 * pods remembers, and a whole plan, are too large to be read for that.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('eks_run_steps', table => {
    table
      .integer('evicted')
      .notNullable()
      .defaultTo(0)
      .comment('Pods that a drain evicted, as memory has it');
    table
      .integer('refused')
      .notNullable()
      .defaultTo(0)
      .comment('Evictions that a budget refused, as memory has it');
  });
  await knex.schema.createTable('eks_plan_services', table => {
    table.comment('Services whose pods a plan moves');
    table
      .string('plan_id', 64)
      .notNullable()
      .references('id')
      .inTable('eks_plans')
      .onDelete('CASCADE');
    table.string('component_ref', 255).notNullable();
    table.integer('pods').notNullable();
    table.primary(['component_ref', 'plan_id']);
  });

  const drains = knex('eks_run_steps').whereLike('memory', '%"view"%');
  for (const { run_id, step_id } of await drains.select('run_id', 'step_id')) {
    const step = knex('eks_run_steps').where({ run_id, step_id });
    const { memory } = await step.clone().first('memory');
    const { evicted = 0, refused = 0 } = JSON.parse(memory).view ?? {};
    await step.update({ evicted, refused });
  }
  for (const { id } of await knex('eks_plans').select('id')) {
    const { document } = await knex('eks_plans')
      .where({ id })
      .first('document');
    for (const { componentRef, pods } of JSON.parse(document).services ?? [])
      await knex('eks_plan_services').insert({
        plan_id: id,
        component_ref: componentRef,
        pods,
      });
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('eks_plan_services');
  await knex.schema.alterTable('eks_run_steps', table => {
    table.dropColumn('evicted');
    table.dropColumn('refused');
  });
};
