// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { cluster, clusters, findings, readOnly } from './data';
import type { World } from './FakeEksAutoModeApi';
import {
  drain,
  drained,
  pdbBlock,
  plan,
  run,
  runSummary,
  verification,
} from './migrationData';
import { burnDown } from './historyData';
import { ago } from './moments';
import {
  migratedNodes,
  unmigrated,
  withoutMetrics,
  withoutNodes,
} from './nodesData';
import { paymentsService } from './serviceData';
import { paymentsTeam } from './teamData';
import { unreadStories } from './unreadStories';

const [blocked, ...others] = clusters;

function withRun(of: api.Run, parts: Partial<World> = {}): Partial<World> {
  return {
    clusters: [{ ...blocked, activeRun: runSummary(of) }, ...others],
    runs: [of],
    plans: [plan({ state: 'approved', runId: of.id })],
    ...parts,
  };
}

function only(parts: Partial<api.ClusterSummary>): api.ClusterSummary[] {
  return [
    cluster('checkout-prod', { owner: blocked.owner, ...parts }),
    ...others,
  ];
}

const NEVER = {
  verdict: undefined,
  score: undefined,
  confidence: undefined,
  counts: undefined,
  readAt: undefined,
  version: undefined,
  nodes: undefined,
  autoNodes: undefined,
  pods: undefined,
};

/** What nothing is known of yet. */
const UNREAD: Partial<World> = {
  headline: 'checkout-prod has not been assessed yet.',
  findings: [],
  sources: [],
  nodes: undefined,
  clusterDays: [],
  changes: [],
};

/** A pool of Auto Mode among the sources. */
const autoPool = (name: string, nodes: number, pods: number): api.Source => ({
  id: `auto:${name}`,
  type: 'auto',
  name,
  nodes,
  pods,
  instanceTypes: nodes ? ['m6i.large'] : [],
  decision: 'keep',
  keptBecause: [{ reason: 'it is a pool of Auto Mode already' }],
  pools: [],
});
const MIGRATED: Partial<World> = {
  clusters: only({ verdict: 'migrated', nodes: 6, autoNodes: 6, pods: 84 }),
  headline: 'checkout-prod runs on Auto Mode.',
  findings: [],
  sources: [autoPool('ng-general', 6, 84), autoPool('system', 0, 0)],
  nodes: migratedNodes,
};

const CORE_ARN = `arn:aws:eks:us-east-1:111122223333:cluster/checkout-prod`;
/** Two entities stand for one cluster: neither is taken for its owner. */
const DUPLICATE = {
  code: 'duplicate-arn',
  message: `resource:default/checkout-other and resource:default/checkout-prod both stand for ${CORE_ARN}`,
  remedy:
    'Keep the ARN on one of them; until then neither is taken for the owner of the cluster',
};

const LARGE = run(
  'drain:managed:ng-general',
  'running',
  {},
  { progress: { done: 900, total: 6000 } },
);

/**
 * Every state that somebody may meet, by the name it has in the design. All of them are about the
 * cluster `checkout-prod` unless they say otherwise; `?story=<name>` opens one in development.
 */
