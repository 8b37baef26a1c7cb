// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ClusterDescription } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** The commands that make an identity an administrator of a cluster, visibly: by an access entry. */
export function administratorEntry(
  { name, partition, region }: ClusterDescription,
  principalArn: string,
): string[][] {
  const place = [
    '--region',
    region,
    '--cluster-name',
    name,
    '--principal-arn',
    principalArn,
  ];
  return [
    ['aws', 'eks', 'create-access-entry', ...place],
    [
      'aws',
      'eks',
      'associate-access-policy',
      ...place,
      '--policy-arn',
      `arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
      '--access-scope',
      'type=cluster',
    ],
  ];
}
