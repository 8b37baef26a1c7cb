// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonValue } from '@backstage/types';

/** DescribeCluster, reduced. Absent switches of Auto Mode are false. @public */
export interface ClusterDescription {
  arn: string;
  name: string;
  accountId: string;
  region: string;
  partition: string;
  version: string;
  platformVersion?: string;
  status: string;
  createdAt?: string;
  roleArn: string;
  tags: Record<string, string>;
  endpoint?: string;
  oidcIssuer?: string;
  authenticationMode: 'CONFIG_MAP' | 'API_AND_CONFIG_MAP' | 'API';
  healthIssues: { code: string; message: string; resourceIds: string[] }[];
  supportType?: string;
  network: {
    vpcId: string;
    subnetIds: string[];
    securityGroupIds: string[];
    clusterSecurityGroupId?: string;
    endpointPublicAccess: boolean;
    endpointPrivateAccess: boolean;
    publicAccessCidrs: string[];
    ipFamily: 'ipv4' | 'ipv6';
    serviceIpv4Cidr?: string;
    serviceIpv6Cidr?: string;
  };
  autoMode: {
    compute: boolean;
    blockStorage: boolean;
    loadBalancing: boolean;
    nodePools: string[];
    nodeRoleArn?: string;
  };
  logging: string[];
  encryption: { resources: string[]; keyArn: string }[];
  outpost: boolean;
  connector: boolean;
  remoteNetwork: boolean;
  deletionProtection?: boolean;
}

/** @public */
export interface ClusterUpdate {
  id: string;
  type: string;
  status: string;
  createdAt?: string;
}

/** @public */
export interface ClusterVersion {
  version: string;
  status: 'STANDARD_SUPPORT' | 'EXTENDED_SUPPORT' | 'UNSUPPORTED';
  endOfStandardSupport?: string;
  endOfExtendedSupport?: string;
}

/** @public */
export interface NodegroupTaint {
  key: string;
  value?: string;
  effect: 'NO_SCHEDULE' | 'NO_EXECUTE' | 'PREFER_NO_SCHEDULE';
}

/** DescribeNodegroup, reduced. @public */
export interface Nodegroup {
  name: string;
  arn: string;
  status: string;
  version?: string;
  releaseVersion?: string;
  amiType?: string;
  capacityType?: 'ON_DEMAND' | 'SPOT' | 'CAPACITY_BLOCK';
  instanceTypes: string[];
  diskSize?: number;
  scaling: { min: number; max: number; desired: number };
  subnetIds: string[];
  nodeRoleArn: string;
  labels: Record<string, string>;
  taints: NodegroupTaint[];
  tags: Record<string, string>;
  launchTemplate?: { id?: string; name?: string; version?: string };
  remoteAccess?: { ec2SshKey?: string; sourceSecurityGroups?: string[] };
  updateConfig?: { maxUnavailable?: number; maxUnavailablePercentage?: number };
  autoScalingGroups: string[];
  remoteAccessSecurityGroup?: string;
  healthIssues: { code: string; message: string; resourceIds: string[] }[];
}

/** @public */
export interface Addon {
  name: string;
  arn: string;
  version: string;
  status: string;
  healthIssues: { code: string; message: string }[];
  configurationValues?: string;
  serviceAccountRoleArn?: string;
  podIdentityAssociations: string[];
  /** Versions that EKS offers for the cluster's Kubernetes version, newest first. */
  compatibleVersions: string[];
}

/** @public */
export interface AccessEntry {
  principalArn: string;
  type: string;
  username?: string;
  kubernetesGroups: string[];
  policies: { policyArn: string; scope: string; namespaces: string[] }[];
}

/** @public */
export interface PodIdentityAssociation {
  id: string;
  namespace: string;
  serviceAccount: string;
  ownerArn?: string;
}

/** @public */
export interface FargateProfile {
  name: string;
  arn: string;
  status: string;
  selectors: { namespace: string; labels: Record<string, string> }[];
  subnetIds: string[];
  podExecutionRoleArn: string;
  tags?: Record<string, string>;
}

/** @public */
export interface Insight {
  id: string;
  name: string;
  category: string;
  status: string;
  reason?: string;
  description?: string;
  recommendation?: string;
  kubernetesVersion?: string;
}

/** @public */
export interface IamRole {
  arn: string;
  name: string;
  path: string;
  /** The decoded document. */
  trust: JsonValue;
  permissionsBoundary?: string;
  attachedPolicies: { name: string; arn: string }[];
  inlinePolicies: string[];
  tags: Record<string, string>;
}

/** `exists: false` is a fact that was read, not a failure. @public */
export type RoleState =
  | { exists: true; role: IamRole }
  | { exists: false; arn: string };

/** @public */
export interface Subnet {
  id: string;
  vpcId: string;
  availabilityZone: string;
  availabilityZoneId?: string;
  cidr: string;
  availableAddresses: number;
  mapPublicIpOnLaunch: boolean;
  ipv6Cidrs: string[];
  /** Where it lies on an Outpost. */
  outpostArn?: string;
  tags: Record<string, string>;
  /** By its route table: a default route to an internet gateway. */
  public: boolean;
  /** A default route to anything (NAT, transit gateway, internet gateway). */
  egress: boolean;
}

