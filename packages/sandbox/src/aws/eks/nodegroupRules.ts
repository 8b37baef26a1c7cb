// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NodegroupScalingConfig } from '@aws-sdk/client-eks';
import { ApiError } from '../../wire/apiError';
import type { ClusterState, NodegroupState } from '../../world/state';
import { inUse, invalidParameter } from './find';
import { refuseWhileUpdating } from './updates';

/** Patience of EKS' own drain: 15 minutes for scale-in, 5 for deletion (EKS User Guide, managed-node-update-behavior and delete-managed-node-group). */
export const SCALE_IN_SECONDS = 15 * 60;
export const DELETE_SECONDS = 5 * 60;
export const UPDATE_SECONDS = 15;
/** DescribeNodegroup.scalingConfig comes after. */
export const SHOWN_SECONDS = 25;
export const CREATE_SECONDS = 90;

export function place(cluster: ClusterState) {
  return { account: cluster.accountId, region: cluster.region };
}

export function checkSize(size: NodegroupScalingConfig): void {
  const { minSize = 0, maxSize = 1, desiredSize = 0 } = size;
  if (minSize < 0)
    throw invalidParameter('Minimum capacity must be at least 0');
  if (maxSize < 1)
    throw invalidParameter(
      'Maximum capacity must be greater than or equal to 1',
    );
  if (minSize > maxSize)
    throw invalidParameter(
      `Minimum capacity ${minSize} can't be greater than maximum capacity ${maxSize}`,
    );
  if (desiredSize < minSize)
    throw invalidParameter(
      `Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`,
    );
  if (desiredSize > maxSize)
    throw invalidParameter(
      `desired capacity ${desiredSize} can't be greater than max size ${maxSize}`,
    );
  if (maxSize > 450)
    throw new ApiError(
      'ResourceLimitExceededException',
      400,
      'At most 450 nodes per node group',
    );
}

export function needIdle(cluster: ClusterState, state: NodegroupState): void {
  const { nodegroupName: name, status } = state.nodegroup;
  refuseWhileUpdating(cluster, { nodegroup: name });
  if (status !== 'ACTIVE' && status !== 'DEGRADED') {
    throw inUse(
      `Nodegroup cannot be updated as it is currently not in Active State: ${status}`,
      { clusterName: cluster.cluster.name, nodegroupName: name },
    );
  }
}
