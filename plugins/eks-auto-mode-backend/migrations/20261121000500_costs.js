// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('eks_costs', table => {
    table.comment(
      'What the cost of each cluster is worked out from, of its last assessment',
    );
    table
      .string('cluster_id', 255)
      .primary()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table.text('document').notNullable().comment('JSON');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('eks_costs');
};
