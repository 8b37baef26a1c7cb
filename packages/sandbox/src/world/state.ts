// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup,
  LaunchConfiguration,
} from '@aws-sdk/client-auto-scaling';
import type {
  Image,
  Instance,
  LaunchTemplate,
  LaunchTemplateVersion,
  NatGateway,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  Snapshot,
  Subnet,
  Volume,
  Vpc,
  VpcEndpoint,
} from '@aws-sdk/client-ec2';
import type {
  AccessEntry,
  Addon,
  AssociatedAccessPolicy,
  Cluster,
  FargateProfile,
  Insight,
  Nodegroup,
  PodIdentityAssociation,
  Update,
} from '@aws-sdk/client-eks';
import type { NodeInstance } from '../seam';
import type { IamState, SessionState, Tags } from './iamState';
import type { KmsState } from './kmsState';
import type { Lagging } from './lagging';
import type { BucketState } from './bucketState';
import type { Transition } from './transition';

/** A VPC with the attributes that DescribeVpcs does not show. */
export interface VpcState {
  vpc: Vpc;
  dnsHostnames: boolean;
  dnsSupport: boolean;
}

export interface InstanceState {
  instance: Instance;
  /** How the node of this instance looks; absent where the instance is no node of a cluster. */
  node?: NodeInstance;
  clusterArn?: string;
  autoScalingGroup?: string;
  /** Made by Auto Mode: hidden from lists, and EC2 calls may not change it. */
  managed: boolean;
}

export interface AutoScalingGroupState {
  group: AutoScalingGroup;
  clusterArn?: string;
  /** How nodes of this group register. */
  nodeLabels: Record<string, string>;
  nodeTaints: NodeInstance['taints'];
  nodegroup?: string;
  amiType?: string;
  instanceTypes: string[];
  /** What a launch configuration says, of groups that have no template. */
  launchFrom?: {
    imageId: string;
    instanceProfileArn?: string;
    securityGroupIds: string[];
  };
  capacityType: 'on-demand' | 'spot';
  /** While set, EKS lets instances go only after its own polite drain, at most this long. */
  politeSeconds?: number;
  activities: {
    id: string;
    cause: string;
    description: string;
    status: 'Successful' | 'InProgress' | 'Failed' | 'Cancelled';
    start: Date;
    end?: Date;
  }[];
}

export interface LaunchTemplateState {
  template: LaunchTemplate;
  versions: LaunchTemplateVersion[];
}

export interface RegionState {
  vpcs: Record<string, VpcState>;
  subnets: Record<string, Subnet>;
  routeTables: Record<string, RouteTable>;
  securityGroups: Record<string, SecurityGroup>;
  securityGroupRules: Record<string, SecurityGroupRule>;
  natGateways: Record<string, NatGateway>;
  vpcEndpoints: Record<string, VpcEndpoint>;
  launchTemplates: Record<string, LaunchTemplateState>;
  instances: Record<string, InstanceState>;
  volumes: Record<string, Volume>;
  snapshots: Record<string, Snapshot>;
  autoScalingGroups: Record<string, AutoScalingGroupState>;
  launchConfigurations: Record<string, LaunchConfiguration>;
  /** Images of somebody's own; the others that are named are AWS'. */
  images?: Record<string, Image>;
  ebsEncryptionByDefault: boolean;
  ebsDefaultKmsKeyId?: string;
  kms?: KmsState;
  clusters: Record<string, ClusterState>;
  quotas: Record<string, number>;
}

export interface NodegroupState {
  nodegroup: Nodegroup;
  autoScalingGroup: string;
  /** The user's own launch template or EKS' generated one. */
  generatedTemplateId?: string;
}

export interface UpdateState {
  update: Update;
  nodegroup?: string;
  addon?: string;
}

export interface AccessState {
  entry: AccessEntry;
  policies: AssociatedAccessPolicy[];
}

export interface ClusterState {
  arn: string;
  accountId: string;
  region: string;
  cluster: Cluster;
  creatorArn: string;
  nodegroups: Record<string, NodegroupState>;
  addons: Record<string, Addon>;
  accessEntries: Record<string, Lagging<AccessState>>;
  fargateProfiles: Record<string, FargateProfile>;
  podIdentityAssociations: Record<string, PodIdentityAssociation>;
  insights: Record<string, Insight>;
  updates: UpdateState[];
  /** What a client request token of an earlier call gave. */
  requestTokens: Record<string, string>;
  /** The `kubernetes:` section of the fleet file. */
  kubernetes?: unknown;
  /** An API server that somebody else runs. */
  external?: { endpoint: string; certificateAuthorityData: string };
}

export interface AccountState {
  id: string;
  alias?: string;
  iam: IamState;
  buckets: Record<string, BucketState>;
  regions: Record<string, RegionState>;
}

export interface WorldState {
  format: 1;
  fleet: string;
  accounts: Record<string, AccountState>;
  sessions: Record<string, SessionState>;
  pending: Transition[];
  /** Last number given to a made-up identifier. */
  identifiers: number;
}

export type { Tags };

export function emptyRegion(): RegionState {
  return {
    vpcs: {},
    subnets: {},
    routeTables: {},
    securityGroups: {},
    securityGroupRules: {},
    natGateways: {},
    vpcEndpoints: {},
    launchTemplates: {},
    instances: {},
    volumes: {},
    snapshots: {},
    autoScalingGroups: {},
    launchConfigurations: {},
    ebsEncryptionByDefault: false,
    clusters: {},
    quotas: {},
  };
}
