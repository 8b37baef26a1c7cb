// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('eks_backups', table => {
    table.dropIndex(['work'], 'eks_backups_work_idx');
    // Tens of thousands wait to be read back at once; each claim takes the oldest.
    table.index(['work', 'created_at'], 'eks_backups_work_age_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('eks_backups', table => {
    table.dropIndex(['work', 'created_at'], 'eks_backups_work_age_idx');
    table.index(['work'], 'eks_backups_work_idx');
  });
};
