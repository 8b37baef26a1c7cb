// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { policyQuota } from './policyQuota';

const ARN = 'arn:aws:iam::111122223333:role/shop-cluster';
const others =
  (number: number, keep = 0): Change =>
  ({ clusterRole }) => ({
    clusterRole: clusterRole.exists
      ? {
          exists: true,
          role: {
            ...clusterRole.role,
            attachedPolicies: [
              ...clusterRole.role.attachedPolicies.slice(0, keep),
              ...Array.from({ length: number }, (_, index) => ({
                name: `other-${index}`,
                arn: `arn:aws:iam::111122223333:policy/other-${index}`,
              })),
            ],
          },
        }
      : clusterRole,
  });

holds(policyQuota, [
  ['passes where the last free slots are enough', others(15), []],
  [
    'blocks where one slot is missing',
    others(16),
    [`blocker ${ARN}`],
    [
      '16 attached, 5 to attach: AmazonEKSClusterPolicy, AmazonEKSComputePolicy, AmazonEKSBlockStoragePolicyV2, AmazonEKSLoadBalancingPolicy, AmazonEKSNetworkingPolicy',
    ],
  ],
  ['passes on a full role that needs nothing more', others(20, 5), []],
]);
