// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { ago } from './moments';

const ACCOUNT = '111122223333';

export const everything: api.Allowed = {
  read: true,
  assess: true,
  backUp: true,
  plan: true,
  approve: true,
  run: true,
  undo: true,
  retire: true,
  except: true,
};
export const readOnly: api.Allowed = {
  ...everything,
  assess: false,
  backUp: false,
  plan: false,
  approve: false,
  run: false,
  undo: false,
  retire: false,
  except: false,
};

export const checks: api.CheckInfo[] = [
  {
    code: 'WL-01',
    title: 'Every budget lets a pod go',
    severity: 'blocker',
    resolvedBy: 'owner',
    reads: ['pods', 'podDisruptionBudgets'],
    why: 'A drain evicts only what the PodDisruptionBudget allows: one that never allows anything keeps its node for ever.',
    remediation:
      'Run one replica more, or let one pod be unavailable, at least while pods move.',
    source: 'EKS User Guide, auto-migrate-mng',
  },
  {
    code: 'WL-04',
    title: 'Every pod has a controller',
    severity: 'blocker',
    resolvedBy: 'owner',
    reads: ['pods'],
    why: 'Nobody brings a pod without a controller back once it is evicted; a run does not touch it, and so cannot drain its node.',
    remediation:
      'Run it under a Deployment, a StatefulSet or a Job, or delete it.',
    source: 'kubectl drain',
  },
  {
    code: 'WL-05',
    title: 'Nothing runs as a single replica',
    severity: 'warning',
    resolvedBy: 'owner',
    reads: ['deployments'],
    why: 'When its only pod moves, the service is away until the new one is Ready.',
    remediation: 'Run two replicas while pods move, or accept the gap.',
    source: 'https://kubernetes.io/docs/concepts/workloads/pods/disruptions/',
  },
  {
    code: 'IAM-01',
    title: 'The cluster role lets EKS tag its sessions',
    severity: 'blocker',
    resolvedBy: 'plan',
    reads: ['clusterRole'],
    why: 'Every permission of Auto Mode is bound to a session tag with the cluster’s name; without sts:TagSession everything it does is denied.',
    remediation:
      'Add sts:TagSession to the statement of the trust policy that lets eks.amazonaws.com assume the role. Leave the rest of the document as it is.',
    source: 'EKS User Guide, auto-enable-existing',
  },
  {
    code: 'NET-06',
    title: 'The subnets are tagged for load balancers',
    severity: 'warning',
    resolvedBy: 'plan',
    reads: ['cluster', 'subnets'],
    why: 'Load balancers find their subnets by these tags; without them Auto Mode goes by routes, and not at all for dual-stack ones.',
    remediation:
      'Tag public subnets kubernetes.io/role/elb and private ones kubernetes.io/role/internal-elb, with the value 1.',
    source: 'EKS User Guide, tag-subnets-auto',
  },
];

