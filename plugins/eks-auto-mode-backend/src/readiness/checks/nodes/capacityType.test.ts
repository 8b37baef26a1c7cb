// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { group, GROUP_ARN } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { capacityType } from './capacityType';

holds(capacityType, [
  [
    'warns of Spot',
    group({ capacityType: 'SPOT' }),
    [`warning ${GROUP_ARN}`],
    ['capacityType = SPOT'],
  ],
  [
    'warns of a capacity block',
    group({ capacityType: 'CAPACITY_BLOCK' }),
    [`warning ${GROUP_ARN}`],
    ['capacityType = CAPACITY_BLOCK'],
  ],
]);

it.each([
  ['SPOT' as const, 'plan'],
  ['CAPACITY_BLOCK' as const, 'platform'],
])('NG-10 of %s is resolved by the %s', (type, resolvedBy) => {
  expect(
    findingsOf(capacityType, group({ capacityType: type }))[0].resolvedBy,
  ).toBe(resolvedBy);
});
