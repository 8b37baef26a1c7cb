// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('eks_clusters', table => {
    table.comment(
      'Clusters as the catalog and the configured environments name them',
    );
    table.string('id', 255).primary().comment('<account>.<region>.<name>');
    table.string('arn', 512).notNullable().unique();
    table.string('name', 128).notNullable();
    table.string('account_id', 16).notNullable();
    table.string('region', 32).notNullable();
    table.string('environment', 128).nullable();
    table.string('entity_ref', 255).nullable();
    table.string('owner', 255).nullable().comment('Entity reference');
    table
      .text('problem')
      .nullable()
      .comment('JSON: what is wrong with the entity');
    table
      .text('options')
      .notNullable()
      .defaultTo('{}')
      .comment('JSON: annotations that say how to reach it');
    table.string('seen_at', 32).notNullable();
    table
      .string('gone_at', 32)
      .nullable()
      .comment('No longer in the catalog since');
    table.index(['entity_ref'], 'eks_clusters_entity_ref_idx');
  });
  await knex.schema.createTable('eks_assessments', table => {
    table.comment('The last assessment of each cluster');
    table
      .string('cluster_id', 255)
      .primary()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table.string('read_at', 32).notNullable();
    table.string('verdict', 16).notNullable();
    table.integer('score').notNullable();
    table.integer('confidence').notNullable();
    table.integer('blockers').notNullable();
    table.integer('warnings').notNullable();
    table.integer('infos').notNullable();
    table.integer('unknowns').notNullable();
    table.string('version', 16).nullable();
    table.integer('nodes').nullable();
    table.integer('auto_nodes').nullable();
    table.integer('pods').nullable();
    table
      .text('problem')
      .nullable()
      .comment('JSON: why the cluster could not be reached');
    table.text('sources').notNullable().comment('JSON');
    table.text('unread_parts').notNullable().comment('JSON');
    table.index(['verdict'], 'eks_assessments_verdict_idx');
  });
  await knex.schema.createTable('eks_inventories', table => {
    table.comment('The last inventory of each cluster, gzip of JSON');
    table
      .string('cluster_id', 255)
      .primary()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table.string('read_at', 32).notNullable();
    table.binary('document').notNullable();
  });
  await knex.schema.createTable('eks_findings', table => {
    table.comment(
      'Findings of the last assessment; since survives from one to the next',
    );
    table.string('id', 64).primary();
    table
      .string('cluster_id', 255)
      .notNullable()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table.string('code', 16).notNullable();
    table.string('subject_key', 1024).notNullable();
    table.string('severity', 16).notNullable();
    table.string('owner', 255).nullable();
    table.string('component_ref', 255).nullable();
    table.string('since', 32).notNullable();
    table
      .text('document')
      .notNullable()
      .comment('JSON: the rest of the finding');
    table.index(['cluster_id', 'severity'], 'eks_findings_cluster_idx');
    table.index(['component_ref'], 'eks_findings_component_idx');
  });
  await knex.schema.createTable('eks_exceptions', table => {
    table.comment('Accepted findings');
    table.string('id', 64).primary();
    table
      .string('cluster_id', 255)
      .notNullable()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table.string('code', 16).notNullable();
    table.string('subject_key', 1024).notNullable();
    table.string('owner', 255).notNullable();
    table.text('reason').notNullable();
    table.string('created_by', 255).notNullable();
    table.string('created_at', 32).notNullable();
    table.string('expires_at', 32).notNullable();
    table.index(['cluster_id'], 'eks_exceptions_cluster_idx');
  });
  await knex.schema.createTable('eks_refreshes', table => {
    table.comment('One row a cluster: the reading at work, or the last one');
    table
      .string('cluster_id', 255)
      .primary()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table
      .string('state', 16)
      .notNullable()
      .comment('queued, reading, judging, done, failed');
    table.text('message').notNullable();
    table.integer('done').notNullable().defaultTo(0);
    table.integer('total').notNullable().defaultTo(0);
    table.string('requested_by', 255).nullable();
    table.string('requested_at', 32).notNullable();
    table.string('started_at', 32).nullable();
    table.string('ended_at', 32).nullable();
    table.string('holder', 64).nullable();
    table.bigInteger('held_until').nullable().comment('Unix ms');
    table.index(['state', 'requested_at'], 'eks_refreshes_state_idx');
  });
  await knex.schema.createTable('eks_entity_problems', table => {
    table.comment(
      'Entities that stand for EKS clusters but cannot be used as they are',
    );
    table.string('entity_ref', 255).primary();
    table.text('document').notNullable().comment('JSON');
  });
  await knex.schema.createTable('eks_unregistered_clusters', table => {
    table.comment('Clusters that an account has and the catalog lacks');
    table.string('arn', 512).primary();
    table.string('seen_at', 32).notNullable();
    table.text('document').notNullable().comment('JSON');
  });
  await knex.schema.createTable('eks_service_footprints', table => {
    table.comment('What each Component has on each cluster, as last read');
    table
      .string('cluster_id', 255)
      .notNullable()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table.string('component_ref', 255).notNullable();
    table.integer('pods').notNullable();
    table.integer('volumes').notNullable();
    table.integer('drain_seconds').nullable();
    table.text('drain_words').nullable();
    table.primary(['cluster_id', 'component_ref']);
    table.index(['component_ref'], 'eks_service_footprints_component_idx');
  });
  await knex.schema.createTable('eks_discovery_problems', table => {
    table.comment('Accounts and regions that could not be looked through');
    table.string('place', 64).primary();
    table.text('document').notNullable().comment('JSON');
  });
  await knex.schema.createTable('eks_plan_discards', table => {
    table.comment(
      'Plans that somebody put aside; the plan itself never changes',
    );
    table.string('plan_id', 64).primary();
    table.string('by', 255).notNullable();
    table.string('at', 32).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'eks_plan_discards',
    'eks_discovery_problems',
    'eks_service_footprints',
    'eks_unregistered_clusters',
    'eks_entity_problems',
    'eks_refreshes',
    'eks_exceptions',
    'eks_findings',
    'eks_inventories',
    'eks_assessments',
    'eks_clusters',
  ]) {
    await knex.schema.dropTable(table);
  }
};