/** Findings of the blocked cluster; `extra` makes more of them, for a large one. */
export function findings(extra = 0): api.Finding[] {
  const more = Array.from(
    { length: extra },
    (_, i): api.Finding => ({
      id: `wl-05-${i}`,
      code: 'WL-05',
      title: 'Nothing runs as a single replica',
      severity: 'warning',
      resolvedBy: 'owner',
      subject: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace: `team-${i % 12}`,
        name: `worker-${i}`,
      },
      message: 'It runs as a single replica and is away while that pod moves.',
      evidence: 'spec.replicas = 1',
      owner: `group:default/team-${i % 12}`,
      ownerResolution: 'namespace',
      since: ago({ days: 9 }),
    }),
  );
  return [
    {
      id: 'wl-01',
      code: 'WL-01',
      title: 'Every budget lets a pod go',
      severity: 'blocker',
      resolvedBy: 'owner',
      subject: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace: 'payments',
        name: 'payments-api',
      },
      message:
        'Its PodDisruptionBudget never lets a pod go, so its node could not be drained.',
      evidence:
        'PodDisruptionBudget payments/payments-api: minAvailable 100% of 10',
      remedy: 'Let one pod at a time go.',
      patch: {
        title: 'Allow one pod at a time',
        language: 'yaml',
        content:
          'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: payments-api\n  namespace: payments\nspec:\n  minAvailable: null\n  maxUnavailable: 1\n',
      },
      owner: 'group:default/team-payments',
      ownerResolution: 'kubernetes-id',
      componentRef: 'component:default/payments-api',
      since: ago({ days: 3 }),
    },
    {
      id: 'wl-04',
      code: 'WL-04',
      title: 'Every pod has a controller',
      severity: 'blocker',
      resolvedBy: 'owner',
      subject: {
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: 'payments',
        name: 'ledger-debug',
      },
      message: 'This pod has no controller: evicted, it would be gone.',
      evidence:
        'no ownerReference with controller: true; on node ip-10-0-1-11.ec2.internal',
      owner: 'group:default/team-payments',
      ownerResolution: 'namespace',
      since: ago({ hours: 20 }),
    },
    {
      id: 'iam-01',
      code: 'IAM-01',
      title: 'The cluster role lets EKS tag its sessions',
      severity: 'blocker',
      resolvedBy: 'plan',
      subject: { arn: `arn:aws:iam::${ACCOUNT}:role/checkout-prod-cluster` },
      message:
        'The cluster role does not let EKS tag its sessions, so Auto Mode would be denied everything.',
      evidence:
        'the trust policy allows eks.amazonaws.com sts:AssumeRole, not sts:TagSession',
      owner: 'group:default/team-payments',
      ownerResolution: 'cluster',
      since: ago({ days: 12 }),
    },
    {
      id: 'net-06',
      code: 'NET-06',
      title: 'The subnets are tagged for load balancers',
      severity: 'warning',
      resolvedBy: 'plan',
      subject: { arn: `arn:aws:ec2:us-east-1:${ACCOUNT}:subnet/subnet-0a1` },
      message: 'Load balancers do not find this private subnet by its tags.',
      evidence:
        'subnet-0a1 (us-east-1a): no tag kubernetes.io/role/internal-elb',
      owner: 'group:default/team-payments',
      ownerResolution: 'cluster',
      since: ago({ days: 12 }),
    },
    {
      id: 'wl-05',
      code: 'WL-05',
      title: 'Nothing runs as a single replica',
      severity: 'warning',
      resolvedBy: 'owner',
      subject: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace: 'cart',
        name: 'cart-worker',
      },
      message: 'It runs as a single replica and is away while that pod moves.',
      evidence: 'spec.replicas = 1',
      owner: 'group:default/team-cart',
      ownerResolution: 'label-selector',
      since: ago({ days: 1 }),
    },
    {
      id: 'acme-07',
      code: 'ACME-07',
      title: 'Images come from our registry',
      severity: 'unknown',
      resolvedBy: 'platform',
      subject: {
        arn: `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/checkout-prod`,
      },
      message: 'Could not be judged: the check itself failed.',
      evidence:
        "TypeError: Cannot read properties of undefined (reading 'image')",
      remedy:
        'Report it to whoever maintains the check, with this text; nothing can be said about its subject until then.',
      owner: 'group:default/team-payments',
      ownerResolution: 'cluster',
      since: ago({ days: 2 }),
    },
    ...more,
  ];
}

export const sources: api.Source[] = [
  {
    id: 'managed:ng-general',
    type: 'managed-node-group',
    name: 'ng-general',
    nodes: 6,
    pods: 84,
    instanceTypes: ['m5.large'],
    decision: 'move',
    keptBecause: [],
    pools: ['ng-general'],
    definedBy: 'terraform',
  },
  {
    id: 'managed:ng-data',
    type: 'managed-node-group',
    name: 'ng-data',
    nodes: 3,
    pods: 12,
    instanceTypes: ['r5.xlarge'],
    decision: 'keep',
    keptBecause: [
      {
        reason: 'its volumes are of the EBS CSI driver',
        subject: {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          namespace: 'cassandra',
          name: 'cassandra',
        },
      },
    ],
    pools: [],
  },
];

/** A cluster as the list shows it. */
export function cluster(
  name: string,
  parts: Partial<api.ClusterSummary> = {},
): api.ClusterSummary {
  return {
    id: `${ACCOUNT}.us-east-1.${name}`,
    entityRef: `resource:default/${name}`,
    arn: `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/${name}`,
    name,
    accountId: ACCOUNT,
    region: 'us-east-1',
    environment: 'production',
    version: '1.34',
    verdict: 'ready',
    score: 100,
    confidence: 100,
    counts: { blocker: 0, warning: 0, info: 0, unknown: 0 },
    owner: 'group:default/team-platform',
    readAt: ago({ minutes: 12 }),
    stale: false,
    nodes: 9,
    autoNodes: 0,
    pods: 96,
    refreshing: false,
    ...parts,
  };
}

