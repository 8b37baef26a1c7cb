// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  IpPermission,
  RouteTable,
  SecurityGroup as SdkSecurityGroup,
  Subnet as SdkSubnet,
  Tag,
} from '@aws-sdk/client-ec2';
import type {
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { compact } from './reading';

export function tagsOf(tags: Tag[] | undefined): Record<string, string> {
  return Object.fromEntries(
    (tags ?? []).map(tag => [tag.Key ?? '', tag.Value ?? '']),
  );
}

/** Where the default routes of a table lead. */
interface Ways {
  public: boolean;
  egress: boolean;
}

export function waysOf(table: RouteTable | undefined): Ways {
  let toInternetGateway = false;
  let egress = false;
  for (const route of table?.Routes ?? []) {
    const isDefault =
      route.DestinationCidrBlock === '0.0.0.0/0' ||
      route.DestinationIpv6CidrBlock === '::/0';
    // A blackhole is a route whose target was deleted.
    if (!isDefault || route.State === 'blackhole') continue;
    egress = true;
    if (route.GatewayId?.startsWith('igw-')) toInternetGateway = true;
  }
  return { public: toInternetGateway, egress };
}

/**
 * Subnets with what their routes make of them. A subnet without an association of its own follows
 * the main table of its VPC. `MapPublicIpOnLaunch` says nothing about routes.
 */
export function reduceSubnets(
  subnets: readonly SdkSubnet[],
  tables: readonly RouteTable[],
): Subnet[] {
  const bySubnet = new Map<string, RouteTable>();
  const mainOfVpc = new Map<string, RouteTable>();
  for (const table of tables) {
    for (const association of table.Associations ?? []) {
      if (association.SubnetId) bySubnet.set(association.SubnetId, table);
      if (association.Main && table.VpcId) mainOfVpc.set(table.VpcId, table);
    }
  }
  return subnets.map(subnet => {
    const id = subnet.SubnetId ?? '';
    const vpcId = subnet.VpcId ?? '';
    return compact({
      id,
      vpcId,
      availabilityZone: subnet.AvailabilityZone ?? '',
      availabilityZoneId: subnet.AvailabilityZoneId,
      cidr: subnet.CidrBlock ?? '',
      availableAddresses: subnet.AvailableIpAddressCount ?? 0,
      mapPublicIpOnLaunch: subnet.MapPublicIpOnLaunch ?? false,
      ipv6Cidrs: (subnet.Ipv6CidrBlockAssociationSet ?? []).flatMap(
        one => one.Ipv6CidrBlock ?? [],
      ),
      outpostArn: subnet.OutpostArn,
      tags: tagsOf(subnet.Tags),
      ...waysOf(bySubnet.get(id) ?? mainOfVpc.get(vpcId)),
    });
  });
}

function reduceRule(permission: IpPermission): SecurityGroupRule {
  return compact({
    protocol: permission.IpProtocol ?? '-1',
    fromPort: permission.FromPort,
    toPort: permission.ToPort,
    cidrs: [
      ...(permission.IpRanges ?? []).flatMap(range => range.CidrIp ?? []),
      ...(permission.Ipv6Ranges ?? []).flatMap(range => range.CidrIpv6 ?? []),
    ],
    securityGroups: (permission.UserIdGroupPairs ?? []).flatMap(
      pair => pair.GroupId ?? [],
    ),
    prefixLists: (permission.PrefixListIds ?? []).flatMap(
      list => list.PrefixListId ?? [],
    ),
  });
}

export function reduceSecurityGroup(group: SdkSecurityGroup): SecurityGroup {
  return {
    id: group.GroupId ?? '',
    name: group.GroupName ?? '',
    vpcId: group.VpcId ?? '',
    tags: tagsOf(group.Tags),
    ingress: (group.IpPermissions ?? []).map(reduceRule),
    egress: (group.IpPermissionsEgress ?? []).map(reduceRule),
  };
}

/**
 * The subnets that are a cluster's business: those it and its sources use, and those of its VPC that
 * load balancers or node pools would find by their tags.
 */
export function subnetsOfCluster(
  subnets: readonly Subnet[],
  cluster: { name: string; vpcId: string },
  used: ReadonlySet<string>,
): Subnet[] {
  return subnets.filter(({ id, vpcId, tags }) => {
    if (used.has(id)) return true;
    if (vpcId !== cluster.vpcId) return false;
    return (
      tags['karpenter.sh/discovery'] === cluster.name ||
      `kubernetes.io/cluster/${cluster.name}` in tags
    );
  });
}
