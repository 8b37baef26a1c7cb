// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('eks_assessments', table => {
    table
      .boolean('auto_mode')
      .nullable()
      .comment('Whether it is switched on; null where it could not be read');
  });
  await knex.schema.createTable('eks_clusters_told', table => {
    table.comment(
      'Clusters without Auto Mode of which the operators were told; once each',
    );
    table.string('arn', 512).primary();
    table.string('told_at', 32).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('eks_clusters_told');
  await knex.schema.alterTable('eks_assessments', table => {
    table.dropColumn('auto_mode');
  });
};
