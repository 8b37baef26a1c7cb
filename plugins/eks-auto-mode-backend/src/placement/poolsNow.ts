// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  NodeClass,
  Subnet,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
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
  const clusterSubnets = parts.subnets.filter(subnet =>
    parts.cluster.network.subnetIds.includes(subnet.id),
  );
  const existing = parts.nodePools
    .filter(pool => pool.spec.template.spec.nodeClassRef.group === AUTO_GROUP)
    .map((nodePool): Pool => {
      const nodeClass = parts.nodeClasses.find(
        candidate =>
          candidate.apiVersion.startsWith(`${AUTO_GROUP}/`) &&
          candidate.metadata.name ===
            nodePool.spec.template.spec.nodeClassRef.name,
      );
      const chosen = subnetsOf(nodeClass, parts.subnets);
      return {
        name: nodePool.metadata.name,
        origin: 'existing',
        nodePool,
        zones: zonesOf(chosen.length ? chosen : clusterSubnets),
        diskGiB: diskGiBOf(nodeClass),
        preferredTypes: [],
      };
    });
  const names = new Set(existing.map(pool => pool.name));
  return [
    ...existing,
    ...builtIns
      .filter(name => !names.has(name))
      .map(name => builtInPool(name, zonesOf(clusterSubnets))),
  ];
}

function subnetsOf(
  nodeClass: NodeClass | undefined,
  subnets: readonly Subnet[],
): Subnet[] {
  const terms = nodeClass?.spec.subnetSelectorTerms ?? [];
  return subnets.filter(subnet =>
    terms.some(
      term =>
        (term.id === undefined || term.id === subnet.id) &&
        Object.entries(term.tags ?? {}).every(
          ([key, value]) =>
            subnet.tags[key] !== undefined &&
            (value === '*' || subnet.tags[key] === value),
        ),
    ),
  );
}
