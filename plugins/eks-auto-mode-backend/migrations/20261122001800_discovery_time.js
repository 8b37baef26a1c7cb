// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * When the accounts were looked through last: that nothing was found does not tell whether anybody
 * looked.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('eks_discoveries', table => {
    table.comment('The last look for clusters that the catalog lacks: one row');
    table.integer('id').primary();
    table.string('looked_at', 32).notNullable();
  });
  const last = await knex('eks_unregistered_clusters')
    .max({ at: 'seen_at' })
    .first();
  if (last?.at)
    await knex('eks_discoveries').insert({ id: 1, looked_at: last.at });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('eks_discoveries');
};
