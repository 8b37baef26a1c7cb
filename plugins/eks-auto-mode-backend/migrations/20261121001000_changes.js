// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('eks_assessment_changes', table => {
    table.comment(
      'Assessments that came to something else than the one before',
    );
    table
      .string('cluster_id', 255)
      .notNullable()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table.string('read_at', 32).notNullable();
    table.string('previous_read_at', 32).notNullable();
    table.string('verdict', 16).notNullable();
    table.string('previous_verdict', 16).notNullable();
    table.integer('appeared').notNullable();
    table.integer('gone').notNullable();
    table.integer('worse').notNullable();
    table.integer('better').notNullable();
    table.integer('unseen').notNullable();
    table.primary(['cluster_id', 'read_at']);
    table.index(['read_at'], 'eks_assessment_changes_age_idx');
  });
  await knex.schema.createTable('eks_finding_changes', table => {
    table.comment('What became of each finding; the worst of each assessment');
    table.string('cluster_id', 255).notNullable();
    table.string('read_at', 32).notNullable();
    table.integer('position').notNullable();
    table
      .string('kind', 16)
      .notNullable()
      .comment('new, gone, worse, better, unseen');
    table.string('finding_id', 64).notNullable();
    table.string('code', 16).notNullable();
    table.string('subject_key', 1024).notNullable();
    table.text('title').notNullable();
    table.string('severity', 16).notNullable();
    table.string('was', 16).nullable();
    table.string('owner', 255).nullable();
    table.string('since', 32).notNullable();
    table.primary(['cluster_id', 'read_at', 'position']);
    table
      .foreign(['cluster_id', 'read_at'])
      .references(['cluster_id', 'read_at'])
      .inTable('eks_assessment_changes')
      .onDelete('CASCADE');
    table.index(
      ['cluster_id', 'finding_id'],
      'eks_finding_changes_finding_idx',
    );
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('eks_finding_changes');
  await knex.schema.dropTable('eks_assessment_changes');
};
