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
      'autoscaling:DescribeNotificationConfigurations',
      'autoscaling:DescribePolicies',
      'autoscaling:DescribeScheduledActions',
      'ec2:DescribeImages',
      'ec2:DescribeInstanceTypes',
      'ec2:DescribeInstances',
      'ec2:DescribeLaunchTemplateVersions',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeTags',
      'ec2:DescribeVolumes',
      'ec2:DescribeVpcAttribute',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcs',
      'ec2:GetEbsDefaultKmsKeyId',
      'ec2:GetEbsEncryptionByDefault',
      'pricing:GetProducts',
      'servicequotas:GetServiceQuota',
    ],
    resources: ['*'],
  },
  {
    // Of one's own account: nobody shows another's key policies (KMS Developer Guide, key-policy-modifying-external-accounts).
    sid: 'ReadKeys',
    actions: ['kms:DescribeKey', 'kms:GetKeyPolicy'],
    resources: ['arn:${Partition}:kms:*:${AccountId}:key/*'],
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
      's3:GetEncryptionConfiguration',
    ],
    resources: ['arn:${Partition}:s3:::${Bucket}'],
  },
  {
    // HeadBucket asks for it without a prefix; names outside of ours stay hidden.
    sid: 'SeeBucket',
    actions: ['s3:ListBucket'],
    resources: ['arn:${Partition}:s3:::${Bucket}'],
    conditions: {
      StringLikeIfExists: { 's3:prefix': ['${Prefix}*'] },
    },
  },
  {
    // Through S3 only: the key opens nothing else (KMS Developer Guide, conditions-kms).
    sid: 'EncryptBackups',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: ['${KmsKeyArn}'],
    conditions: { StringLike: { 'kms:ViaService': ['s3.*.amazonaws.com*'] } },
  },
];

