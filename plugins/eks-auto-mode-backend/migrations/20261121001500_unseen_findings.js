// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// @ts-check

const { createHash } = require('node:crypto');

const inLog = ['cluster_id', 'finding_id'];

/** @param {{ arn?: string, apiVersion?: string, kind?: string, namespace?: string, name?: string }} subject */
const keyOf = subject =>
  subject.arn ??
  `${subject.apiVersion}/${subject.kind}/${subject.namespace ?? ''}/${
    subject.name
  }`;

/**
 * Gives what could not be read ids made from `suffix`.
 *
 * @param {import('knex').Knex} knex
 * @param {string} suffix
 */
async function identify(knex, suffix) {
  const clusters = await knex('eks_findings')
    .where({ severity: 'unknown' })
    .distinct('cluster_id');
  for (const { cluster_id } of clusters) {
    const rows = await knex('eks_findings')
      .where({ cluster_id, severity: 'unknown' })
      .select('id', 'code', 'document');
    for (const row of rows) {
      const key = keyOf(JSON.parse(row.document).subject);
      const id = createHash('sha256')
        .update(`${cluster_id}\n${row.code}\n${key}${suffix}`)
        .digest('hex')
        .slice(0, 32);
      if (id === row.id) continue;
      const is = knex('eks_findings').where({ id: row.id });
      if (await knex('eks_findings').where({ id }).first('id'))
        await is.delete();
      else await is.update({ id });
    }
  }
}

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('eks_unseen_findings', table => {
    table.comment(
      'Findings whose checks could not be made since: nobody knows whether they are gone',
    );
    table.string('id', 64).primary().comment('As in eks_findings');
    table
      .string('cluster_id', 255)
      .notNullable()
      .references('id')
      .inTable('eks_clusters')
      .onDelete('CASCADE');
    table.string('code', 16).notNullable();
    table.string('subject_key', 1024).notNullable();
    table.string('severity', 16).notNullable();
    table.text('title').notNullable();
    table.string('owner', 255).nullable();
    table.string('resolved_by', 16).notNullable();
    table.string('since', 32).notNullable();
    table.index(['cluster_id'], 'eks_unseen_findings_cluster_idx');
  });
  await identify(knex, '\nunknown');
  await knex.raw(
    `insert into eks_unseen_findings
       (id, cluster_id, code, subject_key, severity, title, owner, resolved_by, since)
     select h.finding_id, h.cluster_id, h.code, h.subject_key,
       coalesce(h.was, h.severity), h.title, h.owner,
       case when exists (
         select 1 from eks_daily_findings d
         where d.cluster_id = h.cluster_id and d.owner = coalesce(h.owner, '')
           and d.code = h.code and d.severity = coalesce(h.was, h.severity)
           and d.to_day is null
       ) then 'owner' else 'plan' end,
       h.since
     from eks_finding_changes h
     join eks_assessments a on a.cluster_id = h.cluster_id
     where (h.kind = 'unseen' or (h.kind = 'better' and h.severity = 'unknown'))
       and not exists (
         select 1 from eks_finding_changes n
         where n.cluster_id = h.cluster_id and n.finding_id = h.finding_id
           and n.read_at > h.read_at
       )
       and not exists (select 1 from eks_findings f where f.id = h.finding_id)
       and (a.verdict = 'unreachable' or exists (
         select 1 from eks_findings u
         where u.cluster_id = h.cluster_id and u.code = h.code
           and u.severity = 'unknown'
       ))`,
  );
  await knex.schema.alterTable('eks_finding_changes', table => {
    table.dropIndex(inLog, 'eks_finding_changes_finding_idx');
  });
  await knex.schema.alterTable('eks_assessments', table => {
    table
      .string('judged_at', 32)
      .nullable()
      .comment('When it was read, or judged again with other exceptions');
  });
  await knex('eks_assessments').update({ judged_at: knex.ref('read_at') });
  // What the catalog lost is counted until then.
  await knex.raw(
    `update eks_daily_findings
     set to_day = (
       select substr(c.gone_at, 1, 10) from eks_clusters c
       where c.id = eks_daily_findings.cluster_id
     )
     where to_day is null and exists (
       select 1 from eks_clusters c
       where c.id = eks_daily_findings.cluster_id and c.gone_at is not null
     )`,
  );
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('eks_assessments', table => {
    table.dropColumn('judged_at');
  });
  await knex.schema.alterTable('eks_finding_changes', table => {
    table.index(inLog, 'eks_finding_changes_finding_idx');
  });
  await knex.schema.dropTable('eks_unseen_findings');
  await identify(knex, '');
};
