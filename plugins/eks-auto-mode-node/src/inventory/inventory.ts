// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type * as aws from './aws';
import type * as k8s from './kubernetes';
import type { Read } from './read';

/**
 * Everything that a picture of a cluster can hold, by part. A check names the parts it needs.
 * @public
 */
export interface InventoryParts {
  cluster: aws.ClusterDescription;
  updates: aws.ClusterUpdate[];
  clusterVersions: aws.ClusterVersion[];
  nodegroups: aws.Nodegroup[];
  addons: aws.Addon[];
  accessEntries: aws.AccessEntry[];
  podIdentityAssociations: aws.PodIdentityAssociation[];
  fargateProfiles: aws.FargateProfile[];
  insights: aws.Insight[];
  clusterRole: aws.RoleState;
  /** The role that the plan would use for Auto nodes: the one named in options, or ours by name. */
  autoNodeRole: aws.RoleState;
  sourceNodeRoles: aws.IamRole[];
  /** Of instances outside managed groups. */
  instanceProfiles: aws.InstanceProfile[];
  subnets: aws.Subnet[];
  vpc: aws.Vpc;
  securityGroups: aws.SecurityGroup[];
  instances: aws.Instance[];
  instanceTypes: aws.InstanceType[];
  /** What groups launch from: launch templates, and launch configurations of older groups. */
  launchTemplates: aws.LaunchTemplate[];
  /** Images that people chose for groups themselves. */
  machineImages: aws.MachineImage[];
  autoScalingGroups: aws.AutoScalingGroup[];
  vcpuQuota: aws.VcpuQuota;
  /** Volumes of EBS that PersistentVolumes name and that exist. */
  ebsVolumes: aws.EbsVolume[];
  ebsEncryption: { byDefault: boolean; kmsKeyId?: string };
  /** Keys that disks of the cluster are, or would be, encrypted with; AWS' own key of EBS left out. */
  kmsKeys: aws.KmsKey[];
  /**
   * USD an hour of the types that the cluster runs and that Auto Mode could launch: on demand with
   * Linux, with Windows where the cluster has such nodes, and the Auto Mode fee where the price list
   * has them.
   */
  prices: {
    type: string;
    onDemand: number;
    onDemandWindows?: number;
    autoFee?: number;
  }[];

  namespaces: k8s.KubernetesObject[];
  nodes: k8s.Node[];
  pods: k8s.Pod[];
  deployments: k8s.Deployment[];
  replicaSets: k8s.ReplicaSet[];
  statefulSets: k8s.StatefulSet[];
  daemonSets: k8s.DaemonSet[];
  jobs: k8s.Job[];
  cronJobs: k8s.CronJob[];
  podDisruptionBudgets: k8s.PodDisruptionBudget[];
  services: k8s.Service[];
  ingresses: k8s.Ingress[];
  ingressClasses: k8s.IngressClass[];
  /** Only kube-system/{aws-auth,amazon-vpc-cni,coredns}. */
  configMaps: k8s.ConfigMap[];
  persistentVolumes: k8s.PersistentVolume[];
  persistentVolumeClaims: k8s.PersistentVolumeClaim[];
  storageClasses: k8s.StorageClass[];
  priorityClasses: k8s.PriorityClass[];
  limitRanges: k8s.LimitRange[];
  networkPolicies: k8s.NetworkPolicy[];
  /** Mutating and validating. */
  webhookConfigurations: k8s.WebhookConfiguration[];
  customResourceDefinitions: k8s.CustomResourceDefinition[];
  serviceAccounts: k8s.KubernetesObject[];
  endpointSlices: k8s.EndpointSlice[];
  nodePools: k8s.NodePool[];
  /** Pools of a Karpenter before 0.32, and the templates that they name. */
  provisioners: k8s.Provisioner[];
  /** `eks.amazonaws.com` NodeClasses and `karpenter.k8s.aws` EC2NodeClasses; tell by apiVersion. */
  nodeClasses: k8s.NodeClass[];
  nodeClaims: k8s.NodeClaim[];
  /** Empty where the metrics API (`metrics.k8s.io`) is not served. */
  nodeMetrics: k8s.NodeMetrics[];
  /** Empty where the metrics API is not served. */
  podMetrics: k8s.PodMetrics[];
  /** `crd.k8s.amazonaws.com` ENIConfigs. */
  eniConfigs: k8s.KubernetesObject[];
  /** `vpcresources.k8s.aws` SecurityGroupPolicies. */
  securityGroupPolicies: k8s.SecurityGroupPolicy[];
  /** `elbv2.k8s.aws` TargetGroupBindings. */
  targetGroupBindings: k8s.KubernetesObject[];
  /** `snapshot.storage.k8s.io`. */
  volumeSnapshots: k8s.VolumeSnapshot[];
  volumeSnapshotClasses: k8s.VolumeSnapshotClass[];
  /** `gateway.networking.k8s.io`. */
  gateways: k8s.Gateway[];
  gatewayClasses: k8s.GatewayClass[];
  helmReleases: k8s.HelmRelease[];
  /** Verbs of the migrate ClusterRole that the migrate identity lacks. */
  missingAccess: {
    verb: string;
    group: string;
    resource: string;
    subresource?: string;
  }[];
}

/** @public */
export type InventoryPart = keyof InventoryParts;

/**
 * One immutable, timestamped picture of a cluster.
 * @public
 */
export interface Inventory {
  clusterArn: string;
  clusterName: string;
  /** ISO 8601, UTC: when reading ended. */
  readAt: string;
  parts: { [P in InventoryPart]: Read<InventoryParts[P]> };
}
