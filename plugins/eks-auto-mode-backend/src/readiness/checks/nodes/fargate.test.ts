// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { fargate } from './fargate';

holds(fargate, [
  [
    'warns of each profile',
    {
      fargateProfiles: ['a', 'b'].map(name => ({
        name,
        arn: `arn:${name}`,
        status: 'ACTIVE',
        selectors: [{ namespace: 'batch', labels: { tier: 'low' } }],
        subnetIds: [],
        podExecutionRoleArn: 'arn:role',
      })),
    },
    ['warning arn:a', 'warning arn:b'],
  ],
]);
