// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  ClusterDescription,
  DaemonSet,
  Instance,
  InstanceType,
  Node,
  Pod,
  Subnet,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { instanceIdOf, takesRoom, type Source } from '../placement';
import { awsNodeOf, environmentOf, isTrue } from '../readiness/awsNode';
import { count } from '../readiness/text';

/** A prefix: a /28 (EKS User Guide, cni-increase-ip-addresses and auto-networking). */
const PREFIX = 16;
/** Pods of an Auto node (EKS User Guide, automode-learn-instances). */
const AUTO_PODS = 110;

/** A node that a simulation launched. */
export interface LaunchedNode {
  zone: string;
  /** Those of its pool, in all zones. */
  subnetIds: readonly string[];
  /** Pods on it that take an address, those of DaemonSets among them. */
  pods: number;
}

export interface AddressesInput {
  cluster: ClusterDescription;
  subnets: readonly Subnet[];
  sources: readonly Source[];
  instances: readonly Instance[];
  instanceTypes: readonly InstanceType[];
  pods: readonly Pod[];
  /** Undefined where they could not be read: what pods take is not known then. */
  daemonSets?: readonly DaemonSet[];
  /** Undefined where no plan can be made of what was read. */
  launched?: readonly LaunchedNode[];
}

/** How pods get their addresses on nodes that are not Auto Mode's. */
type Addressing = 'secondary' | 'prefix' | 'elsewhere' | 'unknown';

function addressingOf({ daemonSets }: AddressesInput): Addressing {
  if (!daemonSets) return 'unknown';
  const awsNode = awsNodeOf(daemonSets);
  if (!awsNode) return 'elsewhere';
  const settings = environmentOf(awsNode);
  if (isTrue(settings.get('AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG')))
    return 'elsewhere';
  return isTrue(settings.get('ENABLE_PREFIX_DELEGATION'))
    ? 'prefix'
    : 'secondary';
}

const inPrefixes = (pods: number) => Math.ceil(pods / PREFIX) * PREFIX;

/** Addresses of a node and of its pods; warm ones that its CNI holds ready come on top. */
export function usedBy(addressing: Addressing, pods: number): number {
  if (addressing === 'prefix') return 1 + inPrefixes(pods);
  return addressing === 'secondary' ? 1 + pods : 1;
}

/**
 * What a node of a type can take at most: each interface's addresses; or, with prefixes, an address
 * an interface and a /28 in each other slot, as far as its pods need them. Its pods are
 * `interfaces × (addresses − 1) + 2` without prefixes (EKS User Guide, choosing-instance-type).
 */
export function mostOf(
  addressing: Addressing,
  type: InstanceType | undefined,
  mostPods: number,
): number | undefined {
  if (addressing === 'elsewhere') return 1;
  const { maxInterfaces: interfaces, ipv4PerInterface: each } = type ?? {};
  if (addressing === 'unknown' || !interfaces || !each) return undefined;
  if (addressing === 'secondary') return interfaces * each;
  return (
    interfaces +
    Math.min(interfaces * (each - 1) * PREFIX, inPrefixes(mostPods))
  );
}

/** Whether the pod takes an address; one on the host's network has its node's. */
export function ownAddress(pod: Pod): boolean {
  return takesRoom(pod) && pod.spec.hostNetwork !== true;
}

type After = Pick<
  api.SubnetAddresses,
  'nodesAfter' | 'neededAfter' | 'mostAfter' | 'verdict' | 'why'
>;

const notKnown: After = {
  verdict: 'unknown',
  why: 'Too little of the cluster could be read to simulate the move.',
};