/** @public */
export interface Vpc {
  id: string;
  cidrs: string[];
  dnsHostnames: boolean;
  dnsSupport: boolean;
  /** Service names of its interface and gateway endpoints. */
  endpoints: string[];
}

/** @public */
export interface SecurityGroupRule {
  protocol: string;
  fromPort?: number;
  toPort?: number;
  cidrs: string[];
  securityGroups: string[];
  prefixLists: string[];
}

/** @public */
export interface SecurityGroup {
  id: string;
  name: string;
  vpcId: string;
  tags: Record<string, string>;
  ingress: SecurityGroupRule[];
  egress: SecurityGroupRule[];
}

/** @public */
export interface Instance {
  id: string;
  type: string;
  state: string;
  lifecycle?: string;
  imageId?: string;
  subnetId?: string;
  availabilityZone?: string;
  privateDnsName?: string;
  securityGroupIds: string[];
  instanceProfileArn?: string;
  keyName?: string;
  tags: Record<string, string>;
  managedByAuto: boolean;
  tenancy?: string;
  /** Where it stands on an Outpost. */
  outpostArn?: string;
  /** ISO 8601. */
  launchedAt?: string;
}

/** @public */
export interface InstanceType {
  type: string;
  vcpus: number;
  memoryMiB: number;
  architectures: string[];
  gpus: number;
  /** How many network interfaces it can have, and how many IPv4 addresses each of them. */
  maxInterfaces?: number;
  ipv4PerInterface?: number;
}

/**
 * One version of a launch template, or a launch configuration: what instances of a group launch from.
 * @public
 */
export interface LaunchTemplate {
  /** Empty for a launch configuration, which has a name and one version only. */
  id: string;
  name?: string;
  version: string;
  /** `$Default` or `$Latest`, where a group asks for the version so. */
  alias?: string;
  /** It is a launch configuration. */
  configuration?: boolean;
  imageId?: string;
  instanceType?: string;
  keyName?: string;
  /** Decoded; reduced to what rules read, secrets masked. */
  userData?: string;
  httpTokens?: string;
  httpPutResponseHopLimit?: number;
  securityGroupIds: string[];
  instanceProfile?: string;
  /** `spot` or `capacity-block` where it asks for such instances. */
  marketType?: string;
  /** `dedicated` or `host` where it says so. */
  tenancy?: string;
  blockDevices: {
    device: string;
    volumeSize?: number;
    volumeType?: string;
    encrypted?: boolean;
    kmsKeyId?: string;
  }[];
}

/** An AMI, as EC2 describes it. @public */
export interface MachineImage {
  id: string;
  name?: string;
  /** The account that owns it, or `amazon` where AWS itself does. */
  owner: string;
  /** ISO 8601. */
  createdAt?: string;
}

/** @public */
export interface AutoScalingGroup {
  name: string;
  arn: string;
  min: number;
  max: number;
  desired: number;
  instances: {
    id: string;
    lifecycleState: string;
    protectedFromScaleIn: boolean;
    availabilityZone?: string;
  }[];
  suspendedProcesses: string[];
  targetGroupArns: string[];
  loadBalancerNames: string[];
  tags: Record<string, string>;
  launchTemplate?: { id?: string; name?: string; version?: string };
  launchConfiguration?: string;
  mixedInstances: boolean;
  /** What a mixed instances policy launches on demand: so many first, of the others so many per cent. */
  onDemand?: { base: number; percentAbove: number };
  /** Types that a mixed instances policy names. */
  instanceTypes?: string[];
  subnetIds: string[];
  lifecycleHooks: string[];
  scalingPolicies: string[];
  scheduledActions: string[];
  /** ARNs of the topics that hear of launches and terminations. */
  notifications: string[];
}

/** An EBS volume behind a PersistentVolume. @public */
export interface EbsVolume {
  id: string;
  availabilityZone?: string;
  encrypted: boolean;
  kmsKeyId?: string;
  tags: Record<string, string>;
}

/** What names a key of KMS. @public */
export type KmsKeyUser =
  /** EBS, for whatever is encrypted without naming a key. */
  | { kind: 'ebs-default' }
  | {
      kind: 'launch-template' | 'node-class' | 'storage-class' | 'volume';
      name: string;
    };

/** A key of KMS that disks of the cluster are, or would be, encrypted with. @public */
export interface KmsKey {
  arn: string;
  /** `Enabled`, `Disabled`, `PendingDeletion` …; `Absent` where the account has no such key. */
  state: string;
  customerManaged: boolean;
  /** Of customer managed keys: the whole document. */
  policy?: JsonValue;
  usedBy: KmsKeyUser[];
  /** What the IAM policies of the cluster role allow it on the key, where the key leaves it to them. */
  allowedByIam: string[];
}

/** An instance profile, of instances outside managed groups or of a NodeClass, and its role. @public */
export interface InstanceProfile {
  arn: string;
  roleArn: string;
  /** A NodeClass of Auto Mode names it, and no instance outside managed groups runs under it. */
  onlyOfNodeClass?: boolean;
}

/** Running on-demand standard vCPUs against the quota L-1216C47A of the account and region. @public */
export interface VcpuQuota {
  limit: number;
  used: number;
}
