// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AnyCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { addonCompatibility } from './checks/addons/addonCompatibility';
import { addonHealth } from './checks/addons/addonHealth';
import { addonVersions } from './checks/addons/addonVersions';
import { autoscalerRemains } from './checks/addons/autoscalerRemains';
import { clusterAutoscaler } from './checks/addons/clusterAutoscaler';
import { daemonSetsOnAuto } from './checks/addons/daemonSetsOnAuto';
import { devicePlugins } from './checks/addons/devicePlugins';
import { fragileWebhooks } from './checks/addons/fragileWebhooks';
import { ingressNginx } from './checks/addons/ingressNginx';
import { karpenterCrdRelease } from './checks/addons/karpenterCrdRelease';
import { karpenterRuns } from './checks/addons/karpenterRuns';
import { karpenterVersion } from './checks/addons/karpenterVersion';
import { loadBalancerController } from './checks/addons/loadBalancerController';
import { oldNodePools } from './checks/addons/oldNodePools';
import { authenticationMode } from './checks/cluster/authenticationMode';
import { autoModeSwitches } from './checks/cluster/autoModeSwitches';
import { clusterActive } from './checks/cluster/clusterActive';
import { clusterHealth } from './checks/cluster/clusterHealth';
import { controlPlaneLogging } from './checks/cluster/controlPlaneLogging';
import { definedByTool } from './checks/cluster/definedByTool';
import { endpointAccess } from './checks/cluster/endpointAccess';
import { hybridNodes } from './checks/cluster/hybridNodes';
import { insights } from './checks/cluster/insights';
import { kubernetesVersion } from './checks/cluster/kubernetesVersion';
import { localCluster } from './checks/cluster/localCluster';
import { missingAccess } from './checks/cluster/missingAccess';
import { secretsEncryption } from './checks/cluster/secretsEncryption';
import { updateInProgress } from './checks/cluster/updateInProgress';
import { versionSupport } from './checks/cluster/versionSupport';
import { autoModeFee } from './checks/cost/autoModeFee';
import { extendedSupport } from './checks/cost/extendedSupport';
import { gateways } from './checks/loadBalancing/gateways';
import { autoNodeRole } from './checks/iam/autoNodeRole';
import { autoNodeRoleExtras } from './checks/iam/autoNodeRoleExtras';
import { clusterRoleExists } from './checks/iam/clusterRoleExists';
import { clusterRolePolicies } from './checks/iam/clusterRolePolicies';
import { clusterRoleTrust } from './checks/iam/clusterRoleTrust';
import { diskKeys } from './checks/iam/diskKeys';
import { irsa } from './checks/iam/irsa';
import { nodeRoleAccessEntry } from './checks/iam/nodeRoleAccessEntry';
import { nodeRoleConflict } from './checks/iam/nodeRoleConflict';
import { nodeRolePermissions } from './checks/iam/nodeRolePermissions';
import { permissionsBoundary } from './checks/iam/permissionsBoundary';
import { policyQuota } from './checks/iam/policyQuota';
import { groupTargets } from './checks/loadBalancing/groupTargets';
import { ingresses } from './checks/loadBalancing/ingresses';
import { services } from './checks/loadBalancing/services';
import { targetGroupBindings } from './checks/loadBalancing/targetGroupBindings';
import { alternativeCni } from './checks/network/alternativeCni';
import { clusterTags } from './checks/network/clusterTags';
import { cniSettings } from './checks/network/cniSettings';
import { corefile } from './checks/network/corefile';
import { customNetworking } from './checks/network/customNetworking';
import { dnsPolicies } from './checks/network/dnsPolicies';
import { egress } from './checks/network/egress';
import { freeAddresses } from './checks/network/freeAddresses';
import { ipv6 } from './checks/network/ipv6';
import { nodeSecurityGroups } from './checks/network/nodeSecurityGroups';
import { nodeTraffic } from './checks/network/nodeTraffic';
import { podSecurityGroups } from './checks/network/podSecurityGroups';
import { policyEnforcement } from './checks/network/policyEnforcement';
import { privateEndpoints } from './checks/network/privateEndpoints';
import { publicSubnets } from './checks/network/publicSubnets';
import { smallSubnets } from './checks/network/smallSubnets';
import { subnetTags } from './checks/network/subnetTags';
import { subnetZones } from './checks/network/subnetZones';
import { vpcDns } from './checks/network/vpcDns';
import { accelerators } from './checks/nodes/accelerators';
import { arm64 } from './checks/nodes/arm64';
import { bakedAgents } from './checks/nodes/bakedAgents';
import { capacityType } from './checks/nodes/capacityType';
import { customImage } from './checks/nodes/customImage';
import { diskSize } from './checks/nodes/diskSize';
import { fargate } from './checks/nodes/fargate';
import { groupActive } from './checks/nodes/groupActive';
import { groupDefinedByTool } from './checks/nodes/groupDefinedByTool';
import { groupHealth } from './checks/nodes/groupHealth';
import { groupSettings } from './checks/nodes/groupSettings';
import { instanceTypes } from './checks/nodes/instanceTypes';
import { kubeletSettings } from './checks/nodes/kubeletSettings';
import { labelsAndTaints } from './checks/nodes/labelsAndTaints';
import { nodeAccess } from './checks/nodes/nodeAccess';
import { nodeState } from './checks/nodes/nodeState';
import { otherNodes } from './checks/nodes/otherNodes';
import { sharedRoles } from './checks/nodes/sharedRoles';
import { tenancy } from './checks/nodes/tenancy';
import { userData } from './checks/nodes/userData';
import { vcpuQuota } from './checks/nodes/vcpuQuota';
import { windows } from './checks/nodes/windows';
import { awsAuthAdministrators } from './checks/safety/awsAuthAdministrators';
import { awsAuthPaths } from './checks/safety/awsAuthPaths';
import { gitOps } from './checks/safety/gitOps';
import { soleAdministrator } from './checks/safety/soleAdministrator';
import { autoStorageClass } from './checks/storage/autoStorageClass';
import { bindingMode } from './checks/storage/bindingMode';
import { claimTemplates } from './checks/storage/claimTemplates';
import { defaultStorageClass } from './checks/storage/defaultStorageClass';
import { ebsVolumes } from './checks/storage/ebsVolumes';
import { otherDrivers } from './checks/storage/otherDrivers';
import { reclaimPolicy } from './checks/storage/reclaimPolicy';
import { snapshotClasses } from './checks/storage/snapshotClasses';
import { staticVolumes } from './checks/storage/staticVolumes';
import { volumeKeys } from './checks/storage/volumeKeys';
import { volumeModifiers } from './checks/storage/volumeModifiers';
import { barePods } from './checks/workloads/barePods';
import { budgetNeverAllows } from './checks/workloads/budgetNeverAllows';
import { disruptionAnnotations } from './checks/workloads/disruptionAnnotations';
import { emptyDirs } from './checks/workloads/emptyDirs';
import { forcedSelectors } from './checks/workloads/forcedSelectors';
import { gracePeriod } from './checks/workloads/gracePeriod';
import { groupLabels } from './checks/workloads/groupLabels';
import { hostAccess } from './checks/workloads/hostAccess';
import { hostPaths } from './checks/workloads/hostPaths';
import { identityPorts } from './checks/workloads/identityPorts';
import { instanceMetadata } from './checks/workloads/instanceMetadata';
import { karpenterLabels } from './checks/workloads/karpenterLabels';
import { kernelSettings } from './checks/workloads/kernelSettings';
import { localVolumes } from './checks/workloads/localVolumes';
import { longLives } from './checks/workloads/longLives';
import { noBudget } from './checks/workloads/noBudget';
import { noPool } from './checks/workloads/noPool';
import { offAuto } from './checks/workloads/offAuto';
import { orderedPods } from './checks/workloads/orderedPods';
import { readinessProbe } from './checks/workloads/readinessProbe';
import { requests } from './checks/workloads/requests';
import { resourceClaims } from './checks/workloads/resourceClaims';
import { runtimeClasses } from './checks/workloads/runtimeClasses';
import { runningJobs } from './checks/workloads/runningJobs';
import { runtimeSockets } from './checks/workloads/runtimeSockets';
import { severalBudgets } from './checks/workloads/severalBudgets';
import { sharedVolumes } from './checks/workloads/sharedVolumes';
import { singleReplica } from './checks/workloads/singleReplica';
import { spread } from './checks/workloads/spread';
import { stuckPods } from './checks/workloads/stuckPods';
import { tooLarge } from './checks/workloads/tooLarge';
import { unhealthyPods } from './checks/workloads/unhealthyPods';

