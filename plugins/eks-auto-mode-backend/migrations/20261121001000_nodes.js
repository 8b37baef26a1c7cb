// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('eks_node_pictures', table => {
    table.comment(
      'Where the nodes of each cluster come from, of its last assessment',
    );
    table
      .string('cluster_id', 255)
      .primary()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table.text('document').notNullable().comment('JSON');
  });
  await knex.schema.createTable('eks_checklist', table => {
    table.comment(
      'Differences between old and Auto nodes that somebody has dealt with',
    );
    table
      .string('cluster_id', 255)
      .notNullable()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table.string('source_id', 255).notNullable();
    table
      .string('difference_id', 64)
      .notNullable()
      .comment('Changes with what the difference is about');
    table.string('ticked_by', 255).notNullable();
    table.string('ticked_at', 32).notNullable();
    table.text('comment');
    table.primary(['cluster_id', 'source_id', 'difference_id']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('eks_checklist');
  await knex.schema.dropTable('eks_node_pictures');
};
