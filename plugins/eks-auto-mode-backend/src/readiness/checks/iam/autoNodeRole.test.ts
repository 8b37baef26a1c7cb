// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds, mends } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { autoNodeRole } from './autoNodeRole';

const ARN = 'arn:aws:iam::111122223333:role/AmazonEKSAutoNodeRole-shop';
type Role = Extract<
  ReturnType<
    typeof import('../../testing/inventory').healthyParts
  >['autoNodeRole'],
  { exists: true }
>['role'];
const role =
  (change: Partial<Role>): Change =>
  ({ autoNodeRole: state }) => ({
    autoNodeRole: state.exists
      ? { exists: true, role: { ...state.role, ...change } }
      : state,
  });
const policies = (...names: string[]) => ({
  attachedPolicies: names.map(name => ({
    name,
    arn: `arn:aws:iam::aws:policy/${name}`,
  })),
});

holds(autoNodeRole, [
  [
    'blocks where ours is not there yet',
    { autoNodeRole: { exists: false, arn: ARN } },
    [`blocker ${ARN}`],
    [
      'GetRole of arn:aws:iam::111122223333:role/AmazonEKSAutoNodeRole-shop: NoSuchEntity',
    ],
  ],
  [
    'blocks where EC2 is not trusted',
    role({ trust: { Statement: [] } }),
    [`blocker ${ARN}`],
    ['the trust policy does not let ec2.amazonaws.com assume the role'],
  ],
  [
    'blocks without the pull policy',
    role(policies('AmazonEKSWorkerNodeMinimalPolicy')),
    [`blocker ${ARN}`],
    ['not attached: AmazonEC2ContainerRegistryPullOnly'],
  ],
  [
    'takes larger policies for the least ones',
    role(
      policies(
        'AmazonEKSWorkerNodePolicy',
        'AmazonEC2ContainerRegistryReadOnly',
      ),
    ),
    [],
  ],
]);

it.each([
  [ARN, 'plan'],
  ['arn:aws:iam::111122223333:role/platform/their-node-role', 'platform'],
])('IAM-07 of %s that is missing is resolved by the %s', (arn, resolvedBy) => {
  expect(
    findingsOf(autoNodeRole, { autoNodeRole: { exists: false, arn } })[0]
      .resolvedBy,
  ).toBe(resolvedBy);
});

mends(autoNodeRole, [
  [
    'blocks without the pull policy',
    role(policies('AmazonEKSWorkerNodeMinimalPolicy')),
    [
      'aws iam attach-role-policy --role-name AmazonEKSAutoNodeRole-shop --policy-arn arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
    ],
  ],
]);
