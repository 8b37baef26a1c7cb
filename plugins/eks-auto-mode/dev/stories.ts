// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { cluster, clusters, findings, readOnly } from './data';
import type { World } from './FakeEksAutoModeApi';
import {
  drain,
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
  return [cluster('checkout-prod', parts), ...others];
}

const NEVER = {
  verdict: undefined,
  score: undefined,
  confidence: undefined,
  counts: undefined,
  readAt: undefined,
};

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
  'never assessed': { clusters: only(NEVER), findings: [] },
  'first assessment running': {
    clusters: only({ ...NEVER, refreshing: true }),
    findings: [],
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
  stale: { clusters: only({ stale: true, readAt: ago({ days: 3 }) }) },
  ready: { clusters: only({}), findings: [] },
  migrated: {
    clusters: only({ verdict: 'migrated', autoNodes: 6 }),
    findings: [],
    sources: [],
    nodes: migratedNodes,
  },
  'migrated without a node': {
    clusters: only({ verdict: 'migrated', nodes: 0, autoNodes: 0, pods: 0 }),
    findings: [],
    sources: [],
    nodes: withoutNodes,
  },
  'nodes without metrics': { nodes: withoutMetrics },
  'nodes to look at only': { permissions: readOnly, nodes: unmigrated },
  'nodes not read': {
    nodes: undefined,
  },
  unreachable: {
    clusters: only({
      verdict: 'unreachable',
      counts: undefined,
      score: undefined,
      confidence: undefined,
      problem: {
        code: 'KUBERNETES_UNAUTHORIZED',
        message: 'The Kubernetes API of checkout-prod refused the token (401).',
        remedy:
          'Create an access entry for arn:aws:iam::111122223333:role/EksAutoModeAssess.',
      },
    }),
    findings: [],
  },
  'access denied': {
    clusters: only({
      verdict: 'unreachable',
      counts: undefined,
      score: undefined,
      confidence: undefined,
      problem: {
        code: 'AWS_ACCESS_DENIED',
        message:
          'role/EksAutoModeAssess may not eks:DescribeCluster on checkout-prod.',
        remedy: 'Add eks:DescribeCluster to that role; deploy/ has its policy.',
      },
    }),
    findings: [],
  },
  'partly read': {
    unreadParts: [
      {
        part: 'role policies',
        reason: 'denied',
        operation: 'iam:GetRolePolicy',
        message: 'AccessDenied for role/ng-general',
        remedy: 'Add iam:GetRolePolicy to EksAutoModeAssess.',
      },
    ],
  },
  'no permission': { permissions: readOnly },
  'annotations disagree': {
    entityProblems: [
      {
        code: 'ENTITY_ARNS_DISAGREE',
        entityRef: 'resource:default/checkout-prod',
        message:
          'amazonaws.com/arn and amazon.com/eks-cluster-arn of checkout-prod name two clusters.',
        remedy: 'Remove one of the two annotations.',
      },
    ],
  },
  'two entities with one ARN': {
    clusters: only({ entityRef: 'resource:default/checkout-other' }),
    entityProblems: [
      {
        code: 'ENTITY_DUPLICATE_ARN',
        entityRef: 'resource:default/checkout-prod',
        message: 'checkout-other has the same ARN.',
        remedy: 'Remove one of the two entities.',
      },
    ],
  },
  'no backup yet': { backups: [] },
  'hostile text': {
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
            subjectKey: 'payments-api',
            message: 'payments-api cannot be evicted.',
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
  ),
  'waiting for soak': withRun(
    run('soak', 'waiting', {}, { state: 'waiting', message: '6 min to go' }),
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
    clusters: only({ verdict: 'migrated', autoNodes: 6 }),
    runs: [run('', 'done', { endedAt: ago({ minutes: 1 }), verification })],
    findings: [],
  },
  undone: {
    runs: [run('', 'undone', { endedAt: ago({ minutes: 1 }) })],
  },
  'a large drain': withRun(
    run(
      'drain:managed:ng-general',
      'running',
      {},
      {
        progress: { done: 900, total: 6000 },
      },
    ),
    { drain: drain(200, 30), findings: findings(600) },
  ),
};
