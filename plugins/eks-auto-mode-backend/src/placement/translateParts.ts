// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  Subnet,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** What {@link translateSources} and {@link poolsNow} read beside the sources. @alpha */
export const translateParts = [
  'cluster',
  'subnets',
  'launchTemplates',
  'instances',
  'instanceTypes',
  'nodePools',
  'nodeClasses',
  'daemonSets',
] as const;

/** @alpha */
export type TranslateParts = Pick<
  InventoryParts,
  (typeof translateParts)[number]
>;

/** @alpha */
export interface TranslateOptions {
  /** Name (not ARN) of the role of Auto nodes: NodeClasses need it. */
  nodeRoleName: string;
}

/** Zones of subnets, each once, sorted. */
export function zonesOf(subnets: readonly Subnet[]): string[] {
  return [...new Set(subnets.map(subnet => subnet.availabilityZone))].sort();
}
