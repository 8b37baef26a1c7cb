// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup,
  ClusterDescription,
  NodeClass,
  Nodegroup,
  NodePool,
  Subnet,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { AUTO_GROUP } from './pools';

interface SubnetParts {
  cluster: ClusterDescription;
  subnets: readonly Subnet[];
}

/** Those of its own that EKS places nodes in where nothing says otherwise. */
export function clusterSubnets({ cluster, subnets }: SubnetParts): Subnet[] {
  return subnets.filter(one => cluster.network.subnetIds.includes(one.id));
}

/** Where new nodes for the pods of a source are launched: in its own subnets, else in the cluster's. */
export function sourceSubnets(
  source: {
    nodegroup?: Pick<Nodegroup, 'subnetIds'>;
    groups: readonly Pick<AutoScalingGroup, 'subnetIds'>[];
  },
  parts: SubnetParts,
): Subnet[] {
  const ids =
    source.nodegroup?.subnetIds ??
    source.groups.flatMap(group => group.subnetIds);
  const own = parts.subnets.filter(subnet => ids.includes(subnet.id));
  return own.length ? own : clusterSubnets(parts);
}

/** The class of an Auto pool, as far as it is there. */
export function classOf(
  nodePool: NodePool,
  nodeClasses: readonly NodeClass[],
): NodeClass | undefined {
  return nodeClasses.find(
    candidate =>
      candidate.apiVersion.startsWith(`${AUTO_GROUP}/`) &&
      candidate.metadata.name === nodePool.spec.template.spec.nodeClassRef.name,
  );
}

/** The subnets that a class chooses; the cluster's where it chooses none, or is not there yet. */
export function classSubnets(
  nodeClass: NodeClass | undefined,
  parts: SubnetParts,
): Subnet[] {
  const terms = nodeClass?.spec.subnetSelectorTerms ?? [];
  const chosen = parts.subnets.filter(subnet =>
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
  return chosen.length ? chosen : clusterSubnets(parts);
}
