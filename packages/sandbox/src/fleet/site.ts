// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ClusterState } from '../world/state';
import type { World } from '../world/world';
import type { BuiltVpc } from './buildNetwork';
import type { FleetCluster } from './schema';

/** Where a cluster is being built, and what names of the fleet file mean there. */
export interface Site {
  world: World;
  account: string;
  cluster: FleetCluster;
  state: ClusterState;
  vpc: BuiltVpc;
  clusterGroupId: string;
  groupIds: Map<string, string>;
}

export function roleArn(world: World, account: string, name: string): string {
  if (name.startsWith('arn:')) return name;
  const role = world.account(account).iam.roles[name]?.now;
  return role?.arn ?? `arn:aws:iam::${account}:role/${name}`;
}

export function subnetIds(
  site: Pick<Site, 'vpc' | 'cluster'>,
  names: string[] | undefined,
): string[] {
  const wanted = names ?? site.cluster.subnets;
  if (!wanted) return site.vpc.subnets.filter(s => !s.public).map(s => s.id);
  return wanted.map(name => {
    const found = site.vpc.subnets.find(s => s.name === name);
    if (!found)
      throw new Error(
        `cluster ${site.cluster.name}: the VPC has no subnet ${name}`,
      );
    return found.id;
  });
}

export function known<T extends string>(value: string): T {
  // Fleet files may name what the SDK's enumeration does not know yet; AWS' enumerations are open as well.
  return value as T;
}

export function groupIds(site: Site, names: string[] | undefined): string[] {
  if (!names) return [site.clusterGroupId];
  return names.map(name => {
    if (name === 'cluster') return site.clusterGroupId;
    const id = site.groupIds.get(name);
    if (!id)
      throw new Error(
        `cluster ${site.cluster.name}: no security group ${name}`,
      );
    return id;
  });
}
