// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds, mends } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { clusterRolePolicies } from './clusterRolePolicies';

const ARN = 'arn:aws:iam::111122223333:role/shop-cluster';
const attached =
  (...names: string[]): Change =>
  ({ clusterRole }) => ({
    clusterRole: clusterRole.exists
      ? {
          exists: true,
          role: {
            ...clusterRole.role,
            attachedPolicies: names.map(name => ({
              name,
              arn: `arn:aws:iam::aws:policy/${name}`,
            })),
          },
        }
      : clusterRole,
  });
const ALL = [
  'AmazonEKSClusterPolicy',
  'AmazonEKSComputePolicy',
  'AmazonEKSLoadBalancingPolicy',
  'AmazonEKSNetworkingPolicy',
];

holds(clusterRolePolicies, [
  [
    'takes the first block storage policy for the second',
    attached(...ALL, 'AmazonEKSBlockStoragePolicy'),
    [],
  ],
  [
    'blocks where none of both is attached',
    attached(...ALL),
    [`blocker ${ARN}`],
    ['not attached: AmazonEKSBlockStoragePolicyV2'],
  ],
  [
    'blocks on a role that nobody has touched',
    attached('AmazonEKSClusterPolicy'),
    [`blocker ${ARN}`],
    [
      'not attached: AmazonEKSComputePolicy, AmazonEKSBlockStoragePolicyV2, AmazonEKSLoadBalancingPolicy, AmazonEKSNetworkingPolicy',
    ],
  ],
  [
    'does not take a customer policy of the same name',
    ({ clusterRole }) => ({
      clusterRole: clusterRole.exists
        ? {
            exists: true,
            role: {
              ...clusterRole.role,
              attachedPolicies: clusterRole.role.attachedPolicies.map(one => ({
                ...one,
                arn: one.arn.replace('::aws:', '::111122223333:'),
              })),
            },
          }
        : clusterRole,
    }),
    [`blocker ${ARN}`],
    [
      'not attached: AmazonEKSClusterPolicy, AmazonEKSComputePolicy, AmazonEKSBlockStoragePolicyV2, AmazonEKSLoadBalancingPolicy, AmazonEKSNetworkingPolicy',
    ],
  ],
]);

it('IAM-02 attaches the second block storage policy, in the partition of the cluster', () => {
  const [finding] = findingsOf(clusterRolePolicies, healthy => ({
    ...(typeof attached === 'function'
      ? (attached(...ALL) as (h: typeof healthy) => object)(healthy)
      : {}),
    cluster: { ...healthy.cluster, partition: 'aws-cn' },
  }));
  expect(finding.resolvedBy).toBe('plan');
  expect(finding.patch?.content).toBe(
    'aws iam attach-role-policy --role-name shop-cluster --policy-arn arn:aws-cn:iam::aws:policy/AmazonEKSBlockStoragePolicyV2\n',
  );
});

mends(clusterRolePolicies, [
  [
    'blocks where none of both is attached',
    attached(...ALL),
    [
      'aws iam attach-role-policy --role-name shop-cluster --policy-arn arn:aws:iam::aws:policy/AmazonEKSBlockStoragePolicyV2',
    ],
  ],
  [
    'blocks on a role that nobody has touched',
    attached('AmazonEKSClusterPolicy'),
    [
      'aws iam attach-role-policy --role-name shop-cluster --policy-arn arn:aws:iam::aws:policy/AmazonEKSComputePolicy',
      'aws iam attach-role-policy --role-name shop-cluster --policy-arn arn:aws:iam::aws:policy/AmazonEKSBlockStoragePolicyV2',
      'aws iam attach-role-policy --role-name shop-cluster --policy-arn arn:aws:iam::aws:policy/AmazonEKSLoadBalancingPolicy',
      'aws iam attach-role-policy --role-name shop-cluster --policy-arn arn:aws:iam::aws:policy/AmazonEKSNetworkingPolicy',
    ],
  ],
  [
    'does not take a customer policy of the same name',
    ({ clusterRole }) => ({
      clusterRole: clusterRole.exists
        ? {
            exists: true,
            role: {
              ...clusterRole.role,
              attachedPolicies: clusterRole.role.attachedPolicies.map(one => ({
                ...one,
                arn: one.arn.replace('::aws:', '::111122223333:'),
              })),
            },
          }
        : clusterRole,
    }),
    [
      'aws iam attach-role-policy --role-name shop-cluster --policy-arn arn:aws:iam::aws:policy/AmazonEKSClusterPolicy',
      'aws iam attach-role-policy --role-name shop-cluster --policy-arn arn:aws:iam::aws:policy/AmazonEKSComputePolicy',
      'aws iam attach-role-policy --role-name shop-cluster --policy-arn arn:aws:iam::aws:policy/AmazonEKSBlockStoragePolicyV2',
      'aws iam attach-role-policy --role-name shop-cluster --policy-arn arn:aws:iam::aws:policy/AmazonEKSLoadBalancingPolicy',
      'aws iam attach-role-policy --role-name shop-cluster --policy-arn arn:aws:iam::aws:policy/AmazonEKSNetworkingPolicy',
    ],
  ],
]);
