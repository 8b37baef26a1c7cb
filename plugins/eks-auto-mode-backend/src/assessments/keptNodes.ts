// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlannedSource } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Node } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/**
 * Tells the nodes of kept sources: they may stay in a migrated cluster. Where not all was read that a
 * source is kept for, that is not certain.
 */
export function keptNodes(
  sources: readonly PlannedSource[],
): (node: Node) => boolean {
  const kept = new Set(
    sources
      .filter(source => source.decision === 'keep' && !source.inTheWay)
      .map(source => source.name),
  );
  return node =>
    kept.has(node.metadata.labels?.['eks.amazonaws.com/nodegroup'] ?? '');
}
