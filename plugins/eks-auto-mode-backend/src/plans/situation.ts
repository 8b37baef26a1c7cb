// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  DrainBound,
  KubernetesPermission,
  PlanOptions,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Placement } from '../placement/placeSources';
import type { PlanParts } from './planParts';

/** Everything that a step's plan is made of. */
export interface Situation {
  parts: PlanParts;
  options: PlanOptions;
  placement: Placement;
  /** The role of Auto nodes: the one in use, else the named one, else ours. */
  nodeRole: { arn: string; name: string };
  bounds: DrainBound[];
}

export const READ_NODES: KubernetesPermission[] = ['get', 'list'].map(verb => ({
  verb,
  group: '',
  resource: 'nodes',
}));

export const READ_PODS: KubernetesPermission[] = ['get', 'list'].map(verb => ({
  verb,
  group: '',
  resource: 'pods',
}));

/** What emptying nodes under budgets takes; an undo begins by doing so with Auto nodes. */
export const DRAIN: KubernetesPermission[] = [
  ...READ_NODES,
  { verb: 'patch', group: '', resource: 'nodes' },
  ...READ_PODS,
  { verb: 'create', group: '', resource: 'pods', subresource: 'eviction' },
  ...verbs('policy', 'poddisruptionbudgets', 'list'),
  ...verbs('apps', 'deployments', 'list'),
  ...verbs('apps', 'statefulsets', 'list'),
  ...verbs('', 'persistentvolumeclaims', 'list'),
  ...verbs('', 'persistentvolumes', 'list'),
  ...verbs('storage.k8s.io', 'storageclasses', 'list'),
];

/** The access entries that the Auto nodes of a cluster join by. */
export function nodeEntryArn({ parts, nodeRole }: Situation): string {
  const { partition, region, accountId, name } = parts.cluster;
  return `arn:${partition}:eks:${region}:${accountId}:access-entry/${name}/role/${accountId}/${nodeRole.name}/*`;
}

/** Verbs on one resource. */
export function verbs(
  group: string,
  resource: string,
  ...names: string[]
): KubernetesPermission[] {
  return names.map(verb => ({ verb, group, resource }));
}