/** What was said of `legacy-eu` when it was read. */
const NO_ANSWER =
  'list v1/namespaces: https://9F8E7D6C5B4A.gr7.eu-west-1.eks.amazonaws.com does not answer (UND_ERR_CONNECT_TIMEOUT)';

export const clusters: api.ClusterSummary[] = [
  cluster('checkout-prod', {
    verdict: 'blocked',
    score: 71,
    confidence: 96,
    counts: { blocker: 3, warning: 2, info: 0, unknown: 1 },
    owner: 'group:default/team-payments',
  }),
  cluster('checkout-staging', { environment: 'staging', nodes: 4, pods: 40 }),
  cluster('catalog-prod', {
    verdict: 'migrated',
    nodes: 5,
    autoNodes: 5,
    owner: 'group:default/team-cart',
  }),
  cluster('search-prod', {
    verdict: 'needs-work',
    score: 88,
    confidence: 61,
    counts: { blocker: 0, warning: 4, info: 1, unknown: 9 },
    stale: true,
    readAt: ago({ days: 2 }),
  }),
  cluster('legacy-eu', {
    verdict: 'unreachable',
    region: 'eu-west-1',
    score: 37,
    confidence: 40,
    counts: { blocker: 3, warning: 1, info: 0, unknown: 81 },
    nodes: undefined,
    autoNodes: undefined,
    pods: undefined,
    problem: {
      code: 'unreachable',
      message: NO_ANSWER,
      remedy:
        'Let the backend reach the endpoint: add its address to the public access CIDRs, or run it where the VPC is reachable, or name a proxy in kubernetes.io/api-server',
    },
  }),
  cluster('batch-prod', {
    verdict: 'ready',
    nodes: 50,
    pods: 1000,
    owner: 'group:default/team-data',
  }),
  cluster('new-one', {
    verdict: undefined,
    score: undefined,
    confidence: undefined,
    counts: undefined,
    readAt: undefined,
    nodes: undefined,
    autoNodes: undefined,
    pods: undefined,
    version: undefined,
  }),
];

export function backup(
  id: string,
  parts: Partial<api.Backup> = {},
): api.Backup {
  return {
    id,
    clusterId: clusters[0].id,
    clusterName: 'checkout-prod',
    state: 'verified',
    createdBy: 'schedule',
    createdAt: ago({ hours: 2 }),
    verifiedAt: ago({ hours: 2 }),
    keptUntil: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    bucket: 'eks-auto-mode-backups',
    prefix: `portal/checkout-prod/${id}`,
    objects: 4212,
    bytes: 18_400_000,
    kinds: 412,
    parts: [
      {
        key: 'kubernetes-0001.ndjson.gz',
        objects: 4180,
        bytes: 18_200_000,
        sha256: '3f9a0c2d'.repeat(8),
      },
      {
        key: 'aws-0001.ndjson.gz',
        objects: 32,
        bytes: 200_000,
        sha256: '77be01aa'.repeat(8),
      },
    ],
    unread: [],
    ...parts,
  };
}

export const backups: api.Backup[] = [
  backup('b3', { createdBy: 'user:default/guest' }),
  backup('b2', {
    state: 'partial',
    createdAt: ago({ days: 1 }),
    verifiedAt: undefined,
    unread: [
      {
        what: 'metrics.k8s.io/v1beta1/pods',
        reason: 'the aggregated API answered 503',
        required: false,
      },
      { what: 'v1/configmaps', reason: 'denied (403)', required: true },
    ],
  }),
  backup('b1', {
    state: 'damaged',
    createdAt: ago({ days: 2 }),
    error: 'kubernetes-0001.ndjson.gz: the digest differs from the manifest.',
  }),
];

export const unregistered: api.UnregisteredPage = {
  items: [
    {
      arn: `arn:aws:eks:us-west-2:${ACCOUNT}:cluster/forgotten`,
      name: 'forgotten',
      accountId: ACCOUNT,
      region: 'us-west-2',
      autoMode: false,
      version: '1.29',
      catalogInfo:
        'apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata:\n  name: forgotten\n  annotations:\n    amazonaws.com/arn: arn:aws:eks:us-west-2:111122223333:cluster/forgotten\nspec:\n  type: kubernetes-cluster\n  owner: group:default/team-platform\n',
    },
  ],
  problems: [],
  readAt: ago({ minutes: 5 }),
};
