// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { classOf, classSubnets, clusterSubnets } from './launchSubnets';
import { builtInPool, diskGiBOf } from './poolObjects';
import { AUTO_GROUP, type Pool } from './pools';
import { zonesOf, type TranslateParts } from './translateParts';

/**
 * The pools of Auto Mode that are there already, and those that EKS brings when it is switched on.
 *
 * @param builtIns - names that the cluster will have; those that exist are taken as they are.
 *
 * @alpha
 */
export function poolsNow(
  parts: Pick<
    TranslateParts,
    'cluster' | 'subnets' | 'nodePools' | 'nodeClasses'
  >,
  builtIns: readonly ('system' | 'general-purpose')[],
): Pool[] {
  const existing = parts.nodePools
    .filter(pool => pool.spec.template.spec.nodeClassRef.group === AUTO_GROUP)
    .map((nodePool): Pool => {
      const nodeClass = classOf(nodePool, parts.nodeClasses);
      return {
        name: nodePool.metadata.name,
        origin: 'existing',
        nodePool,
        zones: zonesOf(classSubnets(nodeClass, parts)),
        diskGiB: diskGiBOf(nodeClass),
        preferredTypes: [],
      };
    });
  const names = new Set(existing.map(pool => pool.name));
  return [
    ...existing,
    ...builtIns
      .filter(name => !names.has(name))
      .map(name => builtInPool(name, zonesOf(clusterSubnets(parts)))),
  ];
}
