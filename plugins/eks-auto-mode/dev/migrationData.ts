// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { clusters, sources } from './data';
import { ago, ahead } from './moments';

export const DIGEST = '3f9a77d1'.repeat(7).concat('c0ffeec2');

function planStep(
  id: string,
  kind: api.StepKind,
  title: string,
  seconds: [number, number],
  parts: Partial<api.PlanStep> = {},
): api.PlanStep {
  return {
    id,
    kind,
    title,
    changes: [],
    iam: [],
    kubernetes: [],
    undo: { possible: true, how: 'Nothing to take back.' },
    predicted: { minSeconds: seconds[0], maxSeconds: seconds[1] },
    ...parts,
  };
}

export const planSteps: api.PlanStep[] = [
  planStep('preflight', 'preflight', 'Preflight', [10, 30]),
  planStep('backup', 'backup', 'Back up and verify', [60, 180], {
    changes: [
      {
        type: 'scoped',
        id: 'backup/1',
        api: 's3:PutObject',
        summary: 'writes to s3://eks-auto-mode-backups',
        scope: { filter: 'parts under portal/checkout-prod/' },
        maximum: 100,
      },
    ],
    iam: [
      {
        action: 's3:PutObject',
        resources: ['arn:aws:s3:::eks-auto-mode-backups/portal/*'],
      },
    ],
    undo: { possible: true, how: 'A backup is kept; nothing to take back.' },
  }),
  planStep(
    'authentication-mode',
    'authentication-mode',
    'Authentication mode',
    [60, 120],
    {
      changes: [
        {
          type: 'exact',
          id: 'authentication-mode/1',
          api: 'eks:UpdateClusterConfig',
          target: clusters[0].arn,
          summary: 'CONFIG_MAP → API_AND_CONFIG_MAP',
          before: { authenticationMode: 'CONFIG_MAP' },
          after: { authenticationMode: 'API_AND_CONFIG_MAP' },
          request: {
            accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
          },
        },
      ],
      iam: [
        { action: 'eks:UpdateClusterConfig', resources: [clusters[0].arn] },
      ],
      undo: {
        possible: false,
        why: 'EKS does not allow the way back to CONFIG_MAP.',
      },
    },
  ),
  planStep('cluster-role', 'cluster-role', 'Cluster role', [5, 20], {
    changes: [
      {
        type: 'exact',
        id: 'cluster-role/1',
        api: 'iam:UpdateAssumeRolePolicy',
        target: 'arn:aws:iam::111122223333:role/checkout-prod-cluster',
        summary: 'trust + sts:TagSession',
        before: {
          Statement: [
            {
              Action: ['sts:AssumeRole'],
              Effect: 'Allow',
              Principal: { Service: 'eks.amazonaws.com' },
            },
          ],
        },
        after: {
          Statement: [
            {
              Action: ['sts:AssumeRole', 'sts:TagSession'],
              Effect: 'Allow',
              Principal: { Service: 'eks.amazonaws.com' },
            },
          ],
        },
      },
      {
        type: 'exact',
        id: 'cluster-role/2',
        api: 'iam:AttachRolePolicy',
        target: 'arn:aws:iam::111122223333:role/checkout-prod-cluster',
        summary: '+ AmazonEKSComputePolicy',
        before: null,
        after: { policyArn: 'arn:aws:iam::aws:policy/AmazonEKSComputePolicy' },
      },
    ],
    undo: {
      possible: true,
      how: 'Detaches what it attached and restores the trust policy.',
    },
  }),
  planStep(
    'definition-owner',
    'definition-owner',
    'Who owns this cluster’s definition?',
    [0, 0],
    {
      gate: {
        type: 'acknowledge',
        what: 'the Terraform code of checkout-prod has this edit, so that the next apply does not replace the cluster',
        edits: [
          {
            tool: 'terraform',
            content:
              'resource "aws_eks_cluster" "this" {\n  compute_config {\n    enabled = true\n  }\n}\n',
          },
        ],
      },
    },
  ),
  planStep('enable', 'enable', 'Enable Auto Mode', [180, 420], {
    changes: [
      {
        type: 'exact',
        id: 'enable/1',
        api: 'eks:UpdateClusterConfig',
        target: clusters[0].arn,
        summary: 'compute, block storage and load balancing on, pool: system',
        before: { computeConfig: { enabled: false } },
        after: { computeConfig: { enabled: true, nodePools: ['system'] } },
      },
    ],
    undo: {
      possible: true,
      how: 'Switches the three off, once nothing uses them.',
    },
  }),
  planStep('node-pools', 'node-pools', 'Node pools', [5, 15], {
    changes: [
      {
        type: 'exact',
        id: 'node-pools/1',
        api: 'kubernetes:create',
        target: 'karpenter.sh/v1/NodePool//ng-general',
        summary: 'creates NodePool ng-general',
        before: null,
        after: {
          apiVersion: 'karpenter.sh/v1',
          kind: 'NodePool',
          metadata: { name: 'ng-general' },
        },
      },
    ],
    kubernetes: [
      { verb: 'create', group: 'karpenter.sh', resource: 'nodepools' },
    ],
    undo: { possible: true, how: 'Deletes the pool once it is empty.' },
  }),
  planStep(
    'drain:managed:ng-general',
    'drain',
    'Drain ng-general',
    [2520, 3600],
    {
      source: 'managed:ng-general',
      changes: [
        {
          type: 'scoped',
          id: 'drain/1',
          api: 'kubernetes:cordon',
          summary: 'cordons the nodes of ng-general',
          scope: { source: 'managed:ng-general', filter: 'nodes' },
          maximum: 12,
        },
        {
          type: 'scoped',
          id: 'drain/2',
          api: 'kubernetes:evict',
          summary: 'evicts the pods of ng-general under their budgets',
          scope: {
            source: 'managed:ng-general',
            filter: 'pods, without DaemonSets',
          },
          maximum: 168,
        },
      ],
      kubernetes: [
        { verb: 'patch', group: '', resource: 'nodes' },
        {
          verb: 'create',
          group: '',
          resource: 'pods',
          subresource: 'eviction',
        },
      ],
      undo: { possible: true, how: 'Uncordons; pods move back under budgets.' },
    },
  ),
  planStep(
    'shrink:managed:ng-general',
    'shrink',
    'Shrink ng-general',
    [60, 300],
  ),
  planStep('soak', 'soak', 'Soak', [600, 600], {
    gate: { type: 'soak', seconds: 600 },
  }),
  planStep(
    'retire:managed:ng-general',
    'retire',
    'Retire ng-general',
    [60, 600],
    {
      gate: { type: 'approval', what: 'deletion of node group ng-general' },
      changes: [
        {
          type: 'exact',
          id: 'retire/1',
          api: 'eks:DeleteNodegroup',
          target: 'ng-general',
          summary: 'deletes node group ng-general',
          before: { name: 'ng-general' },
          after: null,
        },
      ],
      undo: {
        possible: false,
        why: 'A deleted node group does not come back.',
      },
    },
  ),
  planStep('verify', 'verify', 'Verify', [30, 120]),
];

