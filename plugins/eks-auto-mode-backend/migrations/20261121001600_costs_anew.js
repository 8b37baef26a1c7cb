// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * What a cluster's cost is worked out from is kept as one document, which now also tells systems,
 * capacities and what stays apart. Older documents cannot tell: the next reading writes them anew.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex('eks_costs').delete();
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex('eks_costs').delete();
};
