// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { freeAddresses } from './freeAddresses';

const A = 'arn:aws:ec2:us-east-1:111122223333:subnet/subnet-private-a';
const free =
  (inA: number, inOthers = 4000): Change =>
  ({ subnets }) => ({
    subnets: subnets.map(one => ({
      ...one,
      availableAddresses: one.id === 'subnet-private-a' ? inA : inOthers,
    })),
  });

holds(freeAddresses, [
  ['passes at 16', free(16), []],
  [
    'warns below 16',
    free(15),
    [`warning ${A}`],
    ['subnet-private-a (10.0.16.0/20): AvailableIpAddressCount = 15'],
  ],
  [
    'warns at 6',
    free(6),
    [`warning ${A}`],
    ['subnet-private-a (10.0.16.0/20): AvailableIpAddressCount = 6'],
  ],
  [
    'blocks below 6',
    free(5),
    [`blocker ${A}`],
    ['subnet-private-a (10.0.16.0/20): AvailableIpAddressCount = 5'],
  ],
  ['passes where three nodes find their blocks', free(17, 18), []],
  [
    'warns where they do not',
    free(16, 18),
    [`warning ${CLUSTER_ARN}`],
    [
      '3 nodes × 16 addresses + 10 %; free: subnet-private-a 16, subnet-private-b 18, subnet-private-c 18',
    ],
  ],
  [
    'passes over subnets that the cluster does not use',
    ({ subnets }) => ({
      subnets: subnets.map(one =>
        one.public ? { ...one, availableAddresses: 0 } : one,
      ),
    }),
    [],
  ],
]);
