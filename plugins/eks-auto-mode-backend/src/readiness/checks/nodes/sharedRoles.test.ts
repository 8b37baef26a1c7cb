// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { sharedRoles } from './sharedRoles';

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const profiles = (...roles: string[]) => ({
  instanceProfiles: roles.map((name, index) => ({
    arn: `arn:aws:iam::111122223333:instance-profile/own-${index}`,
    roleArn: role(name),
  })),
});

holds(sharedRoles, [
  [
    'warns of a role of both',
    profiles('shop-nodes'),
    [`warning ${role('shop-nodes')}`],
    [
      'managed node groups general; self-managed instances by the instance profile own-0',
    ],
  ],
  [
    'warns once, however many profiles have the role',
    profiles('shop-nodes', 'shop-nodes'),
    [`warning ${role('shop-nodes')}`],
    [
      'managed node groups general; self-managed instances by the instance profile own-0, own-1',
    ],
  ],
  ['passes on a role of their own', profiles('own'), []],
  [
    'passes over a profile that only a NodeClass names',
    {
      instanceProfiles: [
        {
          arn: 'arn:aws:iam::111122223333:instance-profile/gpu',
          roleArn: role('shop-nodes'),
          onlyOfNodeClass: true,
        },
      ],
    },
    [],
  ],
]);
