// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

const was = ['severity', 'to_day', 'cluster_id', 'owner', 'code', 'findings'];
// The trends of blockers are counted in this index alone.
const is = [...was, 'from_day'];

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('eks_daily_findings', table => {
    table.dropIndex(was, 'eks_daily_findings_to_idx');
    table.index(is, 'eks_daily_findings_until_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('eks_daily_findings', table => {
    table.dropIndex(is, 'eks_daily_findings_until_idx');
    table.index(was, 'eks_daily_findings_to_idx');
  });
};
