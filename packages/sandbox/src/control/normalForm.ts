// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Tag } from '@aws-sdk/client-ec2';
import type { ClusterState } from '../world/state';
import type { World } from '../world/world';

function tags(list: Tag[] | undefined): Record<string, string> {
  return Object.fromEntries(
    (list ?? []).map(t => [t.Key ?? '', t.Value ?? '']).sort(),
  );
}

function sorted<T>(
  records: Record<string, T>,
  show: (value: T) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(records)
      .sort()
      .map(key => [key, show(records[key])]),
  );
}

/**
 * The AWS side of a cluster in one comparable form: what an undo must bring back, without identifiers, times and
 * counters that change by themselves.
 */
export function normalForm(
  world: World,
  cluster: ClusterState,
): Record<string, unknown> {
  const region = world.region(cluster.accountId, cluster.region);
  const { cluster: shown } = cluster;
  const subnetIds = new Set([
    ...(shown.resourcesVpcConfig?.subnetIds ?? []),
    ...Object.values(cluster.nodegroups).flatMap(
      n => n.nodegroup.subnets ?? [],
    ),
  ]);
  const roleNames = new Set(
    [
      shown.roleArn,
      shown.computeConfig?.nodeRoleArn,
      ...Object.values(cluster.nodegroups).map(n => n.nodegroup.nodeRole),
    ]
      .filter((arn): arn is string => Boolean(arn))
      .map(arn => arn.split('/').at(-1) ?? ''),
  );
  const groups = Object.values(region.autoScalingGroups).filter(
    g => g.clusterArn === cluster.arn,
  );
  return {
    cluster: {
      version: shown.version,
      roleArn: shown.roleArn,
      authenticationMode: shown.accessConfig?.authenticationMode,
      autoMode: {
        compute: shown.computeConfig?.enabled ?? false,
        blockStorage: shown.storageConfig?.blockStorage?.enabled ?? false,
        loadBalancing:
          shown.kubernetesNetworkConfig?.elasticLoadBalancing?.enabled ?? false,
        nodePools: [...(shown.computeConfig?.nodePools ?? [])].sort(),
      },
      logging: (shown.logging?.clusterLogging ?? [])
        .filter(l => l.enabled)
        .flatMap(l => l.types ?? [])
        .sort(),
      upgradePolicy: shown.upgradePolicy,
      endpoint: {
        public: shown.resourcesVpcConfig?.endpointPublicAccess,
        private: shown.resourcesVpcConfig?.endpointPrivateAccess,
        cidrs: shown.resourcesVpcConfig?.publicAccessCidrs,
      },
      deletionProtection: shown.deletionProtection ?? false,
      tags: shown.tags ?? {},
    },
    nodegroups: sorted(cluster.nodegroups, ({ nodegroup }) => ({
      status: nodegroup.status,
      scalingConfig: nodegroup.scalingConfig,
      instanceTypes: nodegroup.instanceTypes,
      capacityType: nodegroup.capacityType,
      amiType: nodegroup.amiType,
      version: nodegroup.version,
      labels: nodegroup.labels ?? {},
      taints: nodegroup.taints ?? [],
      subnets: nodegroup.subnets,
      nodeRole: nodegroup.nodeRole,
      updateConfig: nodegroup.updateConfig,
      tags: nodegroup.tags ?? {},
    })),
    autoScalingGroups: Object.fromEntries(
      groups
        .map(
          ({ group, nodegroup }) =>
            [
              nodegroup
                ? `nodegroup:${nodegroup}`
                : group.AutoScalingGroupName ?? '',
              {
                minSize: group.MinSize,
                maxSize: group.MaxSize,
                desiredCapacity: group.DesiredCapacity,
                instances: (group.Instances ?? []).filter(
                  i => i.LifecycleState === 'InService',
                ).length,
                suspendedProcesses: (group.SuspendedProcesses ?? [])
                  .map(p => p.ProcessName)
                  .sort(),
                tags: tags(group.Tags),
              },
            ] as const,
        )
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    addons: sorted(cluster.addons, a => ({
      version: a.addonVersion,
      status: a.status,
      configurationValues: a.configurationValues,
      serviceAccountRoleArn: a.serviceAccountRoleArn,
    })),
    accessEntries: Object.fromEntries(
      Object.entries(cluster.accessEntries)
        .flatMap(([arn, { now }]) =>
          now
            ? [
                [
                  arn,
                  {
                    type: now.entry.type,
                    groups: now.entry.kubernetesGroups,
                    username: now.entry.username,
                    policies: now.policies.map(p => ({
                      arn: p.policyArn,
                      scope: p.accessScope,
                    })),
                  },
                ] as const,
              ]
            : [],
        )
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    fargateProfiles: sorted(cluster.fargateProfiles, p => ({
      selectors: p.selectors,
      status: p.status,
    })),
    roles: Object.fromEntries(
      [...roleNames].sort().map(name => {
        const role = world.account(cluster.accountId).iam.roles[name]?.now;
        return [
          name,
          role && {
            trust: role.trust,
            attached: [...role.attached].sort(),
            inline: role.inline,
            permissionsBoundary: role.permissionsBoundary,
            tags: role.tags,
          },
        ];
      }),
    ),
    subnets: Object.fromEntries(
      [...subnetIds].sort().map(id => [id, tags(region.subnets[id]?.Tags)]),
    ),
    securityGroups: Object.fromEntries(
      Object.values(region.securityGroups)
        .filter(g => g.VpcId === shown.resourcesVpcConfig?.vpcId)
        .map(
          g =>
            [
              g.GroupId ?? '',
              {
                ingress: g.IpPermissions,
                egress: g.IpPermissionsEgress,
                tags: tags(g.Tags),
              },
            ] as const,
        )
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    autoInstances: Object.values(region.instances).filter(
      i =>
        i.managed &&
        i.clusterArn === cluster.arn &&
        i.instance.State?.Name === 'running',
    ).length,
  };
}
