// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ClusterState } from '../../world/state';
import { terminateInstance } from '../../world/termination';
import type { World } from '../../world/world';
import { putEntry } from './entries';
import { accessPolicyArn } from './accessPolicies';
import { endUpdate } from './updates';

/** The built-in pools as the Kubernetes side needs them. */
export function startAutoMode(world: World, cluster: ClusterState): void {
  const compute = cluster.cluster.computeConfig;
  const vpc = cluster.cluster.resourcesVpcConfig;
  const region = world.region(cluster.accountId, cluster.region);
  const subnetIds = vpc?.subnetIds ?? [];
  world.apis.get(cluster.arn)?.enableAutoMode({
    nodePools: (compute?.nodePools ?? []).flatMap(p =>
      p === 'general-purpose' || p === 'system' ? [p] : [],
    ),
    nodeRoleName: compute?.nodeRoleArn?.split('/').at(-1) ?? '',
    subnetIds,
    securityGroupIds: vpc?.clusterSecurityGroupId
      ? [vpc.clusterSecurityGroupId]
      : [],
    zones: [
      ...new Set(
        subnetIds
          .map(id => region.subnets[id]?.AvailabilityZone ?? '')
          .filter(Boolean),
      ),
    ].sort(),
  });
}

/** Auto Mode off: all its instances and load balancers go, volumes stay (EKS User Guide, auto-disable). */
function stopAutoMode(world: World, cluster: ClusterState): void {
  const place = { account: cluster.accountId, region: cluster.region };
  world.apis.get(cluster.arn)?.disableAutoMode();
  const region = world.region(cluster.accountId, cluster.region);
  for (const [id, state] of Object.entries(region.instances)) {
    if (state.managed && state.clusterArn === cluster.arn) {
      terminateInstance(
        world,
        place,
        id,
        'sandbox:auto-mode',
        'sandbox:disable',
      );
    }
  }
}

/** Entries that EKS makes by itself when access entries are switched on: the creator's and those of its own nodes. */
function seedEntries(world: World, cluster: ClusterState): void {
  const by = { by: 'sandbox:eks', via: 'sandbox:access-config' };
  putEntry(
    world,
    cluster,
    {
      principalArn: cluster.creatorArn,
      type: 'STANDARD',
      groups: [],
      policies: [
        {
          policyArn: accessPolicyArn('AmazonEKSClusterAdminPolicy'),
          accessScope: { type: 'cluster', namespaces: [] },
        },
      ],
    },
    by,
  );
  for (const { nodegroup } of Object.values(cluster.nodegroups)) {
    if (nodegroup.nodeRole)
      putEntry(
        world,
        cluster,
        {
          principalArn: nodegroup.nodeRole,
          type: 'EC2_LINUX',
          groups: ['system:nodes'],
          policies: [],
        },
        by,
      );
  }
  for (const profile of Object.values(cluster.fargateProfiles)) {
    if (profile.podExecutionRoleArn)
      putEntry(
        world,
        cluster,
        {
          principalArn: profile.podExecutionRoleArn,
          type: 'FARGATE_LINUX',
          groups: [],
          policies: [],
        },
        by,
      );
  }
}

export function clusterActive(_world: World, cluster: ClusterState): void {
  if (cluster.cluster.status === 'UPDATING') cluster.cluster.status = 'ACTIVE';
}

/** An update of the cluster is done: now it is true. */
export function finishClusterUpdate(
  world: World,
  cluster: ClusterState,
  id: string,
): void {
  const update = endUpdate(world, cluster, id);
  if (!update) return;
  clusterActive(world, cluster);
  if (update.type === 'AutoModeUpdate') {
    const compute = cluster.cluster.computeConfig;
    if (!compute?.enabled) {
      stopAutoMode(world, cluster);
      return;
    }
    if (compute.nodeRoleArn && compute.nodePools?.length) {
      // Built-in pools: EKS makes the node role's entry itself (EKS User Guide, create-node-class).
      putEntry(
        world,
        cluster,
        {
          principalArn: compute.nodeRoleArn,
          type: 'EC2',
          groups: [],
          policies: [
            {
              policyArn: accessPolicyArn('AmazonEKSAutoNodePolicy'),
              accessScope: { type: 'cluster', namespaces: [] },
            },
          ],
        },
        { by: 'sandbox:eks', via: 'sandbox:auto-mode' },
      );
    }
    startAutoMode(world, cluster);
  }
  if (update.type === 'AccessConfigUpdate') {
    const mode = update.params?.find(
      p => p.type === 'AuthenticationMode',
    )?.value;
    if (mode === 'API_AND_CONFIG_MAP' || mode === 'API') {
      cluster.cluster.accessConfig = {
        ...cluster.cluster.accessConfig,
        authenticationMode: mode,
      };
      seedEntries(world, cluster);
    }
  }
}
