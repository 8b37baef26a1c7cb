// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Purpose } from './session';

/**
 * What each of the three roles may do, as data: `deploy/` is generated from it, the connection test
 * asks for it, and tests hold it against what readers and steps call. Placeholders: `${Partition}`,
 * `${AccountId}`, `${Bucket}`, `${Prefix}`, `${KmsKeyArn}`.
 */
export interface IamStatement {
  sid: string;
  actions: string[];
  resources: string[];
  /** Operator → key → values, as IAM writes it. */
  conditions?: Record<string, Record<string, string[]>>;
}

/** A rule of a ClusterRole. */
export interface KubernetesRule {
  groups: string[];
  resources: string[];
  verbs: string[];
  /** Only these objects. */
  names?: string[];
}

const assess: IamStatement[] = [
  {
    sid: 'ReadClusters',
    actions: [
      'eks:DescribeAccessEntry',
      'eks:DescribeAddon',
      'eks:DescribeAddonVersions',
      'eks:DescribeCluster',
      'eks:DescribeClusterVersions',
      'eks:DescribeFargateProfile',
      'eks:DescribeInsight',
      'eks:DescribeNodegroup',
      'eks:DescribePodIdentityAssociation',
      'eks:DescribeUpdate',
      'eks:ListAccessEntries',
      'eks:ListAddons',
      'eks:ListAssociatedAccessPolicies',
      'eks:ListClusters',
      'eks:ListFargateProfiles',
      'eks:ListInsights',
      'eks:ListNodegroups',
      'eks:ListPodIdentityAssociations',
      'eks:ListUpdates',
    ],
    resources: ['*'],
  },
  {
    sid: 'ReadRoles',
    actions: [
      'iam:GetInstanceProfile',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:ListRolePolicies',
      'iam:SimulatePrincipalPolicy',
    ],
    resources: [
      'arn:${Partition}:iam::${AccountId}:role/*',
      'arn:${Partition}:iam::${AccountId}:instance-profile/*',
    ],
  },
  {
    // EC2 and Auto Scaling know no resource-level permissions for Describe calls.
    sid: 'ReadNetworkAndInstances',
    actions: [
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DescribeLaunchConfigurations',
      'autoscaling:DescribeLifecycleHooks',
      'autoscaling:DescribePolicies',
      'autoscaling:DescribeScheduledActions',
      'ec2:DescribeInstanceTypes',
      'ec2:DescribeInstances',
      'ec2:DescribeLaunchTemplateVersions',
      'ec2:DescribeLaunchTemplates',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVolumes',
      'ec2:DescribeVpcAttribute',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcs',
      'ec2:GetEbsDefaultKmsKeyId',
      'ec2:GetEbsEncryptionByDefault',
      'pricing:GetProducts',
      'servicequotas:GetServiceQuota',
      'sts:GetCallerIdentity',
    ],
    resources: ['*'],
  },
];

const backup: IamStatement[] = [
  {
    sid: 'WriteBackups',
    actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
    resources: ['arn:${Partition}:s3:::${Bucket}/${Prefix}*'],
  },
  {
    sid: 'ExpireBackups',
    actions: ['s3:DeleteObject'],
    resources: ['arn:${Partition}:s3:::${Bucket}/${Prefix}*'],
  },
  {
    sid: 'CheckBucket',
    actions: [
      's3:GetBucketPolicyStatus',
      's3:GetBucketPublicAccessBlock',
      's3:GetBucketVersioning',
      's3:GetEncryptionConfiguration',
      's3:ListBucket',
    ],
    resources: ['arn:${Partition}:s3:::${Bucket}'],
  },
  {
    sid: 'EncryptBackups',
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
    resources: ['${KmsKeyArn}'],
  },
];

