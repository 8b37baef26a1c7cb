// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Knex } from 'knex';
import { drainView, nodePicture } from './nodes';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
export const TEAMS = 20;
/** Each runs on four clusters of a thousand, ten on each. */
const SERVICES = 2500;
const SERVICES_A_CLUSTER = 10;
const FINDINGS = 120;
const RUNS_A_YEAR = 4;
const JOURNAL_A_RUN = 100;
/** Which step of a run drains. */
const DRAIN = 10;
const BACKUPS_A_YEAR = 52;
const EXCEPTIONS = 5;
const DAYS = 365;
/** How often a year each number of findings became another one, and an assessment another one. */
const TIMES_CHANGED = 4;
const CHANGES_A_YEAR = 100;
const FINDINGS_A_CHANGE = 5;
const DAY_MS = 86_400_000;

const SEVERITIES = ['blocker', 'unknown', 'warning', 'info'];
const AREAS = ['NET', 'WL', 'ST', 'ADD', 'NG', 'IAM'];

export const nameOf = (index: number) =>
  `bench-${String(index).padStart(4, '0')}`;
export const idOf = (index: number) => `${ACCOUNT}.${REGION}.${nameOf(index)}`;
export const arnOf = (index: number) =>
  `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/${nameOf(index)}`;
export const runOf = (index: number) => `run-${index}-${RUNS_A_YEAR - 1}`;
export const backupOf = (index: number) => `backup-${index}-0`;
export const planOf = (index: number) => `plan-${index}-${RUNS_A_YEAR - 1}`;
export const teamOf = (number: number) =>
  `group:default/team-${number % TEAMS}`;
/** The service that a cluster's n-th workload belongs to. */
export const serviceOf = (cluster: number, n = 0) =>
  `component:default/app-${
    (cluster * SERVICES_A_CLUSTER + (n % SERVICES_A_CLUSTER)) % SERVICES
  }`;

function findingOf(cluster: number, at: number, since: string) {
  const code = `${AREAS[at % AREAS.length]}-${String((at % 20) + 1).padStart(
    2,
    '0',
  )}`;
  const severity = SEVERITIES[at % SEVERITIES.length];
  const namespace = `team-${at % TEAMS}`;
  const subject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace,
    name: `app-${at}`,
  };
  const title = `What ${code} looks at`;
  const message = `app-${at} asks for something that Auto nodes do not have, so its pods would wait.`;
  const key = `apps/v1/Deployment/${namespace}/app-${at}`;
  return {
    id: `${cluster}-${at}`,
    cluster_id: idOf(cluster),
    code,
    subject_key: key,
    severity,
    severity_rank: SEVERITIES.indexOf(severity),
    search_text: `${code} ${title} ${message} ${key}`.toLocaleLowerCase(
      'en-US',
    ),
    owner: teamOf(at),
    owner_resolution: 'kubernetes-id',
    namespace,
    component_ref: serviceOf(cluster, at),
    since,
    document: JSON.stringify({
      code,
      title,
      severity,
      resolvedBy: 'owner',
      subject,
      message,
      evidence:
        'spec.template.spec.nodeSelector: {"node-group":"blue"}. '.repeat(5),
      remedy:
        'Take the selector away, or name a label of the planned pool. '.repeat(
          3,
        ),
      patch: {
        title: 'Take the selector away',
        format: 'yaml',
        content:
          'spec:\n  template:\n    spec:\n      nodeSelector: null\n'.repeat(4),
      },
      owner: teamOf(at),
      ownerResolution: 'kubernetes-id',
      componentRef: serviceOf(cluster, at),
    }),
  };
}

