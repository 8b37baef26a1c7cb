// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import type { ClusterArn } from './clusterArn';
import { NODE_ROLE_PREFIX } from './grants';

const LONGEST_ROLE_NAME = 64;

/**
 * The name of the node role that a plan makes for a cluster: the same for the same cluster, unique in
 * the account (IAM is global, so the region is part of it), within IAM's 64 characters.
 */
export function autoNodeRoleName(
  cluster: Pick<ClusterArn, 'name' | 'region'>,
): string {
  const whole = `${NODE_ROLE_PREFIX}${cluster.name}-${cluster.region}`;
  if (whole.length <= LONGEST_ROLE_NAME) return whole;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${whole.slice(0, LONGEST_ROLE_NAME - hash.length - 1)}-${hash}`;
}

/** Its ARN. */
export function autoNodeRoleArn(cluster: ClusterArn): string {
  return `arn:${cluster.partition}:iam::${
    cluster.accountId
  }:role/${autoNodeRoleName(cluster)}`;
}
