// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Around, LedgerEntry } from '../ledger';
import type { ApprovedPlan } from '../plan';
import type { WitnessedRun } from '../evidence';

export const clusterArn = 'arn:aws:eks:us-east-1:111122223333:cluster/one';
export const product = 'arn:aws:iam::111122223333:user/portal';
const blue = 'eks-blue-5fc5ae63-efed-4d7f-aef9-2b05958f1104';
const nodeRole = 'arn:aws:iam::111122223333:role/auto-node';
const groupArn =
  'arn:aws:eks:us-east-1:111122223333:nodegroup/one/blue/5fc5ae63';
const lock =
  'kubernetes:coordination.k8s.io/v1/Lease/kube-system/eks-auto-mode#l1';

/** A moment of the story, in seconds. */
export const second = (n: number) =>
  new Date(Date.UTC(2026, 10, 21, 8) + n * 1000).toISOString();

export const plan: ApprovedPlan = {
  clusterName: 'one',
  steps: [
    {
      id: 'cluster-role',
      kind: 'cluster-role',
      changes: [
        {
          type: 'exact',
          id: 'cluster-role/1',
          api: 'iam:AttachRolePolicy',
          target: 'arn:aws:iam::111122223333:role/one-cluster',
          request: { RoleName: 'one-cluster', PolicyArn: 'arn:compute' },
        },
      ],
    },
    {
      id: 'enable',
      kind: 'enable',
      changes: [
        {
          type: 'exact',
          id: 'enable/1',
          api: 'eks:UpdateClusterConfig',
          target: clusterArn,
          request: {
            name: 'one',
            computeConfig: {
              enabled: true,
              nodePools: ['system'],
              nodeRoleArn: nodeRole,
            },
          },
        },
      ],
    },
    {
      id: 'node-pools',
      kind: 'node-pools',
      changes: [
        {
          type: 'exact',
          id: 'node-pools/1',
          api: 'kubernetes:create',
          target: 'karpenter.sh/v1/NodePool//migrated',
          request: {
            apiVersion: 'karpenter.sh/v1',
            kind: 'NodePool',
            metadata: { name: 'migrated' },
            spec: { weight: 60 },
          },
        },
      ],
    },
    {
      id: 'canary',
      kind: 'canary',
      changes: [
        {
          type: 'exact',
          id: 'canary/1',
          api: 'kubernetes:create',
          target: 'v1/Pod/kube-system/canary',
          request: { kind: 'Pod', metadata: { name: 'canary' } },
        },
        {
          type: 'exact',
          id: 'canary/2',
          api: 'kubernetes:delete',
          target: 'v1/Pod/kube-system/canary',
          request: { kind: 'Pod', namespace: 'kube-system', name: 'canary' },
        },
      ],
    },
    {
      id: 'drain:managed:blue',
      kind: 'drain',
      source: 'managed:blue',
      changes: [
        {
          type: 'scoped',
          id: 'drain/1',
          api: 'kubernetes:cordon',
          scope: { source: 'managed:blue', filter: 'its nodes' },
          maximum: 2,
        },
        {
          type: 'scoped',
          id: 'drain/2',
          api: 'kubernetes:evict',
          scope: { source: 'managed:blue', filter: 'its pods' },
          maximum: 2,
        },
      ],
    },
    {
      id: 'shrink:managed:blue',
      kind: 'shrink',
      source: 'managed:blue',
      changes: [
        {
          type: 'exact',
          id: 'shrink/1',
          api: 'eks:UpdateNodegroupConfig',
          target: groupArn,
          request: {
            clusterName: 'one',
            nodegroupName: 'blue',
            scalingConfig: { minSize: 0, desiredSize: 0 },
          },
        },
      ],
    },
  ],
};

type Line = Omit<LedgerEntry, 'sequence' | 'at' | 'by'> & {
  by?: string;
  second?: number;
};

/** Lines of a ledger, numbered; each a second after the one before. */
export function story(...lines: Line[]): LedgerEntry[] {
  return lines.map(({ second: moment, ...line }, index) => ({
    by: product,
    ...line,
    sequence: index + 1,
    at: second(moment ?? index),
  }));
}

const inCluster = { clusterArn };

export const takeLock = (run = 'r1', at = 0): Line => ({
  ...inCluster,
  object: lock,
  field: 'object',
  before: null,
  after: {
    spec: {
      holderIdentity: `https://portal.example/${run}`,
      renewTime: second(at),
      leaseDurationSeconds: 900,
    },
  },
  via: 'kubernetes:create',
});

export const passLock = (from: string, to: string | null): Line => ({
  ...inCluster,
  object: lock,
  field: 'spec.holderIdentity',
  before: `https://portal.example/${from}`,
  after: to && `https://portal.example/${to}`,
  via: 'kubernetes:update',
});

