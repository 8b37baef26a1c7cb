// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('eks_backup_alerts', table => {
    table.comment('Clusters whose owners were told that backups are not kept');
    table.string('cluster_arn', 512).primary();
    table.string('alert', 16).notNullable().comment('overdue or damaged');
    table.string('since', 32).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('eks_backup_alerts');
};
