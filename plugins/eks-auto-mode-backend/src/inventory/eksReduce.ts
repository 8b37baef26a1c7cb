// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AccessEntry as SdkAccessEntry,
  Addon as SdkAddon,
  AssociatedAccessPolicy,
  Cluster,
  ClusterVersionInformation,
  FargateProfile as SdkFargateProfile,
  Insight as SdkInsight,
  InsightSummary,
  Nodegroup as SdkNodegroup,
  PodIdentityAssociationSummary,
  Update,
} from '@aws-sdk/client-eks';
import type {
  AccessEntry,
  Addon,
  ClusterDescription,
  ClusterUpdate,
  ClusterVersion,
  FargateProfile,
  Insight,
  Nodegroup,
  PodIdentityAssociation,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { parseClusterArn } from '../clusters/clusterArn';
import { compact, iso } from './reading';

const AUTHENTICATION_MODES = [
  'CONFIG_MAP',
  'API_AND_CONFIG_MAP',
  'API',
] as const;
const CAPACITY_TYPES = ['ON_DEMAND', 'SPOT', 'CAPACITY_BLOCK'] as const;
const TAINT_EFFECTS = [
  'NO_SCHEDULE',
  'NO_EXECUTE',
  'PREFER_NO_SCHEDULE',
] as const;
const VERSION_STATUSES = [
  'STANDARD_SUPPORT',
  'EXTENDED_SUPPORT',
  'UNSUPPORTED',
] as const;

function oneOf<T extends string>(
  values: readonly T[],
  value: string | undefined,
): T | undefined {
  return values.find(one => one === value);
}

export function reduceCluster(cluster: Cluster): ClusterDescription {
  const arn = cluster.arn ?? '';
  const { accountId, region, partition, name } = parseClusterArn(arn);
  const vpc = cluster.resourcesVpcConfig;
  const network = cluster.kubernetesNetworkConfig;
  return compact({
    arn,
    name,
    accountId,
    region,
    partition,
    version: cluster.version ?? '',
    platformVersion: cluster.platformVersion,
    status: cluster.status ?? 'UNKNOWN',
    createdAt: iso(cluster.createdAt),
    roleArn: cluster.roleArn ?? '',
    tags: cluster.tags ?? {},
    endpoint: cluster.endpoint,
    oidcIssuer: cluster.identity?.oidc?.issuer,
    // Clusters from before access entries answer without an access configuration.
    authenticationMode:
      oneOf(AUTHENTICATION_MODES, cluster.accessConfig?.authenticationMode) ??
      'CONFIG_MAP',
    healthIssues: (cluster.health?.issues ?? []).map(issue => ({
      code: issue.code ?? 'Other',
      message: issue.message ?? '',
      resourceIds: issue.resourceIds ?? [],
    })),
    supportType: cluster.upgradePolicy?.supportType,
    network: compact({
      vpcId: vpc?.vpcId ?? '',
      subnetIds: vpc?.subnetIds ?? [],
      securityGroupIds: vpc?.securityGroupIds ?? [],
      clusterSecurityGroupId: vpc?.clusterSecurityGroupId,
      endpointPublicAccess: vpc?.endpointPublicAccess ?? true,
      endpointPrivateAccess: vpc?.endpointPrivateAccess ?? false,
      publicAccessCidrs: vpc?.publicAccessCidrs ?? [],
      ipFamily:
        network?.ipFamily === 'ipv6' ? ('ipv6' as const) : ('ipv4' as const),
      serviceIpv4Cidr: network?.serviceIpv4Cidr,
      serviceIpv6Cidr: network?.serviceIpv6Cidr,
    }),
    autoMode: compact({
      compute: cluster.computeConfig?.enabled ?? false,
      blockStorage: cluster.storageConfig?.blockStorage?.enabled ?? false,
      loadBalancing: network?.elasticLoadBalancing?.enabled ?? false,
      nodePools: cluster.computeConfig?.nodePools ?? [],
      nodeRoleArn: cluster.computeConfig?.nodeRoleArn,
    }),
    logging: (cluster.logging?.clusterLogging ?? [])
      .filter(setup => setup.enabled)
      .flatMap(setup => setup.types ?? [])
      .sort(),
    encryption: (cluster.encryptionConfig ?? []).map(config => ({
      resources: config.resources ?? [],
      keyArn: config.provider?.keyArn ?? '',
    })),
    outpost: cluster.outpostConfig !== undefined,
    connector: cluster.connectorConfig !== undefined,
    remoteNetwork:
      (cluster.remoteNetworkConfig?.remoteNodeNetworks ?? []).length > 0,
    deletionProtection: cluster.deletionProtection,
  });
}

export function reduceUpdate(update: Update): ClusterUpdate {
  return compact({
    id: update.id ?? '',
    type: update.type ?? 'Unknown',
    status: update.status ?? 'Unknown',
    createdAt: iso(update.createdAt),
  });
}

export function reduceClusterVersion(
  version: ClusterVersionInformation,
): ClusterVersion {
  return compact({
    version: version.clusterVersion ?? '',
    status:
      oneOf(VERSION_STATUSES, version.versionStatus) ??
      oneOf(VERSION_STATUSES, version.status?.toLocaleUpperCase('en-US')) ??
      'UNSUPPORTED',
    endOfStandardSupport: iso(version.endOfStandardSupportDate),
    endOfExtendedSupport: iso(version.endOfExtendedSupportDate),
  });
}

export function reduceNodegroup(group: SdkNodegroup): Nodegroup {
  const { launchTemplate, remoteAccess, updateConfig } = group;
  return compact({
    name: group.nodegroupName ?? '',
    arn: group.nodegroupArn ?? '',
    status: group.status ?? 'UNKNOWN',
    version: group.version,
    releaseVersion: group.releaseVersion,
    amiType: group.amiType,
    capacityType: oneOf(CAPACITY_TYPES, group.capacityType),
    instanceTypes: group.instanceTypes ?? [],
    diskSize: group.diskSize,
    scaling: {
      min: group.scalingConfig?.minSize ?? 0,
      max: group.scalingConfig?.maxSize ?? 0,
      desired: group.scalingConfig?.desiredSize ?? 0,
    },
    subnetIds: group.subnets ?? [],
    nodeRoleArn: group.nodeRole ?? '',
    labels: group.labels ?? {},
    taints: (group.taints ?? []).flatMap(taint => {
      const effect = oneOf(TAINT_EFFECTS, taint.effect);
      return effect
        ? [compact({ key: taint.key ?? '', value: taint.value, effect })]
        : [];
    }),
    tags: group.tags ?? {},
    launchTemplate:
      launchTemplate &&
      compact({
        id: launchTemplate.id,
        name: launchTemplate.name,
        version: launchTemplate.version,
      }),
    remoteAccess:
      remoteAccess &&
      compact({
        ec2SshKey: remoteAccess.ec2SshKey,
        sourceSecurityGroups: remoteAccess.sourceSecurityGroups,
      }),
    updateConfig:
      updateConfig &&
      compact({
        maxUnavailable: updateConfig.maxUnavailable,
        maxUnavailablePercentage: updateConfig.maxUnavailablePercentage,
      }),
    autoScalingGroups: (group.resources?.autoScalingGroups ?? []).flatMap(
      one => one.name ?? [],
    ),
    remoteAccessSecurityGroup: group.resources?.remoteAccessSecurityGroup,
    healthIssues: (group.health?.issues ?? []).map(issue => ({
      code: issue.code ?? 'Other',
      message: issue.message ?? '',
      resourceIds: issue.resourceIds ?? [],
    })),
  });
}

export function reduceAddon(
  addon: SdkAddon,
  compatibleVersions: string[],
): Addon {
  return compact({
    name: addon.addonName ?? '',
    arn: addon.addonArn ?? '',
    version: addon.addonVersion ?? '',
    status: addon.status ?? 'UNKNOWN',
    healthIssues: (addon.health?.issues ?? []).map(issue => ({
      code: issue.code ?? 'Other',
      message: issue.message ?? '',
    })),
    configurationValues: addon.configurationValues,
    serviceAccountRoleArn: addon.serviceAccountRoleArn,
    podIdentityAssociations: addon.podIdentityAssociations ?? [],
    compatibleVersions,
  });
}

export function reduceAccessEntry(
  entry: SdkAccessEntry,
  policies: AssociatedAccessPolicy[],
): AccessEntry {
  return compact({
    principalArn: entry.principalArn ?? '',
    type: entry.type ?? 'STANDARD',
    username: entry.username,
    kubernetesGroups: entry.kubernetesGroups ?? [],
    policies: policies.map(policy => ({
      policyArn: policy.policyArn ?? '',
      scope: policy.accessScope?.type ?? 'cluster',
      namespaces: policy.accessScope?.namespaces ?? [],
    })),
  });
}

export function reducePodIdentity(
  association: PodIdentityAssociationSummary,
): PodIdentityAssociation {
  return compact({
    id: association.associationId ?? '',
    namespace: association.namespace ?? '',
    serviceAccount: association.serviceAccount ?? '',
    ownerArn: association.ownerArn,
  });
}

export function reduceFargateProfile(
  profile: SdkFargateProfile,
): FargateProfile {
  return {
    name: profile.fargateProfileName ?? '',
    arn: profile.fargateProfileArn ?? '',
    status: profile.status ?? 'UNKNOWN',
    selectors: (profile.selectors ?? []).map(selector => ({
      namespace: selector.namespace ?? '',
      labels: selector.labels ?? {},
    })),
    subnetIds: profile.subnets ?? [],
    podExecutionRoleArn: profile.podExecutionRoleArn ?? '',
    tags: profile.tags ?? {},
  };
}

export function reduceInsight(insight: SdkInsight | InsightSummary): Insight {
  return compact({
    id: insight.id ?? '',
    name: insight.name ?? '',
    category: insight.category ?? '',
    status: insight.insightStatus?.status ?? 'UNKNOWN',
    reason: insight.insightStatus?.reason,
    description: insight.description,
    recommendation:
      'recommendation' in insight ? insight.recommendation : undefined,
    kubernetesVersion: insight.kubernetesVersion,
  });
}
