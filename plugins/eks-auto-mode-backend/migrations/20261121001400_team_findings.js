// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

const inOrder = ['owner', 'severity_rank', 'code', 'subject_key', 'id'];
// A team's thousands of findings on all clusters are counted and put in order in these indexes
// alone; rows hold documents.
const whose = [...inOrder, 'cluster_id', 'severity', 'resolved_by'];
const covers = ['cluster_id', 'code', 'subject_key', 'expires_at'];

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('eks_findings', table => {
    table.dropIndex(inOrder, 'eks_findings_owner_idx');
    table.index(whose, 'eks_findings_whose_idx');
  });
  await knex.schema.alterTable('eks_exceptions', table => {
    table.dropIndex(['cluster_id'], 'eks_exceptions_cluster_idx');
    table.index(covers, 'eks_exceptions_covers_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('eks_exceptions', table => {
    table.dropIndex(covers, 'eks_exceptions_covers_idx');
    table.index(['cluster_id'], 'eks_exceptions_cluster_idx');
  });
  await knex.schema.alterTable('eks_findings', table => {
    table.dropIndex(whose, 'eks_findings_whose_idx');
    table.index(inOrder, 'eks_findings_owner_idx');
  });
};