/** The rows of one cluster and its year, by table, in the order in which they can be written. */
function rowsOf(cluster: number, now: number): [string, object[]][] {
  const ago = (days: number) => new Date(now - days * DAY_MS).toISOString();
  const id = idOf(cluster);
  const arn = arnOf(cluster);
  const runs = Array.from({ length: RUNS_A_YEAR }, (_, n) => n);
  return [
    [
      'eks_clusters',
      [
        {
          id,
          arn,
          name: nameOf(cluster),
          account_id: ACCOUNT,
          region: REGION,
          environment: 'bench',
          entity_ref: `resource:default/${nameOf(cluster)}`,
          owner: teamOf(cluster),
          options: '{}',
          seen_at: ago(0),
        },
      ],
    ],
    [
      'eks_assessments',
      [
        {
          cluster_id: id,
          read_at: ago(0),
          verdict: ['blocked', 'needs-work', 'ready', 'migrated'][cluster % 4],
          score: 60,
          confidence: 100,
          blockers: FINDINGS / 4,
          warnings: FINDINGS / 4,
          infos: FINDINGS / 4,
          unknowns: FINDINGS / 4,
          version: '1.35',
          nodes: 8,
          auto_nodes: 0,
          pods: 200,
          sources: '[]',
          unread_parts: '[]',
        },
      ],
    ],
    [
      'eks_daily_clusters',
      Array.from({ length: DAYS }, (_, at) => ({
        cluster_id: id,
        day: ago(at).slice(0, 10),
        verdict: at < cluster % DAYS ? 'migrated' : 'blocked',
        score: 60,
        blockers: FINDINGS / 4,
        warnings: FINDINGS / 4,
        unknowns: FINDINGS / 4,
        nodes: 8,
        auto_nodes: 0,
      })),
    ],
    [
      'eks_daily_findings',
      Array.from({ length: FINDINGS / 2 }, (_, at) => at).flatMap(at =>
        Array.from({ length: TIMES_CHANGED }, (_, n) => ({
          cluster_id: id,
          owner: teamOf(at),
          code: `${AREAS[at % AREAS.length]}-${at}`,
          severity: SEVERITIES[at % 2 ? 2 : 0],
          from_day: ago((n + 1) * 90).slice(0, 10),
          to_day: n === 0 ? null : ago(n * 90).slice(0, 10),
          findings: n + 1,
        })),
      ),
    ],
    [
      'eks_assessment_changes',
      Array.from({ length: CHANGES_A_YEAR }, (_, at) => ({
        cluster_id: id,
        read_at: ago(at * 3),
        previous_read_at: ago(at * 3 + 1),
        verdict: 'blocked',
        previous_verdict: 'blocked',
        appeared: FINDINGS_A_CHANGE,
        gone: 0,
        worse: 0,
        better: 0,
        unseen: 0,
      })),
    ],
    [
      'eks_finding_changes',
      Array.from({ length: CHANGES_A_YEAR }, (_, at) => at).flatMap(at =>
        Array.from({ length: FINDINGS_A_CHANGE }, (_, position) => {
          const { code, subject_key, owner, severity } = findingOf(
            cluster,
            position,
            '',
          );
          return {
            cluster_id: id,
            read_at: ago(at * 3),
            position,
            kind: 'new',
            finding_id: `${cluster}-${position}`,
            code,
            subject_key,
            title: `What ${code} looks at`,
            severity,
            was: null,
            owner,
            since: ago(at * 3),
          };
        }),
      ),
    ],
    [
      'eks_costs',
      [
        {
          cluster_id: id,
          document: JSON.stringify({
            readAt: ago(0),
            support: 'standard',
            prices: [{ type: 'm6i.xlarge', onDemand: 0.192, autoFee: 0.023 }],
            moving: [{ type: 'm6i.xlarge', capacity: 'on-demand', count: 8 }],
            simulated: [
              { type: 'm6i.xlarge', capacity: 'on-demand', count: 6 },
            ],
            kept: [],
            auto: [],
            uncounted: { fargate: 0, hybrid: 0, disputed: 0 },
            ownerParts: [
              {
                owner: teamOf(cluster),
                standing: 'moving',
                capacity: 'on-demand',
                listed: 1.536,
              },
            ],
          }),
        },
      ],
    ],
    [
      'eks_node_pictures',
      [{ cluster_id: id, document: JSON.stringify(nodePicture(ago(0))) }],
    ],
    [
      'eks_findings',
      Array.from({ length: FINDINGS }, (_, at) =>
        findingOf(cluster, at, ago(at)),
      ),
    ],
    [
      'eks_service_footprints',
      Array.from({ length: SERVICES_A_CLUSTER }, (_, at) => ({
        cluster_id: id,
        component_ref: serviceOf(cluster, at),
        pods: 10,
        volumes: 0,
        drain_seconds: 60,
        drain_words: 'one pod at a time, ≥ 60 s',
      })),
    ],
    [
      'eks_exceptions',
      Array.from({ length: EXCEPTIONS }, (_, at) => {
        const { code, subject_key, owner } = findingOf(cluster, at, '');
        return {
          id: `exception-${cluster}-${at}`,
          cluster_id: id,
          code,
          subject_key,
          owner,
          reason: 'It is replaced next quarter',
          created_by: 'user:default/ada',
          created_at: ago(30),
          expires_at: ago(-30),
        };
      }),
    ],
    [
      'eks_backups',
      Array.from({ length: BACKUPS_A_YEAR }, (_, week) => ({
        id: `backup-${cluster}-${week}`,
        cluster_arn: arn,
        cluster_name: nameOf(cluster),
        state: 'verified',
        created_by: 'schedule',
        created_at: ago(week * 7),
        // Read back again within the week, as the product does.
        verified_at: ago(week % 6),
        bucket: 'example-eks-backups',
        prefix: `eks-auto-mode/${nameOf(cluster)}/${week}/`,
        objects: 600,
        bytes: 400_000,
        kinds: 40,
      })),
    ],
    [
      'eks_plans',
      runs.map(n => ({
        id: `plan-${cluster}-${n}`,
        cluster_arn: arn,
        number: n + 1,
        digest: 'd'.repeat(64),
        created_at: ago(90 * (RUNS_A_YEAR - n)),
        created_by: 'user:default/ada',
        document: JSON.stringify({
          id: `plan-${cluster}-${n}`,
          number: n + 1,
          clusterArn: arn,
          clusterName: nameOf(cluster),
          digest: 'd'.repeat(64),
          createdAt: ago(90 * (RUNS_A_YEAR - n)),
          createdBy: 'user:default/ada',
          inventoryReadAt: ago(90 * (RUNS_A_YEAR - n)),
          options: {},
          basis: {},
          steps: [],
          sources: [],
          pools: [],
          misfits: [],
          bounds: [],
          dataLost: [],
          blockedBy: [],
          predicted: { minSeconds: 60, maxSeconds: 600 },
          services: [{ componentRef: serviceOf(cluster), pods: 10 }],
        }),
      })),
    ],
    [
      'eks_plan_services',
      runs.map(n => ({
        plan_id: `plan-${cluster}-${n}`,
        component_ref: serviceOf(cluster),
        pods: 10,
      })),
    ],
    [
      'eks_runs',
      runs.map(n => ({
        id: `run-${cluster}-${n}`,
        plan_id: `plan-${cluster}-${n}`,
        plan_number: n + 1,
        plan_digest: 'd'.repeat(64),
        cluster_arn: arn,
        cluster_name: nameOf(cluster),
        state: 'done',
        requested_by: 'user:default/ada',
        created_at: ago(90 * (RUNS_A_YEAR - n)),
        started_at: ago(90 * (RUNS_A_YEAR - n)),
        ended_at: ago(90 * (RUNS_A_YEAR - n) - 1),
        journal_sequence: JOURNAL_A_RUN,
      })),
    ],
    [
      'eks_run_steps',
      runs.flatMap(n =>
        Array.from({ length: 20 }, (_, position) => ({
          run_id: `run-${cluster}-${n}`,
          step_id: `step-${position}`,
          position,
          kind: position === DRAIN ? 'drain' : 'verify',
          title: `Step ${position}`,
          evicted: position === DRAIN ? 750 : 0,
          memory:
            position === DRAIN && n === RUNS_A_YEAR - 1
              ? JSON.stringify({ view: drainView(ago(0)) })
              : '{}',
          state: 'done',
          min_seconds: 10,
          max_seconds: 60,
        })),
      ),
    ],
    [
      'eks_run_journal',
      runs.flatMap(n =>
        Array.from({ length: JOURNAL_A_RUN }, (_, sequence) => ({
          run_id: `run-${cluster}-${n}`,
          sequence: sequence + 1,
          at: ago(90 * (RUNS_A_YEAR - n)),
          step_id: `step-${sequence % 20}`,
          type: 'message',
          message: `What happened as number ${sequence}`,
        })),
      ),
    ],
  ];
}

/** Rows a statement: SQLite takes so many values in one. */
const VALUES = 900;

/** Fills the product's tables, which it has made itself, with a fleet and a year of its history. */
export async function seed(
  knex: Knex,
  clusters: number,
  signal: AbortSignal,
): Promise<void> {
  const now = Date.now();
  for (let cluster = 0; cluster < clusters; cluster++) {
    signal.throwIfAborted();
    await knex.transaction(async tx => {
      for (const [table, rows] of rowsOf(cluster, now)) {
        const step = Math.floor(VALUES / Object.keys(rows[0] ?? {}).length);
        for (let at = 0; at < rows.length; at += step)
          await tx(table).insert(rows.slice(at, at + step));
      }
    });
  }
}
