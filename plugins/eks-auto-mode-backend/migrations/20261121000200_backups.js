// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('eks_backups', table => {
    table.comment('Backups and their proofs; the objects lie in the bucket');
    table.string('id', 64).primary();
    table.string('cluster_arn', 512).notNullable();
    table.string('cluster_name', 128).notNullable();
    table.string('state', 16).notNullable();
    table.string('created_by', 255).notNullable();
    table.string('created_at', 32).notNullable();
    table.string('verified_at', 32).nullable();
    table.string('kept_until', 32).nullable();
    table.string('bucket', 128).notNullable();
    table.string('prefix', 1024).notNullable();
    table.integer('objects').notNullable().defaultTo(0);
    table.bigInteger('bytes').notNullable().defaultTo(0);
    table.integer('kinds').notNullable().defaultTo(0);
    table.text('parts').notNullable().defaultTo('[]').comment('JSON');
    table.text('unread').notNullable().defaultTo('[]').comment('JSON');
    table.string('manifest_sha256', 64).nullable();
    table.text('error').nullable();
    table.integer('attempt').notNullable().defaultTo(0);
    table
      .string('work', 16)
      .nullable()
      .comment('capture, verify or delete: what is to be done');
    table.string('holder', 64).nullable();
    table.bigInteger('held_until').nullable().comment('Unix ms');
    table.index(['cluster_arn', 'created_at'], 'eks_backups_cluster_idx');
    table.index(['work'], 'eks_backups_work_idx');
    table.index(['created_by'], 'eks_backups_created_by_idx');
  });
  await knex.schema.createTable('eks_backup_keys', table => {
    table.comment(
      'Keys under which Secret values are hashed, so that two backups can be compared',
    );
    table.string('cluster_arn', 512).primary();
    table.string('key', 64).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('eks_backup_keys');
  await knex.schema.dropTable('eks_backups');
};
