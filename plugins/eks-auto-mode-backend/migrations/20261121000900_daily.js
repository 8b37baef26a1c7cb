// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('eks_daily_clusters', table => {
    table.comment('What each cluster came to on each day; the last word of it');
    table
      .string('cluster_id', 255)
      .notNullable()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table.string('day', 10).notNullable().comment('YYYY-MM-DD, UTC');
    table.string('verdict', 16).notNullable().comment('or unassessed');
    table.integer('score').nullable();
    table
      .integer('blockers')
      .notNullable()
      .defaultTo(0)
      .comment('Like warnings and unknowns without what a plan mends');
    table.integer('warnings').notNullable().defaultTo(0);
    table.integer('unknowns').notNullable().defaultTo(0);
    table.integer('nodes').nullable();
    table.integer('auto_nodes').nullable();
    table.primary(['cluster_id', 'day']);
    // The burn-down counts in this index alone.
    table.index(
      ['day', 'verdict', 'blockers', 'cluster_id'],
      'eks_daily_clusters_day_idx',
    );
  });
  await knex.schema.createTable('eks_daily_findings', table => {
    table.comment(
      'Findings of each cluster by owner and code: a row stands for the days on which they were so many',
    );
    table
      .string('cluster_id', 255)
      .notNullable()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table.string('owner', 255).notNullable().comment('Empty for none');
    table.string('code', 16).notNullable();
    table.string('severity', 16).notNullable();
    table.string('from_day', 10).notNullable();
    table
      .string('to_day', 10)
      .nullable()
      .comment('The first day on which it was different');
    table.integer('findings').notNullable();
    table.primary(['cluster_id', 'owner', 'code', 'severity', 'from_day']);
    table.index(
      ['severity', 'from_day', 'cluster_id', 'owner', 'code', 'findings'],
      'eks_daily_findings_from_idx',
    );
    table.index(
      ['severity', 'to_day', 'cluster_id', 'owner', 'code', 'findings'],
      'eks_daily_findings_to_idx',
    );
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('eks_daily_findings');
  await knex.schema.dropTable('eks_daily_clusters');
};