export function plan(parts: Partial<api.Plan> = {}): api.Plan {
  return {
    id: 'plan-7',
    number: 7,
    clusterId: clusters[0].id,
    clusterArn: clusters[0].arn,
    clusterName: 'checkout-prod',
    digest: DIGEST,
    createdAt: ago({ minutes: 4 }),
    createdBy: 'user:default/guest',
    inventoryReadAt: ago({ minutes: 12 }),
    options: {},
    basis: {},
    steps: planSteps,
    sources,
    misfits: [],
    bounds: [
      {
        source: 'managed:ng-general',
        subject: {
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          namespace: 'payments',
          name: 'payments-api',
        },
        owner: 'group:default/team-payments',
        pods: 10,
        atATime: 1,
        seconds: 2520,
        words: 'payments-api, 10 pods, one at a time',
      },
    ],
    dataLost: [
      {
        workload: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          namespace: 'cart',
          name: 'cart-cache',
        },
        volumes: ['scratch'],
        pods: 2,
      },
    ],
    blockedBy: [],
    predicted: { minSeconds: 4200, maxSeconds: 6000 },
    cost: {
      nowMonthly: 412,
      afterMonthly: 391,
      feeMonthly: 43,
      basis: 'estimate',
      notes: ['Fee: about 12 % of the On-Demand price.'],
    },
    state: 'open',
    notifies: ['group:default/team-payments', 'group:default/team-cart'],
    ...parts,
  };
}

