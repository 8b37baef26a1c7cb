// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Instance,
  Node,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { runsWindows } from '../inventory/runsWindows';

/** What the price of a node depends on. */
export interface NodeKind {
  /** Instance type; `unknown` where the node does not say. */
  type: string;
  capacity: 'on-demand' | 'spot';
  os?: 'windows';
}

/** Nodes of one kind as the bill sees them. */
export interface CostNodes extends NodeKind {
  count: number;
}

/** @param instance - behind the node: outside managed groups no label says that it is Spot. */
export function kindOf(
  node: Node,
  instance: Pick<Instance, 'lifecycle'> | undefined,
): NodeKind {
  const labels = node.metadata.labels ?? {};
  const capacity =
    labels['karpenter.sh/capacity-type'] ??
    labels['eks.amazonaws.com/capacityType'] ??
    instance?.lifecycle ??
    '';
  return {
    type: labels['node.kubernetes.io/instance-type'] ?? 'unknown',
    capacity:
      capacity.toLocaleLowerCase('en-US') === 'spot' ? 'spot' : 'on-demand',
    ...(runsWindows(node) ? { os: 'windows' } : {}),
  };
}

/** For people. */
export function nameOf({ type, os }: NodeKind): string {
  if (type === 'unknown') return 'nodes that do not name their instance type';
  return os ? `${type} with Windows` : type;
}

export function counted(kinds: readonly NodeKind[]): CostNodes[] {
  const counts = new Map<string, CostNodes>();
  for (const kind of kinds) {
    const key = `${kind.type} ${kind.capacity} ${kind.os ?? ''}`;
    const before = counts.get(key);
    if (before) before.count += 1;
    else counts.set(key, { ...kind, count: 1 });
  }
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, nodes]) => nodes);
}

export function countOf(nodes: readonly CostNodes[]): number {
  return nodes.reduce((sum, { count }) => sum + count, 0);
}