export const attach: Line = {
  object: 'iam:role/one-cluster',
  field: 'attached:arn:compute',
  before: false,
  after: true,
  via: 'iam:AttachRolePolicy',
};

export const detach: Line = {
  ...attach,
  before: true,
  after: false,
  via: 'iam:DetachRolePolicy',
};

export const enable: Line = {
  ...inCluster,
  object: 'eks:cluster/one',
  field: 'computeConfig',
  before: null,
  after: { enabled: true, nodePools: ['system'], nodeRoleArn: nodeRole },
  via: 'eks:UpdateClusterConfig',
};

export const makePool: Line = {
  ...inCluster,
  object: 'kubernetes:karpenter.sh/v1/NodePool/migrated#p1',
  field: 'object',
  before: null,
  after: {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name: 'migrated', uid: 'p1' },
    spec: { weight: 60, template: {} },
  },
  via: 'kubernetes:create',
};

export const closePool: Line = {
  ...makePool,
  field: 'spec.limits',
  before: { cpu: '32' },
  after: { cpu: '0' },
  via: 'kubernetes:patch',
};

export const deletePool: Line = {
  ...makePool,
  field: 'metadata.deletionTimestamp',
  before: null,
  after: second(99),
  via: 'kubernetes:delete',
};

const canary = 'kubernetes:v1/Pod/kube-system/canary#c1';
export const makeCanary: Line = {
  ...inCluster,
  object: canary,
  field: 'object',
  before: null,
  after: { kind: 'Pod', metadata: { name: 'canary' } },
  via: 'kubernetes:create',
};
export const deleteCanary: Line = {
  ...makeCanary,
  before: { kind: 'Pod', metadata: { name: 'canary' } },
  after: null,
  via: 'kubernetes:delete',
  around: { node: 'i-1', budgets: [] },
};

export const cordon = (
  node: string,
  around: Around = { autoScalingGroup: blue },
): Line => ({
  ...inCluster,
  object: `kubernetes:v1/Node/${node}#${node}`,
  field: 'spec.unschedulable',
  before: null,
  after: true,
  via: 'kubernetes:patch',
  around,
});

export const uncordon = (node: string): Line => ({
  ...cordon(node),
  before: true,
  after: null,
});

const pod = (name: string) => `kubernetes:v1/Pod/shop/${name}#${name}`;
const onBlue: Around = {
  node: 'ip-1',
  autoScalingGroup: blue,
  owner: 'ReplicaSet/web-1#rs1',
  finished: false,
  ready: true,
  budgets: [{ name: 'web', disruptionsAllowed: 0 }],
};

export const eviction = (
  name: string,
  around: Around = {},
  budget: object = { name: 'web', allowedBefore: 1, charged: true },
): Line => ({
  ...inCluster,
  object: pod(name),
  field: 'eviction',
  before: null,
  after: { outcome: 'accepted', budget },
  via: 'kubernetes:evict',
  around: { ...onBlue, ...around },
});

export const deletion = (name: string, around: Around = {}): Line => ({
  ...inCluster,
  object: pod(name),
  field: 'metadata.deletionTimestamp',
  before: null,
  after: second(99),
  via: 'kubernetes:delete',
  around: { ...onBlue, ...around },
});

export const born = (name: string, owner = 'ReplicaSet/web-1#rs1'): Line => ({
  ...inCluster,
  object: pod(name),
  field: 'object',
  before: null,
  after: { owner, nodeName: null },
  by: 'sandbox:replicaset',
  via: 'sandbox:replicaset',
});

export const bound = (name: string): Line => ({
  ...inCluster,
  object: pod(name),
  field: 'spec.nodeName',
  before: null,
  after: 'i-1',
  by: 'sandbox:scheduler',
  via: 'sandbox:scheduler',
});

export const vanished = (name: string, around: Around = {}): Line => ({
  ...deletion(name, around),
  field: 'object',
  before: { nodeName: 'ip-1' },
  after: null,
  by: 'sandbox:ec2',
  via: 'sandbox:ec2',
});

export const shrink: Line = {
  ...inCluster,
  object: 'eks:nodegroup/one/blue',
  field: 'scalingConfig',
  before: { minSize: 1, maxSize: 4, desiredSize: 2 },
  after: { minSize: 0, maxSize: 4, desiredSize: 0 },
  via: 'eks:UpdateNodegroupConfig',
};

export const widen: Line = {
  ...shrink,
  before: shrink.after,
  after: shrink.before,
};

export const ended = (pods: string[]): Line => ({
  ...inCluster,
  object: 'ec2:instance/i-0',
  field: 'state',
  before: 'running',
  after: 'shutting-down',
  by: 'sandbox:auto-scaling',
  via: 'sandbox:scale-in',
  around: { pods },
});

export const run = (more: Partial<WitnessedRun> = {}): WitnessedRun => ({
  id: 'r1',
  plan,
  backupVerifiedAt: second(0),
  ...more,
});
