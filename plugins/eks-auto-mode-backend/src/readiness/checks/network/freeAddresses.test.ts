// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { InventoryParts } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { freeAddresses } from './freeAddresses';

const A = 'arn:aws:ec2:us-east-1:111122223333:subnet/subnet-private-a';
const freed =
  (inA: number, inOthers = 4000) =>
  ({ subnets }: Pick<InventoryParts, 'subnets'>) => ({
    subnets: subnets.map(one => ({
      ...one,
      availableAddresses: one.id === 'subnet-private-a' ? inA : inOthers,
    })),
  });

const free = (...addresses: [number, number?]): Change => freed(...addresses);

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
  [
    'counts neither Auto nodes nor what was stopped',
    healthy => ({
      ...freed(16, 18)(healthy),
      instances: healthy.instances.map((one, index) => ({
        ...one,
        managedByAuto: index === 0,
        state: index === 1 ? 'stopped' : 'running',
      })),
    }),
    [],
  ],
  [
    'asks for no blocks where addresses are those of IPv6',
    healthy => ({
      ...freed(16, 18)(healthy),
      cluster: {
        ...healthy.cluster,
        network: { ...healthy.cluster.network, ipFamily: 'ipv6' },
      },
    }),
    [],
  ],
  ['passes where no subnet of the cluster is known', { subnets: [] }, []],
]);

it.each([
  [5, 'has 5 free addresses; EKS needs at least 6'],
  [6, 'has only 6 free addresses'],
])('NET-01 says what %d free addresses mean', (inA, message) => {
  expect(findingsOf(freeAddresses, free(inA))[0].message).toContain(message);
});