export const stories: Record<string, Partial<World>> = {
  blocked: {},
  service: { service: paymentsService },
  team: { team: paymentsTeam },
  'nothing answers yet': { silent: true },
  'first day': {
    burnDown: {
      ...burnDown,
      days: burnDown.days.slice(-1),
      forecast: undefined,
    },
    clusterDays: [],
    changes: [],
    unowned: { clusters: [], items: [], totalCount: 0 },
  },
  'much needs attention': { attentionBeyond: 12 },
  'no cluster in the catalog': { clusters: [], attention: [] },
  'backend down': { failure: new TypeError('Failed to fetch') },
  'unknown to the backend': { clusters: others },
  'never assessed': { ...UNREAD, clusters: only(NEVER) },
  'first assessment running': {
    ...UNREAD,
    clusters: only({ ...NEVER, refreshing: true }),
    refresh: {
      state: 'reading',
      message: 'Reading apps/v1 deployments',
      done: 12,
      total: 41,
    },
  },
  'being read again': {
    clusters: [{ ...blocked, refreshing: true }, ...others],
    refresh: {
      state: 'reading',
      message: 'Reading apps/v1 deployments',
      done: 12,
      total: 41,
    },
  },
  stale: {
    clusters: [
      { ...blocked, stale: true, readAt: ago({ days: 3 }) },
      ...others,
    ],
  },
  ready: {
    clusters: only({
      score: 94,
      counts: { blocker: 1, warning: 1, info: 0, unknown: 0 },
    }),
    headline:
      'checkout-prod is ready to move to Auto Mode; the plan mends 2 things.',
    findings: findings().filter(({ resolvedBy }) => resolvedBy === 'plan'),
  },
  migrated: MIGRATED,
  'migrated without a node': {
    ...MIGRATED,
    clusters: only({ verdict: 'migrated', nodes: 0, autoNodes: 0, pods: 0 }),
    sources: [autoPool('ng-general', 0, 0), autoPool('system', 0, 0)],
    nodes: withoutNodes,
  },
  'nodes without metrics': { nodes: withoutMetrics },
  'nodes to look at only': { permissions: readOnly, nodes: unmigrated },
  'nodes not read': {
    nodes: undefined,
  },
  ...unreadStories,
  'no permission': { permissions: readOnly },
  'annotations disagree': {
    clusters: others,
    entityProblems: [
      {
        code: 'annotations-disagree',
        entityRef: 'resource:default/checkout-prod',
        message: `resource:default/checkout-prod names two clusters: amazonaws.com/arn says '${CORE_ARN}', amazon.com/eks-cluster-arn says 'arn:aws:eks:us-east-1:111122223333:cluster/checkout-old'`,
        remedy: 'Correct one of the two annotations, or remove it',
      },
    ],
  },
  'two entities with one ARN': {
    clusters: [
      {
        ...blocked,
        entityRef: undefined,
        owner: undefined,
        problem: DUPLICATE,
      },
      ...others,
    ],
    entityProblems: ['checkout-other', 'checkout-prod'].map(name => ({
      entityRef: `resource:default/${name}`,
      ...DUPLICATE,
    })),
    findings: findings().map(finding =>
      finding.ownerResolution === 'cluster'
        ? { ...finding, owner: undefined, ownerResolution: 'none' }
        : finding,
    ),
  },
  'no backup yet': { backups: [] },
  'hostile text': {
    clusters: [
      { ...blocked, counts: { blocker: 1, warning: 0, info: 0, unknown: 0 } },
      ...others,
    ],
    headline:
      'Not ready: 1 thing blocks checkout-prod; it belongs to not a reference <b>.',
    findings: [
      {
        ...findings()[0],
        id: 'hostile',
        subject: {
          apiVersion: 'v1',
          kind: 'Pod',
          namespace: 'payments',
          name: `${'x'.repeat(60)}.${'y'.repeat(60)}`,
        },
        message:
          '<img src=x onerror=alert(1)> [click](javascript:alert(1)) =HYPERLINK("evil") '.repeat(
            3,
          ),
        owner: 'not a reference <b>',
      },
    ],
  },
  'plan open': { plans: [plan()] },
  'plan blocked': {
    plans: [
      plan({
        blockedBy: [
          {
            code: 'WL-01',
            subjectKey: 'apps/v1/Deployment/payments/payments-api',
            message:
              'Deployment payments/payments-api: Its PodDisruptionBudget never lets a pod go, so its node could not be drained.',
          },
        ],
      }),
    ],
  },
  draining: withRun(
    run(
      'drain:managed:ng-general',
      'running',
      {},
      {
        progress: { done: 62, total: 84 },
        message: 'Moving the pods of ng-general',
      },
    ),
  ),
  'waiting for approval': withRun(
    run('retire:managed:ng-general', 'waiting', {}, { state: 'waiting' }),
    { drain: drained() },
  ),
  'waiting for soak': withRun(
    run('soak', 'waiting', {}, { state: 'waiting', message: '6 min to go' }),
    { drain: drained() },
  ),
  'waiting for a window': withRun(
    run(
      'drain:managed:ng-general',
      'waiting',
      {},
      {
        state: 'waiting',
        gate: { type: 'window', what: 'Sat 22:00–04:00 Europe/Berlin' },
      },
    ),
  ),
  'blocked by a pod': withRun(
    run(
      'drain:managed:ng-general',
      'blocked',
      { blockedBy: [pdbBlock] },
      { state: 'blocked' },
    ),
  ),
  paused: withRun(run('drain:managed:ng-general', 'paused')),
  done: {
    ...MIGRATED,
    runs: [run('', 'done', { endedAt: ago({ minutes: 1 }), verification })],
  },
  undone: {
    runs: [run('', 'undone', { endedAt: ago({ minutes: 1 }) })],
  },
  'a large drain': withRun(LARGE, {
    clusters: [
      {
        ...blocked,
        counts: { blocker: 3, warning: 602, info: 0, unknown: 1 },
        activeRun: runSummary(LARGE),
      },
      ...others,
    ],
    drain: drain(200, 30),
    findings: findings(600),
  }),
};
