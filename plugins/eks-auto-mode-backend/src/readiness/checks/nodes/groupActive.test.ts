// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { group, GROUP_ARN } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { groupActive } from './groupActive';

holds(groupActive, [
  [
    'warns of DEGRADED',
    group({ status: 'DEGRADED' }),
    [`warning ${GROUP_ARN}`],
    ['DescribeNodegroup.status = DEGRADED'],
  ],
  [
    'blocks on UPDATING',
    group({ status: 'UPDATING' }),
    [`blocker ${GROUP_ARN}`],
    ['DescribeNodegroup.status = UPDATING'],
  ],
  [
    'blocks on DELETE_FAILED',
    group({ status: 'DELETE_FAILED' }),
    [`blocker ${GROUP_ARN}`],
    ['DescribeNodegroup.status = DELETE_FAILED'],
  ],
]);
