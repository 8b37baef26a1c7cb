// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

const BATCH = 500;

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('eks_findings', table => {
    table
      .string('resolved_by', 16)
      .notNullable()
      .defaultTo('owner')
      .comment('plan, owner, platform');
    table
      .string('owner_resolution', 32)
      .notNullable()
      .defaultTo('none')
      .comment('The way on which the owner was found');
    table
      .string('namespace', 255)
      .nullable()
      .comment('Of a Kubernetes subject that has one');
    table.index(
      ['owner', 'severity_rank', 'code', 'subject_key', 'id'],
      'eks_findings_owner_idx',
    );
    table.index(
      ['owner_resolution', 'namespace', 'cluster_id'],
      'eks_findings_resolution_idx',
    );
  });
  await knex.schema.alterTable('eks_exceptions', table => {
    table.index(['owner', 'expires_at'], 'eks_exceptions_owner_idx');
  });
  await knex.schema.alterTable('eks_clusters', table => {
    table.index(['owner'], 'eks_clusters_owner_idx');
  });
  let after = '';
  for (;;) {
    const rows = await knex('eks_findings')
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .select('id', 'document');
    for (const row of rows) {
      const { resolvedBy, ownerResolution, subject } = JSON.parse(row.document);
      await knex('eks_findings')
        .where({ id: row.id })
        .update({
          resolved_by: resolvedBy ?? 'owner',
          owner_resolution: ownerResolution ?? 'none',
          namespace:
            (subject?.kind === 'Namespace'
              ? subject.name
              : subject?.namespace) ?? null,
        });
    }
    if (rows.length < BATCH) return;
    after = rows[rows.length - 1].id;
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('eks_clusters', table => {
    table.dropIndex(['owner'], 'eks_clusters_owner_idx');
  });
  await knex.schema.alterTable('eks_exceptions', table => {
    table.dropIndex(['owner', 'expires_at'], 'eks_exceptions_owner_idx');
  });
  await knex.schema.alterTable('eks_findings', table => {
    table.dropIndex(
      ['owner_resolution', 'namespace', 'cluster_id'],
      'eks_findings_resolution_idx',
    );
    table.dropIndex(
      ['owner', 'severity_rank', 'code', 'subject_key', 'id'],
      'eks_findings_owner_idx',
    );
    table.dropColumn('namespace');
    table.dropColumn('owner_resolution');
    table.dropColumn('resolved_by');
  });
};
