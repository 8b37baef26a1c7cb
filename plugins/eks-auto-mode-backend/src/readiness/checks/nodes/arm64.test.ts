// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { group, GROUP_ARN } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { arm64 } from './arm64';

const found = [`warning ${GROUP_ARN}`];

holds(arm64, [
  [
    'warns of AL2',
    group({ amiType: 'AL2_ARM_64' }),
    found,
    ['amiType = AL2_ARM_64'],
  ],
  [
    'warns of AL2023',
    group({ amiType: 'AL2023_ARM_64_STANDARD' }),
    found,
    ['amiType = AL2023_ARM_64_STANDARD'],
  ],
  [
    'warns of Bottlerocket',
    group({ amiType: 'BOTTLEROCKET_ARM_64' }),
    found,
    ['amiType = BOTTLEROCKET_ARM_64'],
  ],
  ['passes on amd64', group({ amiType: 'BOTTLEROCKET_x86_64' }), []],
]);
