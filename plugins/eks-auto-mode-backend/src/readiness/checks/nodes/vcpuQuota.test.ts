// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import { vcpuQuota } from './vcpuQuota';

const found = [`warning ${CLUSTER_ARN}`];

holds(vcpuQuota, [
  ['passes where they just fit', { vcpuQuota: { limit: 30, used: 24 } }, []],
  [
    'warns where one vCPU is missing',
    { vcpuQuota: { limit: 29, used: 24 } },
    found,
    ['quota 29, in use 24, left 5'],
  ],
  [
    'passes over Spot',
    ({ instances }) => ({
      vcpuQuota: { limit: 24, used: 24 },
      instances: instances.map(one => ({ ...one, lifecycle: 'spot' })),
    }),
    [],
  ],
]);
