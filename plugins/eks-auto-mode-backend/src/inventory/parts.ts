// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { InventoryPart } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** Where each part comes from. A record, so that the compiler misses none. */
const origins: Record<InventoryPart, 'aws' | 'kubernetes'> = {
  cluster: 'aws',
  updates: 'aws',
  clusterVersions: 'aws',
  nodegroups: 'aws',
  addons: 'aws',
  accessEntries: 'aws',
  podIdentityAssociations: 'aws',
  fargateProfiles: 'aws',
  insights: 'aws',
  clusterRole: 'aws',
  autoNodeRole: 'aws',
  sourceNodeRoles: 'aws',
  instanceProfiles: 'aws',
  subnets: 'aws',
  vpc: 'aws',
  securityGroups: 'aws',
  instances: 'aws',
  instanceTypes: 'aws',
  launchTemplates: 'aws',
  machineImages: 'aws',
  autoScalingGroups: 'aws',
  vcpuQuota: 'aws',
  ebsVolumes: 'aws',
  ebsEncryption: 'aws',
  kmsKeys: 'aws',
  prices: 'aws',
  namespaces: 'kubernetes',
  nodes: 'kubernetes',
  pods: 'kubernetes',
  deployments: 'kubernetes',
  replicaSets: 'kubernetes',
  statefulSets: 'kubernetes',
  daemonSets: 'kubernetes',
  jobs: 'kubernetes',
  cronJobs: 'kubernetes',
  podDisruptionBudgets: 'kubernetes',
  services: 'kubernetes',
  ingresses: 'kubernetes',
  ingressClasses: 'kubernetes',
  configMaps: 'kubernetes',
  persistentVolumes: 'kubernetes',
  persistentVolumeClaims: 'kubernetes',
  storageClasses: 'kubernetes',
  priorityClasses: 'kubernetes',
  limitRanges: 'kubernetes',
  networkPolicies: 'kubernetes',
  webhookConfigurations: 'kubernetes',
  customResourceDefinitions: 'kubernetes',
  serviceAccounts: 'kubernetes',
  endpointSlices: 'kubernetes',
  nodePools: 'kubernetes',
  provisioners: 'kubernetes',
  nodeClasses: 'kubernetes',
  nodeClaims: 'kubernetes',
  nodeMetrics: 'kubernetes',
  podMetrics: 'kubernetes',
  eniConfigs: 'kubernetes',
  securityGroupPolicies: 'kubernetes',
  targetGroupBindings: 'kubernetes',
  volumeSnapshots: 'kubernetes',
  volumeSnapshotClasses: 'kubernetes',
  gateways: 'kubernetes',
  gatewayClasses: 'kubernetes',
  helmReleases: 'kubernetes',
  missingAccess: 'kubernetes',
};

export function isInventoryPart(name: string): name is InventoryPart {
  return name in origins;
}

/** All parts of an inventory. */
export const inventoryParts: readonly InventoryPart[] =
  Object.keys(origins).filter(isInventoryPart);

export function originOf(part: InventoryPart): 'aws' | 'kubernetes' {
  return origins[part];
}
