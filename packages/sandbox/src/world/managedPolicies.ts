// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PolicyDocument } from '../auth/policyDocument';

interface AwsManagedPolicy {
  name: string;
  path: string;
  version: string;
  document: PolicyDocument;
}

function allow(
  name: string,
  version: string,
  actions: string[],
  options: {
    path?: string;
    condition?: Record<string, Record<string, string>>;
  } = {},
): AwsManagedPolicy {
  return {
    name,
    path: options.path ?? '/',
    version,
    document: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: actions,
          Resource: '*',
          ...(options.condition ? { Condition: options.condition } : {}),
        },
      ],
    },
  };
}

/** Auto Mode's policies only speak of resources of the cluster that the session is tagged with. */
const OWN_CLUSTER = {
  StringEquals: {
    'aws:RequestTag/eks:eks-cluster-name':
      '${aws:PrincipalTag/eks:eks-cluster-name}',
  },
};

/**
 * The AWS managed policies that clusters, nodes and operators carry, reduced to the actions that matter here
 * (AWS Managed Policy Reference; EKS User Guide, auto-cluster-iam-role and auto-create-node-role).
 */
const POLICIES: AwsManagedPolicy[] = [
  allow('AmazonEKSClusterPolicy', 'v10', [
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:UpdateAutoScalingGroup',
    'ec2:AttachVolume',
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:CreateRoute',
    'ec2:CreateSecurityGroup',
    'ec2:CreateTags',
    'ec2:Describe*',
    'elasticloadbalancing:*',
    'kms:DescribeKey',
  ]),
  allow(
    'AmazonEKSComputePolicy',
    'v7',
    ['ec2:CreateFleet', 'ec2:RunInstances', 'ec2:CreateLaunchTemplate'],
    { condition: OWN_CLUSTER },
  ),
  allow(
    'AmazonEKSBlockStoragePolicy',
    'v1',
    ['ec2:CreateVolume', 'ec2:CreateSnapshot', 'ec2:AttachVolume'],
    { condition: OWN_CLUSTER },
  ),
  allow(
    'AmazonEKSBlockStoragePolicyV2',
    'v1',
    ['ec2:CreateVolume', 'ec2:CreateSnapshot', 'ec2:AttachVolume'],
    { condition: OWN_CLUSTER },
  ),
  allow(
    'AmazonEKSLoadBalancingPolicy',
    'v10',
    ['elasticloadbalancing:*', 'ec2:AuthorizeSecurityGroupIngress'],
    { condition: OWN_CLUSTER },
  ),
  allow(
    'AmazonEKSNetworkingPolicy',
    'v1',
    ['ec2:CreateNetworkInterface', 'ec2:AttachNetworkInterface'],
    { condition: OWN_CLUSTER },
  ),
  allow('AmazonEKSVPCResourceController', 'v1', [
    'ec2:CreateNetworkInterfacePermission',
  ]),
  allow('AmazonEKSWorkerNodePolicy', 'v3', [
    'ec2:DescribeInstances',
    'ec2:DescribeInstanceTypes',
    'ec2:DescribeRouteTables',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVolumes',
    'ec2:DescribeVpcs',
    'eks:DescribeCluster',
    'eks-auth:AssumeRoleForPodIdentity',
  ]),
  allow('AmazonEKSWorkerNodeMinimalPolicy', 'v1', [
    'eks-auth:AssumeRoleForPodIdentity',
  ]),
  allow('AmazonEKS_CNI_Policy', 'v6', [
    'ec2:AssignPrivateIpAddresses',
    'ec2:AttachNetworkInterface',
    'ec2:CreateNetworkInterface',
    'ec2:DescribeInstances',
    'ec2:UnassignPrivateIpAddresses',
  ]),
  allow('AmazonEC2ContainerRegistryPullOnly', 'v1', [
    'ecr:GetAuthorizationToken',
    'ecr:BatchGetImage',
    'ecr:GetDownloadUrlForLayer',
  ]),
  allow('AmazonEC2ContainerRegistryReadOnly', 'v1', [
    'ecr:GetAuthorizationToken',
    'ecr:BatchGetImage',
    'ecr:GetDownloadUrlForLayer',
    'ecr:DescribeImages',
    'ecr:ListImages',
  ]),
  allow('AmazonElasticContainerRegistryPublicReadOnly', 'v1', [
    'ecr-public:GetAuthorizationToken',
    'ecr-public:BatchCheckLayerAvailability',
  ]),
  allow('AmazonSSMManagedInstanceCore', 'v2', [
    'ssm:UpdateInstanceInformation',
    'ssmmessages:*',
    'ec2messages:*',
  ]),
  allow(
    'AmazonEBSCSIDriverPolicy',
    'v3',
    [
      'ec2:CreateVolume',
      'ec2:DeleteVolume',
      'ec2:AttachVolume',
      'ec2:DetachVolume',
      'ec2:CreateSnapshot',
    ],
    { path: '/service-role/' },
  ),
  allow('AmazonEKSFargatePodExecutionRolePolicy', 'v1', [
    'ecr:GetAuthorizationToken',
    'ecr:BatchGetImage',
    'ecr:GetDownloadUrlForLayer',
  ]),
  allow('CloudWatchAgentServerPolicy', 'v3', [
    'cloudwatch:PutMetricData',
    'logs:PutLogEvents',
  ]),
  allow('AmazonDynamoDBReadOnlyAccess', 'v13', [
    'dynamodb:Get*',
    'dynamodb:Query',
    'dynamodb:Scan',
  ]),
  allow('AmazonS3ReadOnlyAccess', 'v3', ['s3:Get*', 's3:List*']),
  allow('AmazonS3FullAccess', 'v2', ['s3:*']),
  allow('AmazonSQSFullAccess', 'v1', ['sqs:*']),
  allow('AdministratorAccess', 'v1', ['*']),
  allow('PowerUserAccess', 'v5', ['ec2:*', 'eks:*', 's3:*', 'autoscaling:*']),
  allow('ReadOnlyAccess', 'v140', [
    'autoscaling:Describe*',
    'ec2:Describe*',
    'ec2:Get*',
    'eks:Describe*',
    'eks:List*',
    'iam:Get*',
    'iam:List*',
    'iam:Simulate*',
    'pricing:*',
    's3:Get*',
    's3:List*',
    'servicequotas:Get*',
    'servicequotas:List*',
    'sts:GetCallerIdentity',
  ]),
  allow('AmazonEKSServiceRolePolicy', 'v15', ['eks:*'], {
    path: '/aws-service-role/',
  }),
];

const BY_ARN = new Map(POLICIES.map(p => [`:policy${p.path}${p.name}`, p]));

/** By ARN in any partition: `arn:aws:iam::aws:policy/…`. */
export function managedPolicy(arn: string): AwsManagedPolicy | undefined {
  const found = /^arn:aws(?:-cn|-us-gov)?:iam::aws(:policy\/.+)$/.exec(arn);
  return found ? BY_ARN.get(found[1]) : undefined;
}

export function managedPolicies(): AwsManagedPolicy[] {
  return POLICIES;
}

/** A short name of a managed policy, as fleet files write it, as an ARN. */
export function managedPolicyArn(name: string): string | undefined {
  const found = POLICIES.find(p => p.name === name);
  return found && `arn:aws:iam::aws:policy${found.path}${found.name}`;
}
