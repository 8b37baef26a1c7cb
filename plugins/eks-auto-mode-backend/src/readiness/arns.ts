// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ClusterDescription } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

type Place = Pick<ClusterDescription, 'partition' | 'region' | 'accountId'>;

/** EC2 answers with ids only. */
export function ec2Arn(
  { partition, region, accountId }: Place,
  type: 'subnet' | 'vpc' | 'security-group' | 'instance' | 'launch-template',
  id: string,
): string {
  return `arn:${partition}:ec2:${region}:${accountId}:${type}/${id}`;
}

export function managedPolicyArn({ partition }: Place, name: string): string {
  return `arn:${partition}:iam::aws:policy/${name}`;
}

/** The last part of a role's or policy's ARN: its name without its path. */
export function nameOfArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