/** A run that stands at the step of this id: those before are done, those after pending. */
/** What an undo leaves as it is, and what the run that is undone had not come to. */
const STAYS = new Set<api.StepKind>([
  'preflight',
  'backup',
  'authentication-mode',
  'definition-owner',
]);
const NEVER_REACHED = new Set<api.StepKind>(['soak', 'retire', 'verify']);

export function run(
  atStep: string,
  state: api.RunState,
  parts: Partial<api.Run> = {},
  stepParts: Partial<api.RunStep> = {},
): api.Run {
  const at = planSteps.findIndex(s => s.id === atStep);
  return {
    id: 'run-1',
    planId: 'plan-7',
    planNumber: 7,
    planDigest: DIGEST,
    clusterId: clusters[0].id,
    clusterArn: clusters[0].arn,
    clusterName: 'checkout-prod',
    state,
    requestedBy: 'user:default/guest',
    approvedBy: 'user:default/anna',
    approvalComment: 'agreed with the teams',
    createdAt: ago({ minutes: 31 }),
    startedAt: ago({ minutes: 30 }),
    backupId: 'b3',
    blockedBy: [],
    steps: planSteps.map((s, i): api.RunStep => {
      const base = {
        id: s.id,
        kind: s.kind,
        title: s.title,
        source: s.source,
        predicted: s.predicted,
        gate: s.gate,
      };
      if (state === 'undone' && NEVER_REACHED.has(s.kind)) {
        return { ...base, state: 'pending' };
      }
      if (at < 0 || i < at) {
        return {
          ...base,
          state: state === 'undone' && !STAYS.has(s.kind) ? 'undone' : 'done',
          startedAt: ago({ minutes: 30 - i }),
          endedAt: ago({ minutes: 29 - i }),
        };
      }
      return i === at
        ? {
            ...base,
            state: 'running',
            startedAt: ago({ minutes: 12 }),
            ...stepParts,
          }
        : { ...base, state: 'pending' };
    }),
    ...parts,
  };
}

export function runSummary(of: api.Run): api.RunSummary {
  return {
    id: of.id,
    state: of.state,
    planNumber: of.planNumber,
    planDigest: of.planDigest,
    requestedBy: of.requestedBy,
    approvedBy: of.approvedBy,
    createdAt: of.createdAt,
    startedAt: of.startedAt,
    endedAt: of.endedAt,
    clusterId: of.clusterId,
    clusterName: of.clusterName,
    predictedSeconds: 5100,
    blockedBy: of.blockedBy,
    evictions: 62,
    refusals: 1,
    undone: of.state === 'undone',
    currentStep: of.steps.find(s => s.state !== 'done')?.title,
  };
}

export const pdbBlock: api.Blocked = {
  what: 'payments-api-7 cannot be evicted: its budget allows 0 disruptions',
  now: '9 of 10 pods of payments-api moved; the last runs on ip-10-0-1-12. Nothing was lost',
  remedy: 'Make the new pods ready, or relax the budget, then retry',
  subject: {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    namespace: 'payments',
    name: 'payments-api',
  },
  owner: 'group:default/team-payments',
  code: 'PDB_REFUSES',
};

/** The same, when it is over. */
export function drained(): api.DrainView {
  const { nodes, predictedEnd: _, ...view } = drain();
  return {
    ...view,
    nodes: nodes.map(node =>
      node.side === 'auto'
        ? node
        : { ...node, pods: node.pods.filter(({ state }) => state === 'stays') },
    ),
    evicted: 84,
    remaining: 0,
    perMinute: 0,
  };
}