/**
 * Every check, in the order in which pages show them. Codes are never re-used: what is retired stays
 * here with the reason.
 */
export const catalogue: readonly AnyCheck[] = [
  clusterActive,
  clusterHealth,
  updateInProgress,
  kubernetesVersion,
  versionSupport,
  authenticationMode,
  autoModeSwitches,
  localCluster,
  endpointAccess,
  hybridNodes,
  controlPlaneLogging,
  secretsEncryption,
  insights,
  missingAccess,
  definedByTool,

  clusterRoleTrust,
  clusterRolePolicies,
  policyQuota,
  permissionsBoundary,
  clusterRoleExists,
  autoNodeRole,
  nodeRoleConflict,
  nodeRoleAccessEntry,
  irsa,
  diskKeys,
  nodeRolePermissions,
  autoNodeRoleExtras,

  freeAddresses,
  smallSubnets,
  subnetZones,
  publicSubnets,
  egress,
  subnetTags,
  vpcDns,
  privateEndpoints,
  nodeSecurityGroups,
  customNetworking,
  podSecurityGroups,
  cniSettings,
  alternativeCni,
  policyEnforcement,
  dnsPolicies,
  ipv6,
  corefile,
  nodeTraffic,
  clusterTags,

  addonVersions,
  addonHealth,
  daemonSetsOnAuto,
  addonCompatibility,
  clusterAutoscaler,
  karpenterVersion,
  karpenterRuns,
  karpenterCrdRelease,
  oldNodePools,
  loadBalancerController,
  fragileWebhooks,
  devicePlugins,
  ingressNginx,
  autoscalerRemains,

  groupActive,
  groupHealth,
  windows,
  customImage,
  userData,
  nodeAccess,
  instanceTypes,
  arm64,
  capacityType,
  labelsAndTaints,
  accelerators,
  groupSettings,
  otherNodes,
  groupDefinedByTool,
  fargate,
  nodeState,
  sharedRoles,
  vcpuQuota,
  diskSize,
  kubeletSettings,
  tenancy,
  bakedAgents,

  budgetNeverAllows,
  severalBudgets,
  unhealthyPods,
  barePods,
  singleReplica,
  noBudget,
  readinessProbe,
  groupLabels,
  karpenterLabels,
  noPool,
  offAuto,
  spread,
  hostPaths,
  runtimeSockets,
  hostAccess,
  emptyDirs,
  localVolumes,
  disruptionAnnotations,
  gracePeriod,
  requests,
  tooLarge,
  instanceMetadata,
  runningJobs,
  orderedPods,
  stuckPods,
  sharedVolumes,
  longLives,
  forcedSelectors,
  resourceClaims,
  kernelSettings,
  runtimeClasses,
  identityPorts,

  ebsVolumes,
  defaultStorageClass,
  autoStorageClass,
  claimTemplates,
  reclaimPolicy,
  bindingMode,
  volumeModifiers,
  staticVolumes,
  volumeKeys,
  snapshotClasses,
  otherDrivers,

  services,
  ingresses,
  targetGroupBindings,
  gateways,
  groupTargets,

  autoModeFee,
  extendedSupport,

  gitOps,
  awsAuthAdministrators,
  awsAuthPaths,
  soleAdministrator,
];
