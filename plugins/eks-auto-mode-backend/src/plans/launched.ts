// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  NodeClass,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ownAddress, type LaunchedNode } from '../nodes/addresses';
import { podKey, type Placement, type Pool } from '../placement';
import { classOf, classSubnets } from '../placement/launchSubnets';
import { compiledPool, daemonsOn } from '../placement/pools';

type LaunchedParts = Pick<
  InventoryParts,
  'cluster' | 'subnets' | 'nodeClasses' | 'pods' | 'daemonSets'
>;

/** The nodes that the move launches when the old ones are gone: where, and how many addresses their pods take. */
export function launchedBy(
  { allPools, context, gone }: Placement,
  parts: LaunchedParts,
): LaunchedNode[] {
  const moved = new Map<string, number>();
  for (const pod of parts.pods.filter(ownAddress)) {
    const node = gone.placements.get(podKey(pod));
    if (node !== undefined) moved.set(node, (moved.get(node) ?? 0) + 1);
  }
  const ofPool = new Map(
    allPools.map((pool: Pool & { nodeClass?: NodeClass }) => [
      pool.name,
      {
        subnetIds: classSubnets(
          pool.nodeClass ?? classOf(pool.nodePool, parts.nodeClasses),
          parts,
        ).map(({ id }) => id),
        daemons: daemonsOn(
          compiledPool(pool, context),
          parts.daemonSets,
        ).filter(ownAddress).length,
      },
    ]),
  );
  return gone.nodes.map(({ name, pool, zone }) => {
    const { subnetIds = [], daemons = 0 } = ofPool.get(pool) ?? {};
    return { zone, subnetIds, pods: (moved.get(name) ?? 0) + daemons };
  });
}