const AUTO_MODE_POLICIES = [
  'AmazonEKSClusterPolicy',
  'AmazonEKSComputePolicy',
  'AmazonEKSBlockStoragePolicy',
  'AmazonEKSBlockStoragePolicyV2',
  'AmazonEKSLoadBalancingPolicy',
  'AmazonEKSNetworkingPolicy',
];
const NODE_POLICIES = [
  'AmazonEKSWorkerNodeMinimalPolicy',
  'AmazonEC2ContainerRegistryPullOnly',
];
const managedPolicies = (names: string[]) =>
  names.map(name => `arn:\${Partition}:iam::aws:policy/${name}`);

/** The name of the node role that a plan makes; the migrate role may touch no other by creation. */
export const NODE_ROLE_PREFIX = 'AmazonEKSAutoNodeRole-';

const migrate: IamStatement[] = [
  {
    sid: 'ChangeClusters',
    actions: [
      'eks:AssociateAccessPolicy',
      'eks:CreateAccessEntry',
      'eks:DeleteAccessEntry',
      'eks:DeleteNodegroup',
      'eks:DisassociateAccessPolicy',
      'eks:UpdateAddon',
      'eks:UpdateClusterConfig',
      'eks:UpdateNodegroupConfig',
    ],
    resources: [
      'arn:${Partition}:eks:*:${AccountId}:cluster/*',
      'arn:${Partition}:eks:*:${AccountId}:nodegroup/*',
      'arn:${Partition}:eks:*:${AccountId}:addon/*',
      'arn:${Partition}:eks:*:${AccountId}:access-entry/*',
    ],
  },
  {
    // Never iam:AttachRolePolicy without the policies named: that would be administrator in effect.
    sid: 'AttachAutoModePolicies',
    actions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
    resources: ['arn:${Partition}:iam::${AccountId}:role/*'],
    conditions: {
      ArnEquals: {
        'iam:PolicyARN': managedPolicies([
          ...AUTO_MODE_POLICIES,
          ...NODE_POLICIES,
        ]),
      },
    },
  },
  {
    // Narrow `resources` to your cluster roles where their names share a pattern.
    sid: 'LetEksTagSessions',
    actions: ['iam:UpdateAssumeRolePolicy'],
    resources: [
      'arn:${Partition}:iam::${AccountId}:role/${ClusterRolePattern}',
    ],
  },
  {
    sid: 'MakeNodeRole',
    actions: ['iam:CreateRole', 'iam:DeleteRole', 'iam:TagRole'],
    resources: [
      `arn:\${Partition}:iam::\${AccountId}:role/${NODE_ROLE_PREFIX}*`,
    ],
  },
  {
    sid: 'PassNodeRole',
    actions: ['iam:PassRole'],
    resources: [
      `arn:\${Partition}:iam::\${AccountId}:role/${NODE_ROLE_PREFIX}*`,
      'arn:${Partition}:iam::${AccountId}:role/${NodeRolePattern}',
    ],
    conditions: {
      StringEquals: {
        'iam:PassedToService': ['eks.amazonaws.com', 'ec2.amazonaws.com'],
      },
    },
  },
  {
    sid: 'TagSubnets',
    actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
    resources: ['arn:${Partition}:ec2:*:${AccountId}:subnet/*'],
    conditions: {
      'ForAllValues:StringEquals': {
        'aws:TagKeys': [
          'kubernetes.io/role/elb',
          'kubernetes.io/role/internal-elb',
        ],
      },
    },
  },
  {
    sid: 'OpenNodesToEachOther',
    actions: [
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:RevokeSecurityGroupIngress',
    ],
    resources: [
      'arn:${Partition}:ec2:*:${AccountId}:security-group/*',
      'arn:${Partition}:ec2:*:${AccountId}:security-group-rule/*',
    ],
  },
  {
    sid: 'QuietGroups',
    actions: [
      'autoscaling:CreateOrUpdateTags',
      'autoscaling:DeleteTags',
      'autoscaling:ResumeProcesses',
      'autoscaling:SuspendProcesses',
    ],
    resources: [
      'arn:${Partition}:autoscaling:*:${AccountId}:autoScalingGroup:*',
    ],
  },
];

const view = ['get', 'list', 'watch'];

