// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

const PREFIX = 'arn:aws:eks::aws:cluster-access-policy/';

/** EKS' access policies (EKS User Guide, access-policy-permissions). */
export const ACCESS_POLICIES = [
  'AmazonEKSAdminPolicy',
  'AmazonEKSAdminViewPolicy',
  'AmazonEKSAutoNodePolicy',
  'AmazonEKSBlockStorageClusterPolicy',
  'AmazonEKSBlockStoragePolicy',
  'AmazonEKSClusterAdminPolicy',
  'AmazonEKSComputeClusterPolicy',
  'AmazonEKSComputePolicy',
  'AmazonEKSEditPolicy',
  'AmazonEKSLoadBalancingClusterPolicy',
  'AmazonEKSLoadBalancingPolicy',
  'AmazonEKSNetworkingClusterPolicy',
  'AmazonEKSNetworkingPolicy',
  'AmazonEKSViewPolicy',
];

export function accessPolicyArn(name: string): string {
  return name.startsWith('arn:') ? name : PREFIX + name;
}

export function accessPolicyName(arn: string): string | undefined {
  const name = arn.replace(
    /^arn:aws(-cn|-us-gov)?:eks::aws:cluster-access-policy\//,
    '',
  );
  return ACCESS_POLICIES.includes(name) ? name : undefined;
}

/** The username that EKS gives an entry which names none (EKS User Guide, creating-access-entries). */
export function entryUsername(principalArn: string, type: string): string {
  switch (type) {
    case 'EC2_LINUX':
    case 'EC2_WINDOWS':
    case 'EC2':
      return 'system:node:{{EC2PrivateDNSName}}';
    case 'FARGATE_LINUX':
      return 'system:node:{{SessionName}}';
    default: {
      const match = /^arn:(aws[a-z-]*):iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(
        principalArn,
      );
      return match
        ? `arn:${match[1]}:sts::${match[2]}:assumed-role/${match[3]}/{{SessionName}}`
        : principalArn;
    }
  }
}
