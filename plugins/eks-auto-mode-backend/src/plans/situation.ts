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

export const READ_NODES: KubernetesPermission[] = ['get', 'list', 'watch'].map(
  verb => ({ verb, group: '', resource: 'nodes' }),
);

export const READ_PODS: KubernetesPermission[] = ['get', 'list', 'watch'].map(
  verb => ({ verb, group: '', resource: 'pods' }),
);

/** Verbs on one resource. */
export function verbs(
  group: string,
  resource: string,
  ...names: string[]
): KubernetesPermission[] {
  return names.map(verb => ({ verb, group, resource }));
}