const assessRules: KubernetesRule[] = [
  {
    groups: [''],
    resources: [
      'configmaps',
      'endpoints',
      'limitranges',
      'namespaces',
      'nodes',
      'persistentvolumeclaims',
      'persistentvolumes',
      'pods',
      'replicationcontrollers',
      'resourcequotas',
      'serviceaccounts',
      'services',
    ],
    verbs: view,
  },
  {
    groups: ['apps'],
    resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
    verbs: view,
  },
  { groups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: view },
  { groups: ['policy'], resources: ['poddisruptionbudgets'], verbs: view },
  {
    groups: ['networking.k8s.io'],
    resources: ['ingressclasses', 'ingresses', 'networkpolicies'],
    verbs: view,
  },
  {
    groups: ['storage.k8s.io'],
    resources: ['csidrivers', 'storageclasses', 'volumeattachments'],
    verbs: view,
  },
  {
    groups: ['scheduling.k8s.io'],
    resources: ['priorityclasses'],
    verbs: view,
  },
  {
    groups: ['admissionregistration.k8s.io'],
    resources: [
      'mutatingwebhookconfigurations',
      'validatingwebhookconfigurations',
    ],
    verbs: view,
  },
  {
    groups: ['apiextensions.k8s.io'],
    resources: ['customresourcedefinitions'],
    verbs: view,
  },
  { groups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: view },
  {
    groups: ['karpenter.sh'],
    resources: ['nodeclaims', 'nodepools'],
    verbs: view,
  },
  { groups: ['eks.amazonaws.com'], resources: ['nodeclasses'], verbs: view },
  { groups: ['karpenter.k8s.aws'], resources: ['ec2nodeclasses'], verbs: view },
  { groups: ['crd.k8s.amazonaws.com'], resources: ['eniconfigs'], verbs: view },
  {
    groups: ['vpcresources.k8s.aws'],
    resources: ['securitygrouppolicies'],
    verbs: view,
  },
  {
    groups: ['elbv2.k8s.aws'],
    resources: ['targetgroupbindings'],
    verbs: view,
  },
];

const migrateRules: KubernetesRule[] = [
  ...assessRules,
  { groups: [''], resources: ['nodes'], verbs: ['patch'] },
  { groups: [''], resources: ['pods/eviction'], verbs: ['create'] },
  // Why a canary does not start.
  { groups: [''], resources: ['events'], verbs: ['get', 'list'] },
  // The canary's pod.
  { groups: [''], resources: ['pods'], verbs: ['create', 'delete'] },
  // The Cluster Autoscaler's replicas.
  { groups: ['apps'], resources: ['deployments'], verbs: ['patch'] },
  {
    groups: ['karpenter.sh'],
    resources: ['nodepools'],
    verbs: ['create', 'delete', 'patch'],
  },
  {
    groups: ['eks.amazonaws.com'],
    resources: ['nodeclasses'],
    verbs: ['create', 'delete', 'patch'],
  },
  // The lock against other portals; its name is known only once it exists.
  { groups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
  {
    groups: ['coordination.k8s.io'],
    resources: ['leases'],
    verbs: ['delete', 'get', 'update'],
    names: ['eks-auto-mode'],
  },
];

/** IAM statements of each role. Every role reads what the assess role reads. */
export const iamGrants: Record<Purpose, IamStatement[]> = {
  assess,
  backup: [...assess, ...backup],
  migrate: [...assess, ...migrate],
};

/** Rules of each ClusterRole. The backup role lists everything, Secrets too: it stores their hashes. */
export const kubernetesGrants: Record<Purpose, KubernetesRule[]> = {
  assess: [
    ...assessRules,
    // Helm keeps its releases in Secrets; the inventory asks for their metadata only. Leave this
    // rule out where that is too much: releases are then unknown.
    { groups: [''], resources: ['secrets'], verbs: ['list'] },
  ],
  backup: [{ groups: ['*'], resources: ['*'], verbs: ['get', 'list'] }],
  migrate: migrateRules,
};
