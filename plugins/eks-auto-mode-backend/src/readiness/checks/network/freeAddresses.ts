// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
  type InventoryParts,
  type Subnet,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  clusterSubnets,
  sourceSubnets,
} from '../../../placement/launchSubnets';
import { ec2Arn } from '../../arns';
import { count } from '../../text';

/** The control plane's network interfaces: at least six, better sixteen (EKS User Guide, network-reqs). */
const LEAST = 6;
const WANTED = 16;
/** An Auto node takes its addresses in blocks of sixteen (EKS User Guide, auto-networking). */
const PER_NODE = 16;
/** Old and new nodes stand side by side while pods move. */
const SURGE = 1.1;

const reads = [
  'cluster',
  'subnets',
  'instances',
  'nodegroups',
  'autoScalingGroups',
] as const;
type Parts = Pick<InventoryParts, (typeof reads)[number]>;

/** Subnets in which new nodes are launched, and how many nodes of today they take the place of. */
interface Place {
  subnets: Subnet[];
  nodes: number;
}

const isOldNode = (one: Parts['instances'][number]) =>
  !one.managedByAuto && one.state === 'running';

/** One for each group of nodes, and the cluster's own for nodes of no group. */
function placesOf(parts: Parts): Place[] {
  const old = new Set(parts.instances.filter(isOldNode).map(one => one.id));
  const groups = parts.autoScalingGroups.map(group => ({
    group,
    nodegroup: parts.nodegroups.find(one =>
      one.autoScalingGroups.includes(group.name),
    ),
    nodes: group.instances.filter(({ id }) => old.has(id)).length,
  }));
  const grouped = groups.reduce((sum, { nodes }) => sum + nodes, 0);
  return [
    { subnets: clusterSubnets(parts), nodes: old.size - grouped },
    ...groups.map(({ group, nodegroup, nodes }) => ({
      subnets: sourceSubnets({ nodegroup, groups: [group] }, parts),
      nodes,
    })),
  ];
}

/** Nodes for which there is no place but these subnets. */
function nodesWithin({ subnets }: Place, places: readonly Place[]): number {
  return places
    .filter(place => place.subnets.every(one => subnets.includes(one)))
    .reduce((sum, { nodes }) => sum + nodes, 0);
}

type Judgement = Required<Pick<FindingDraft, 'severity' | 'message'>>;

/** The control plane has interfaces of its own in each of the cluster's. */
function judgeOfCluster(left: number): Judgement | undefined {
  if (left >= WANTED) return undefined;
  const free = count(left, 'free address', 'free addresses');
  return left < LEAST
    ? {
        severity: 'blocker',
        message: `The cluster’s subnet has ${free}; EKS needs at least ${LEAST}.`,
      }
    : {
        severity: 'warning',
        message: `The cluster’s subnet has only ${free}.`,
      };
}

function judgeOfNodes(
  subnet: Subnet,
  { instances }: Parts,
  places: readonly Place[],
  perNode: number,
): Judgement | undefined {
  const left = subnet.availableAddresses;
  if (left >= perNode) return undefined;
  const free = count(left, 'free address', 'free addresses');
  const launching = places.filter(place => place.subnets.includes(subnet));
  const least = Math.min(LEAST, perNode);
  if (
    launching.some(
      place =>
        place.nodes > 0 &&
        place.subnets.every(one => one.availableAddresses < least),
    )
  ) {
    return {
      severity: 'blocker',
      message: `New nodes are launched in this subnet and in no other with room: it has ${free}, each takes ${perNode}.`,
    };
  }
  if (launching.length > 0) {
    return {
      severity: 'warning',
      message: `New nodes are launched in this subnet, which has ${free}; each takes ${perNode}.`,
    };
  }
  return instances.some(
    one => one.state === 'running' && one.subnetId === subnet.id,
  )
    ? {
        severity: 'warning',
        message: `Nodes stand in this subnet, which has only ${free}.`,
      }
    : undefined;
}

function judgeTogether(
  { cluster }: Parts,
  places: readonly Place[],
  perNode: number,
): FindingDraft[] {
  const short = places.flatMap(place => {
    const nodes = nodesWithin(place, places);
    const needed = Math.ceil(nodes * perNode * SURGE);
    const free = place.subnets.reduce(
      (sum, one) => sum + one.availableAddresses,
      0,
    );
    return place.subnets.length > 0 && free < needed
      ? [{ ...place, nodes, needed, free }]
      : [];
  });
  if (short.length === 0) return [];
  const [{ free, needed }] = short;
  const evidence = short.map(
    place =>
      `${count(place.nodes, 'node')} × ${count(
        perNode,
        'address',
        'addresses',
      )} + 10 %; free: ${place.subnets
        .map(one => `${one.id} ${one.availableAddresses}`)
        .join(', ')}`,
  );
  return [
    {
      subject: { arn: cluster.arn },
      message: `The subnets in which new nodes are launched have ${count(
        free,
        'free address',
        'free addresses',
      )}; as many Auto nodes as there are nodes today would take about ${needed}.`,
      // A group in the cluster's own subnets is in the same place as the cluster.
      evidence: [...new Set(evidence)].join('; '),
    },
  ];
}

export const freeAddresses = defineCheck({
  code: 'NET-01',
  title: 'The subnets have addresses for the new nodes',
  severity: 'warning',
  mayBlock: true,
  resolvedBy: 'platform',
  reads,
  why: 'New nodes are launched in the subnets of the group that they replace, or else in those of the cluster, and take addresses while the old nodes still hold theirs; where none are left, nodes and pods do not start.',
  remediation:
    'Add subnets, for example from a secondary CIDR of the VPC, or free addresses.',
  source: 'EKS User Guide, network-reqs; auto-networking',
  evaluate: parts => {
    const { cluster, subnets } = parts;
    // Pods of IPv6 clusters have addresses out of 2^56; only the node itself takes one of IPv4.
    const perNode = cluster.network.ipFamily === 'ipv6' ? 1 : PER_NODE;
    const places = placesOf(parts);
    return [
      ...subnets.flatMap((subnet): FindingDraft[] => {
        const { id, cidr, availableAddresses: left } = subnet;
        const judged = cluster.network.subnetIds.includes(id)
          ? judgeOfCluster(left)
          : judgeOfNodes(subnet, parts, places, perNode);
        return judged
          ? [
              {
                ...judged,
                subject: { arn: ec2Arn(cluster, 'subnet', id) },
                evidence: `${id} (${cidr}): AvailableIpAddressCount = ${left}`,
              },
            ]
          : [];
      }),
      ...judgeTogether(parts, places, perNode),
    ];
  },
});