const CLUSTER_POLICIES = [
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

/** Where a group's sizes before a run stand, on the group itself: the portal may be gone by then. */
export const ORIGINAL_SIZES_TAG = 'eks-auto-mode/original-sizes';

const nodeRoles = [
  `arn:\${Partition}:iam::\${AccountId}:role/${NODE_ROLE_PREFIX}*`,
  'arn:${Partition}:iam::${AccountId}:role/${NodeRolePattern}',
];
/** Access entries of these roles (Service Authorization Reference, EKS: resource type access-entry). */
const nodeEntries = [
  `arn:\${Partition}:eks:*:\${AccountId}:access-entry/*/role/\${AccountId}/${NODE_ROLE_PREFIX}*`,
  'arn:${Partition}:eks:*:${AccountId}:access-entry/*/role/${AccountId}/${NodeRolePattern}/*',
];
/** EKS puts its tags on the groups of managed node groups; nobody else's are touched. */
const GROUPS_OF_EKS = {
  Null: { 'aws:ResourceTag/eks:nodegroup-name': ['false'] },
};

const migrate: IamStatement[] = [
  {
    sid: 'ChangeClusters',
    actions: ['eks:UpdateClusterConfig'],
    resources: ['arn:${Partition}:eks:*:${AccountId}:cluster/*'],
  },
  {
    sid: 'ChangeGroups',
    actions: ['eks:DeleteNodegroup', 'eks:UpdateNodegroupConfig'],
    resources: ['arn:${Partition}:eks:*:${AccountId}:nodegroup/*'],
  },
  {
    sid: 'UpdateAddons',
    actions: ['eks:UpdateAddon'],
    resources: ['arn:${Partition}:eks:*:${AccountId}:addon/*'],
  },
  {
    // Entries of Auto nodes only: with STANDARD ones the role could let anybody into a cluster.
    sid: 'MakeNodeEntries',
    actions: ['eks:CreateAccessEntry'],
    resources: ['arn:${Partition}:eks:*:${AccountId}:cluster/*'],
    conditions: { StringEquals: { 'eks:accessEntryType': ['EC2'] } },
  },
  {
    sid: 'ChangeNodeEntries',
    actions: [
      'eks:DeleteAccessEntry',
      'eks:DisassociateAccessPolicy',
      'eks:TagResource',
    ],
    resources: nodeEntries,
  },
  {
    // The one policy of Auto nodes, never AmazonEKSClusterAdminPolicy.
    sid: 'LetNodesJoin',
    actions: ['eks:AssociateAccessPolicy'],
    resources: nodeEntries,
    conditions: {
      ArnEquals: {
        'eks:policyArn': [
          'arn:${Partition}:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy',
        ],
      },
    },
  },
  {
    // Never iam:AttachRolePolicy without the policies named: that would be administrator in effect.
    sid: 'GiveClusterRolesAutoMode',
    actions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
    resources: [
      'arn:${Partition}:iam::${AccountId}:role/${ClusterRolePattern}',
    ],
    conditions: {
      ArnEquals: { 'iam:PolicyARN': managedPolicies(CLUSTER_POLICIES) },
    },
  },
  {
    // IAM knows no condition on what a trust policy says, so the pattern must not match other roles.
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
    sid: 'GiveNodeRolesTheirPolicies',
    actions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
    resources: nodeRoles,
    conditions: {
      ArnEquals: { 'iam:PolicyARN': managedPolicies(NODE_POLICIES) },
    },
  },
  {
    // To EKS, which hands it to EC2 (IAM User Guide, id_roles_use_passrole).
    sid: 'PassNodeRole',
    actions: ['iam:PassRole'],
    resources: nodeRoles,
    conditions: {
      StringEquals: {
        'iam:PassedToService': ['eks.amazonaws.com', 'ec2.amazonaws.com'],
      },
    },
  },
  {
    // Without the Null, a request without any tag would pass (IAM User Guide, multi-value conditions).
    sid: 'TagSubnets',
    actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
    resources: ['arn:${Partition}:ec2:*:${AccountId}:subnet/*'],
    conditions: {
      Null: { 'aws:TagKeys': ['false'] },
      'ForAllValues:StringEquals': {
        'aws:TagKeys': [
          'kubernetes.io/role/elb',
          'kubernetes.io/role/internal-elb',
        ],
      },
    },
  },
  {
    // EC2 knows no condition on what a rule admits; narrow `resources` where your groups share a tag.
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
    actions: ['autoscaling:ResumeProcesses', 'autoscaling:SuspendProcesses'],
    resources: [
      'arn:${Partition}:autoscaling:*:${AccountId}:autoScalingGroup:*',
    ],
    conditions: GROUPS_OF_EKS,
  },
  {
    sid: 'RememberSizes',
    actions: ['autoscaling:CreateOrUpdateTags', 'autoscaling:DeleteTags'],
    resources: [
      'arn:${Partition}:autoscaling:*:${AccountId}:autoScalingGroup:*',
    ],
    conditions: {
      Null: { ...GROUPS_OF_EKS.Null, 'aws:TagKeys': ['false'] },
      'ForAllValues:StringEquals': { 'aws:TagKeys': [ORIGINAL_SIZES_TAG] },
    },
  },
];

const list = ['list'];

const assessRules: KubernetesRule[] = [
  // aws-auth and the settings of add-ons, by name.
  { groups: [''], resources: ['configmaps'], verbs: ['get'] },
  {
    groups: [''],
    resources: [
      'limitranges',
      'namespaces',
      'nodes',
      'persistentvolumeclaims',
      'persistentvolumes',
      'pods',
      'serviceaccounts',
      'services',
    ],
    verbs: list,
  },
  {
    groups: ['apps'],
    resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
    verbs: list,
  },
  { groups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: list },
  { groups: ['policy'], resources: ['poddisruptionbudgets'], verbs: list },
  {
    groups: ['networking.k8s.io'],
    resources: ['ingressclasses', 'ingresses', 'networkpolicies'],
    verbs: list,
  },
  { groups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: list },
  {
    groups: ['scheduling.k8s.io'],
    resources: ['priorityclasses'],
    verbs: list,
  },
  {
    groups: ['admissionregistration.k8s.io'],
    resources: [
      'mutatingwebhookconfigurations',
      'validatingwebhookconfigurations',
    ],
    verbs: list,
  },
  {
    groups: ['apiextensions.k8s.io'],
    resources: ['customresourcedefinitions'],
    verbs: list,
  },
  { groups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: list },
  {
    groups: ['karpenter.sh'],
    // Provisioners and their templates are of a Karpenter before 0.32.
    resources: ['nodeclaims', 'nodepools', 'provisioners'],
    verbs: list,
  },
  { groups: ['metrics.k8s.io'], resources: ['nodes', 'pods'], verbs: list },
  { groups: ['eks.amazonaws.com'], resources: ['nodeclasses'], verbs: list },
  {
    groups: ['karpenter.k8s.aws'],
    resources: ['awsnodetemplates', 'ec2nodeclasses'],
    verbs: list,
  },
  { groups: ['crd.k8s.amazonaws.com'], resources: ['eniconfigs'], verbs: list },
  {
    groups: ['snapshot.storage.k8s.io'],
    resources: ['volumesnapshotclasses', 'volumesnapshots'],
    verbs: list,
  },
  {
    groups: ['gateway.networking.k8s.io'],
    resources: ['gatewayclasses', 'gateways'],
    verbs: list,
  },
  {
    groups: ['vpcresources.k8s.aws'],
    resources: ['securitygrouppolicies'],
    verbs: list,
  },
  {
    groups: ['elbv2.k8s.aws'],
    resources: ['targetgroupbindings'],
    verbs: list,
  },
];

const migrateRules: KubernetesRule[] = [
  { groups: [''], resources: ['nodes'], verbs: ['get', 'list', 'patch'] },
  { groups: [''], resources: ['pods/eviction'], verbs: ['create'] },
  // The canary's pod beside everybody's.
  {
    groups: [''],
    resources: ['pods'],
    verbs: ['create', 'delete', 'get', 'list'],
  },
  {
    groups: [''],
    resources: ['persistentvolumeclaims', 'persistentvolumes', 'services'],
    verbs: list,
  },
  { groups: ['apps'], resources: ['statefulsets'], verbs: list },
  // The Cluster Autoscaler's replicas.
  {
    groups: ['apps'],
    resources: ['deployments'],
    verbs: ['get', 'list', 'patch'],
  },
  { groups: ['policy'], resources: ['poddisruptionbudgets'], verbs: list },
  {
    groups: ['networking.k8s.io'],
    resources: ['ingressclasses', 'ingresses'],
    verbs: list,
  },
  { groups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: list },
  { groups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: list },
  {
    groups: ['karpenter.sh'],
    resources: ['nodepools'],
    verbs: ['create', 'delete', 'get', 'list', 'patch'],
  },
  // Why a canary does not start.
  { groups: ['karpenter.sh'], resources: ['nodeclaims'], verbs: list },
  {
    groups: ['eks.amazonaws.com'],
    resources: ['nodeclasses'],
    verbs: ['create', 'delete', 'get', 'list'],
  },
  // The lock against other portals; its name is known only once it exists.
  { groups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
  {
    groups: ['coordination.k8s.io'],
    resources: ['leases'],
    verbs: ['get', 'update'],
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
