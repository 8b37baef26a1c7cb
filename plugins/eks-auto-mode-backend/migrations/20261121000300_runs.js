// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('eks_plans', table => {
    table.comment('Frozen plans; a row never changes');
    table.string('id', 64).primary();
    table.string('cluster_arn', 512).notNullable();
    table.integer('number').notNullable().comment('1, 2, 3 … per cluster');
    table.string('digest', 64).notNullable();
    table.string('created_at', 32).notNullable();
    table.string('created_by', 255).notNullable();
    table.text('document').notNullable().comment('JSON');
    table.unique(['cluster_arn', 'number'], {
      indexName: 'eks_plans_number_uq',
    });
  });
  await knex.schema.createTable('eks_runs', table => {
    table.comment('The execution of one plan on one cluster');
    table.string('id', 64).primary();
    table
      .string('plan_id', 64)
      .notNullable()
      .references('id')
      .inTable('eks_plans');
    table.integer('plan_number').notNullable();
    table.string('plan_digest', 64).notNullable();
    table.string('cluster_arn', 512).notNullable();
    table.string('cluster_name', 128).notNullable();
    table.string('state', 16).notNullable();
    table
      .string('resume_state', 16)
      .nullable()
      .comment('What a paused run goes back to');
    table.string('undo_to', 32).nullable();
    table.string('requested_by', 255).notNullable();
    table.string('approved_by', 255).nullable();
    table.text('approval_comment').nullable();
    table.string('until', 32).nullable();
    table.string('created_at', 32).notNullable();
    table.string('started_at', 32).nullable();
    table.string('ended_at', 32).nullable();
    table.string('backup_id', 64).nullable();
    table.text('blocked').notNullable().defaultTo('[]').comment('JSON');
    table.text('verification').nullable().comment('JSON');
    table
      .integer('journal_sequence')
      .notNullable()
      .defaultTo(0)
      .comment('The last one given out');
    table.index(['cluster_arn', 'created_at'], 'eks_runs_cluster_idx');
  });
  // One run per cluster: whatever the processes believe, the second one cannot be written.
  await knex.raw(
    'CREATE UNIQUE INDEX eks_runs_one_active_uq ON eks_runs (cluster_arn) WHERE ended_at IS NULL',
  );
  await knex.schema.createTable('eks_run_steps', table => {
    table
      .string('run_id', 64)
      .notNullable()
      .references('id')
      .inTable('eks_runs')
      .onDelete('CASCADE');
    table.string('step_id', 255).notNullable();
    table.integer('position').notNullable();
    table.string('kind', 32).notNullable();
    table.text('title').notNullable();
    table.string('source', 255).nullable();
    table.string('state', 16).notNullable();
    table.string('started_at', 32).nullable();
    table.string('ended_at', 32).nullable();
    table
      .string('since', 32)
      .nullable()
      .comment('Started or retried: deadlines count from here');
    table.text('message').nullable();
    table.integer('progress_done').nullable();
    table.integer('progress_total').nullable();
    table.integer('min_seconds').notNullable();
    table.integer('max_seconds').notNullable();
    table.text('skip_reason').nullable();
    table.text('blocked').nullable().comment('JSON');
    table.text('gate').nullable().comment('JSON');
    table.string('gate_opened_by', 255).nullable();
    table.string('gate_opened_at', 32).nullable();
    table.integer('failures').notNullable().defaultTo(0).comment('In a row');
    table.text('memory').notNullable().defaultTo('{}').comment('JSON');
    table.primary(['run_id', 'step_id']);
  });
  await knex.schema.createTable('eks_run_journal', table => {
    table.comment('Append-only');
    table
      .string('run_id', 64)
      .notNullable()
      .references('id')
      .inTable('eks_runs')
      .onDelete('CASCADE');
    table.integer('sequence').notNullable();
    table.string('at', 32).notNullable();
    table.string('step_id', 255).nullable();
    table.string('type', 24).notNullable();
    table.string('actor', 255).nullable();
    table.text('message').notNullable();
    table.string('effect_id', 64).nullable();
    table.text('data').nullable().comment('JSON');
    table.primary(['run_id', 'sequence']);
  });
  await knex.schema.createTable('eks_run_effects', table => {
    table.comment(
      'Mutating calls: written before they are made, settled after',
    );
    table.string('effect_id', 64).primary();
    table
      .string('run_id', 64)
      .notNullable()
      .references('id')
      .inTable('eks_runs')
      .onDelete('CASCADE');
    table.string('step_id', 255).notNullable();
    table
      .integer('sequence')
      .notNullable()
      .comment('Of its intent in the journal');
    table.string('cluster_arn', 512).notNullable();
    table.string('api', 64).notNullable();
    table.string('object', 1024).notNullable();
    table.string('change_id', 255).nullable();
    table
      .string('undoes', 64)
      .nullable()
      .comment('The effect that this takes back');
    table.text('args').notNullable().comment('JSON');
    table.text('replaces').notNullable().comment('JSON');
    table.string('token', 64).notNullable();
    table.string('at', 32).notNullable();
    table.string('state', 16).notNullable().comment('open, happened, did-not');
    table.text('outcome').nullable().comment('JSON');
    table.index(['run_id', 'step_id', 'api'], 'eks_run_effects_run_idx');
  });
  // No new effect on an object while an intent on it is open.
  await knex.raw(
    "CREATE UNIQUE INDEX eks_run_effects_open_uq ON eks_run_effects (cluster_arn, object) WHERE state = 'open'",
  );
  await knex.schema.createTable('eks_run_leases', table => {
    table.comment('Who may reconcile a run; times are Unix ms of the database');
    table
      .string('run_id', 64)
      .primary()
      .references('id')
      .inTable('eks_runs')
      .onDelete('CASCADE');
    table
      .bigInteger('due_at')
      .nullable()
      .comment('Null: until a command comes');
    table
      .integer('fence')
      .notNullable()
      .defaultTo(0)
      .comment('Grows with each claim');
    table.string('holder', 255).nullable();
    table.bigInteger('held_until').nullable();
    table
      .boolean('stopped')
      .notNullable()
      .defaultTo(false)
      .comment('Paused or aborted: no new call may begin');
    table.index(['due_at'], 'eks_run_leases_due_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'eks_run_leases',
    'eks_run_effects',
    'eks_run_journal',
    'eks_run_steps',
    'eks_runs',
    'eks_plans',
  ]) {
    await knex.schema.dropTable(table);
  }
};