/** A drain under way; a large one has as many nodes as asked for. */
export function drain(oldNodes = 3, podsPerNode = 12): api.DrainView {
  const states: api.DrainPod['state'][] = [
    'stays',
    'waiting',
    'waiting',
    'evicting',
    'waiting',
  ];
  const node = (side: 'old' | 'auto', i: number): api.DrainNode => ({
    name: side === 'old' ? `ip-10-0-1-${i + 10}` : `i-0auto${i}`,
    side,
    source: 'managed:ng-general',
    instanceType: side === 'old' ? 'm5.large' : 'c6i.xlarge',
    zone: `us-east-1${'abc'[i % 3]}`,
    cordoned: side === 'old',
    pods: Array.from({ length: podsPerNode }, (_, p): api.DrainPod => {
      const blocked = side === 'old' && i === 2 && p === 1;
      let state: api.DrainPod['state'] = 'moved';
      if (side === 'old') {
        state = blocked ? 'blocked' : states[p % states.length];
      }
      return {
        namespace: p % 2 ? 'payments' : 'cart',
        name: blocked ? 'payments-api-7' : `pod-${side}-${i}-${p}`,
        workload: 'payments-api',
        owner: 'group:default/team-payments',
        state,
        ...(blocked ? { blocked: pdbBlock } : {}),
      };
    }),
  });
  return {
    at: ago({ seconds: 1 }),
    nodes: [
      ...Array.from({ length: oldNodes }, (_, i) => node('old', i)),
      ...Array.from({ length: Math.ceil(oldNodes * 0.6) }, (_, i) =>
        node('auto', i),
      ),
    ],
    evicted: 62,
    remaining: 22,
    refused: 1,
    perMinute: 5.2,
    predictedEnd: ahead(5),
  };
}

export const journal: api.JournalEntry[] = (
  [
    ['requested', 'asked for a run of plan 7', 'user:default/guest', undefined],
    [
      'approved',
      'approved: agreed with the teams',
      'user:default/anna',
      undefined,
    ],
    ['step-started', 'Preflight', undefined, 'preflight'],
    ['step-done', 'All rights are there', undefined, 'preflight'],
    ['step-started', 'Back up and verify', undefined, 'backup'],
    ['step-done', '4,212 objects, verified', undefined, 'backup'],
    [
      'intent',
      'eks:UpdateClusterConfig: CONFIG_MAP → API_AND_CONFIG_MAP',
      undefined,
      'authentication-mode',
    ],
    ['outcome', 'happened, update 7c1…', undefined, 'authentication-mode'],
    ['step-started', 'Drain ng-general', undefined, 'drain:managed:ng-general'],
    [
      'intent',
      'evict payments/payments-api-3',
      undefined,
      'drain:managed:ng-general',
    ],
    [
      'outcome',
      'payments/payments-api-3 is gone',
      undefined,
      'drain:managed:ng-general',
    ],
    [
      'blocked',
      'payments-api-7: its budget allows 0 disruptions',
      undefined,
      'drain:managed:ng-general',
    ],
  ] as const
).map(([type, message, actor, stepId], i) => ({
  runId: 'run-1',
  sequence: i + 1,
  at: ago({ minutes: 30 - i * 2 }),
  type,
  message,
  actor,
  stepId,
}));

export const verification: api.Verification = {
  rows: [
    { what: 'Auto Mode', before: 'off', after: 'on (3 of 3)', holds: true },
    {
      what: 'Nodes that are not Auto',
      before: '9',
      after: '3 (kept)',
      holds: true,
    },
    { what: 'Ready pods', before: '96', after: '96', holds: true },
    { what: 'Pending pods', before: '0', after: '0', holds: true },
    {
      what: 'pending → scheduled, median',
      before: '–',
      after: '38 s',
      holds: true,
    },
  ],
};
