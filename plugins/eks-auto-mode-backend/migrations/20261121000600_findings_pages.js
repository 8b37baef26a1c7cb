// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

const RANKS = ['blocker', 'unknown', 'warning', 'info'];
const BATCH = 500;

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('eks_findings', table => {
    table
      .integer('severity_rank')
      .notNullable()
      .defaultTo(RANKS.length)
      .comment('The order in which findings are shown');
    table
      .text('search_text')
      .notNullable()
      .defaultTo('')
      .comment('Code, title, message and subject in lower case');
    table.index(
      ['cluster_id', 'severity_rank', 'code'],
      'eks_findings_page_idx',
    );
  });
  let after = '';
  for (;;) {
    const rows = await knex('eks_findings')
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .select('id', 'code', 'severity', 'subject_key', 'document');
    for (const row of rows) {
      const { title, message } = JSON.parse(row.document);
      await knex('eks_findings')
        .where({ id: row.id })
        .update({
          severity_rank: RANKS.indexOf(row.severity),
          search_text:
            `${row.code} ${title} ${message} ${row.subject_key}`.toLocaleLowerCase(
              'en-US',
            ),
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
  await knex.schema.alterTable('eks_findings', table => {
    table.dropIndex(
      ['cluster_id', 'severity_rank', 'code'],
      'eks_findings_page_idx',
    );
    table.dropColumn('severity_rank');
    table.dropColumn('search_text');
  });
};