/** Addresses by subnet: what sources take, what is free, and what Auto nodes will need. */
export function addressesOf(input: AddressesInput): api.SubnetAddresses[] {
  const { cluster, subnets, sources } = input;
  const addressing = addressingOf(input);
  const instances = new Map(input.instances.map(one => [one.id, one]));
  const types = new Map(input.instanceTypes.map(one => [one.type, one]));
  const podsOn = new Map<string, number>();
  for (const pod of input.pods.filter(ownAddress)) {
    const name = pod.spec.nodeName ?? '';
    podsOn.set(name, (podsOn.get(name) ?? 0) + 1);
  }
  const placed = bySubnet(input);
  const launching = new Set([
    ...cluster.network.subnetIds,
    ...(input.launched ?? []).flatMap(node => node.subnetIds),
  ]);

  const takenBy = (source: Source, nodes: readonly Node[]) => {
    const how: Addressing = source.type === 'auto' ? 'prefix' : addressing;
    let used = 0;
    let most: number | undefined = 0;
    for (const node of nodes) {
      used += usedBy(how, podsOn.get(node.metadata.name) ?? 0);
      const of = mostOf(
        how,
        types.get(instances.get(instanceIdOf(node) ?? '')?.type ?? ''),
        source.type === 'auto'
          ? AUTO_PODS
          : Number(node.status?.capacity?.pods ?? AUTO_PODS),
      );
      most = most === undefined || of === undefined ? undefined : most + of;
    }
    return { source: source.id, nodes: nodes.length, used, most };
  };

  return subnets.flatMap((subnet): api.SubnetAddresses[] => {
    const taken = sources.flatMap(source => {
      const nodes = source.nodes.filter(
        node => instances.get(instanceIdOf(node) ?? '')?.subnetId === subnet.id,
      );
      return nodes.length ? [takenBy(source, nodes)] : [];
    });
    // Pods, nodes and load balancers of others are no matter of this cluster's.
    if (!launching.has(subnet.id) && taken.length === 0) return [];
    return [
      {
        subnet: subnet.id,
        zone: subnet.availabilityZone,
        cidr: subnet.cidr,
        free: subnet.availableAddresses,
        sources: taken,
        ...(placed
          ? after(subnet, placed.get(subnet.id) ?? [], cluster)
          : notKnown),
      },
    ];
  });
}

/** What a new node takes of its subnet; pods with IPv6 addresses take none of it. */
function neededBy({ network }: ClusterDescription, pods: number): number {
  return network.ipFamily === 'ipv6' ? 1 : usedBy('prefix', pods);
}

/**
 * The new nodes by the subnet that they are launched in: of those of their pool and zone, the one with
 * the most addresses left (Karpenter, NodeClasses, spec.subnetSelectorTerms).
 */
function bySubnet({
  cluster,
  subnets,
  launched,
}: AddressesInput): Map<string, LaunchedNode[]> | undefined {
  if (!launched) return undefined;
  const left = new Map(subnets.map(one => [one.id, one.availableAddresses]));
  const leftOf = ({ id }: Subnet) => left.get(id) ?? 0;
  const nodes = new Map<string, LaunchedNode[]>();
  for (const node of launched) {
    const [subnet] = subnets
      .filter(
        ({ id, availabilityZone }) =>
          availabilityZone === node.zone && node.subnetIds.includes(id),
      )
      .sort((a, b) => leftOf(b) - leftOf(a) || (a.id < b.id ? -1 : 1));
    if (subnet) {
      left.set(subnet.id, leftOf(subnet) - neededBy(cluster, node.pods));
      const there = nodes.get(subnet.id);
      if (there) there.push(node);
      else nodes.set(subnet.id, [node]);
    }
  }
  return nodes;
}

function after(
  subnet: Subnet,
  nodes: readonly LaunchedNode[],
  cluster: ClusterDescription,
): After {
  const nodesAfter = nodes.length;
  if (nodesAfter === 0) {
    return {
      nodesAfter,
      neededAfter: 0,
      mostAfter: 0,
      verdict: 'enough',
      why: 'The move launches no Auto node here.',
    };
  }
  if (cluster.network.ipFamily === 'ipv6') {
    return {
      nodesAfter,
      neededAfter: nodesAfter,
      mostAfter: nodesAfter,
      verdict: nodesAfter <= subnet.availableAddresses ? 'enough' : 'short',
      why: 'Pods have IPv6 addresses, which do not run out; each node takes one of IPv4.',
    };
  }
  const neededAfter = nodes.reduce(
    (sum, { pods }) => sum + neededBy(cluster, pods),
    0,
  );
  const mostAfter = nodesAfter * usedBy('prefix', AUTO_PODS);
  const free = subnet.availableAddresses;
  const amounts = { nodesAfter, neededAfter, mostAfter };
  if (mostAfter <= free) {
    return {
      ...amounts,
      verdict: 'enough',
      why: `Even with ${AUTO_PODS} pods on each node they are enough.`,
    };
  }
  return neededAfter <= free
    ? {
        ...amounts,
        verdict: 'tight',
        why: `They are enough for today’s pods, not for ${AUTO_PODS} on each node. Blocks of ${PREFIX} must be free as such: what is scattered over the subnet does not help.`,
      }
    : {
        ...amounts,
        verdict: 'short',
        why: `${count(
          neededAfter,
          'address',
          'addresses',
        )} are needed while the old nodes still hold theirs, ${free} are free.`,
      };
}
