// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  NodegroupTaint,
  Taint,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { LABEL_ALIASES } from './labels';
import type { Source } from './sources';

/** Domains whose labels belong to EKS, eksctl, Karpenter or the cloud, never to a pool. */
const FOREIGN_DOMAINS = [
  'eks.amazonaws.com',
  'alpha.eksctl.io',
  'karpenter.sh',
  'karpenter.k8s.aws',
  'k8s.aws',
  'csi.aws.com',
  'k8s.amazonaws.com',
  'vpc.amazonaws.com',
];

/** Karpenter refuses labels of these domains, but for the exceptions below. */
const RESERVED_DOMAINS = ['kubernetes.io', 'k8s.io'];
const RESERVED_EXCEPT = [
  'node.kubernetes.io',
  'node-restriction.kubernetes.io',
  'kops.k8s.io',
];

const ON_EVERY_NODE = new Set([
  'node.kubernetes.io/instance-type',
  'node.kubernetes.io/exclude-from-external-load-balancers',
  ...Object.keys(LABEL_ALIASES),
]);

function inDomain(key: string, domains: readonly string[]): boolean {
  const domain = key.slice(0, Math.max(0, key.indexOf('/')));
  return domains.some(
    candidate => domain === candidate || domain.endsWith(`.${candidate}`),
  );
}

/** Whether a pool may carry the label. */
export function isCopied(key: string): boolean {
  return (
    !ON_EVERY_NODE.has(key) &&
    !inDomain(key, FOREIGN_DOMAINS) &&
    (!inDomain(key, RESERVED_DOMAINS) || inDomain(key, RESERVED_EXCEPT))
  );
}

/** Labels that every node of the source carries alike. */
function shared(source: Source): Record<string, string> {
  const [first, ...others] = source.nodes;
  return Object.fromEntries(
    Object.entries(first?.metadata.labels ?? {}).filter(([key, value]) =>
      others.every(node => node.metadata.labels?.[key] === value),
    ),
  );
}

/**
 * The labels of a pool: those of the node group and those its kubelets set on every node, without
 * what belongs to others. Sorted by key.
 */
export function copiedLabels(
  source: Source,
  notes: string[],
): Record<string, string> {
  const given = source.nodegroup?.labels ?? {};
  const left = Object.keys(given).filter(key => !isCopied(key));
  if (left.length) {
    notes.push(
      `labels not carried over, because they belong to others: ${left
        .sort()
        .join(', ')}`,
    );
  }
  return Object.fromEntries(
    Object.entries({ ...shared(source), ...given })
      .filter(([key]) => isCopied(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const EFFECTS: Record<NodegroupTaint['effect'], Taint['effect']> = {
  NO_SCHEDULE: 'NoSchedule',
  NO_EXECUTE: 'NoExecute',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
};

/** Taints that come and go with a node's state. */
const TRANSIENT = new Set([
  'ToBeDeletedByClusterAutoscaler',
  'DeletionCandidateOfClusterAutoscaler',
]);

function isTransient(key: string): boolean {
  return (
    TRANSIENT.has(key) ||
    inDomain(key, [
      'node.kubernetes.io',
      'node.cloudprovider.kubernetes.io',
      'karpenter.sh',
      'eks.amazonaws.com',
      'ebs.csi.aws.com',
      'efs.csi.aws.com',
    ])
  );
}

const text = (taint: Taint) =>
  `${taint.key}=${taint.value ?? ''}:${taint.effect}`;

/** The taints of the node group and those that every node of the source carries. Sorted. */
export function copiedTaints(source: Source): Taint[] {
  const taints = new Map<string, Taint>();
  for (const { key, value, effect } of source.nodegroup?.taints ?? []) {
    const taint: Taint = {
      key,
      ...(value ? { value } : {}),
      effect: EFFECTS[effect],
    };
    taints.set(text(taint), taint);
  }
  const [first, ...others] = source.nodes;
  for (const { key, value, effect } of first?.spec.taints ?? []) {
    const taint: Taint = { key, ...(value ? { value } : {}), effect };
    const everywhere = others.every(node =>
      (node.spec.taints ?? []).some(other => text(other) === text(taint)),
    );
    if (everywhere) {
      taints.set(text(taint), taint);
    }
  }
  return [...taints.entries()]
    .filter(([, taint]) => !isTransient(taint.key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, taint]) => taint);
}
