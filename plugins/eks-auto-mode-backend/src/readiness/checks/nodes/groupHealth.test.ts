// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { group, GROUP_ARN } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { groupHealth } from './groupHealth';

holds(groupHealth, [
  [
    'warns of any issue',
    group({
      healthIssues: [
        {
          code: 'AsgInstanceLaunchFailures',
          message: 'no capacity',
          resourceIds: ['asg'],
        },
      ],
    }),
    [`warning ${GROUP_ARN}`],
    ['AsgInstanceLaunchFailures: no capacity (asg)'],
  ],
]);
