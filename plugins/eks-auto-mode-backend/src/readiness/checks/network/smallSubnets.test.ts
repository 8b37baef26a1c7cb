// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { InventoryParts } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { smallSubnets } from './smallSubnets';

const changed =
  (own: string) =>
  ({ subnets }: Pick<InventoryParts, 'subnets'>) => ({
    subnets: subnets.map(one =>
      one.id === 'subnet-private-b' ? { ...one, cidr: own } : one,
    ),
  });

const cidr = (own: string): Change => changed(own);

holds(smallSubnets, [
  ['passes on a /24', cidr('10.0.9.0/24'), []],
  [
    'warns of a /25',
    cidr('10.0.9.0/25'),
    ['warning arn:aws:ec2:us-east-1:111122223333:subnet/subnet-private-b'],
    ['subnet-private-b: 10.0.9.0/25'],
  ],
  [
    'passes over IPv6 clusters',
    healthy => ({
      ...changed('10.0.9.0/25')(healthy),
      cluster: {
        ...healthy.cluster,
        network: { ...healthy.cluster.network, ipFamily: 'ipv6' },
      },
    }),
    [],
  ],
  [
    'passes over subnets that the cluster does not use',
    healthy => ({
      ...changed('10.0.9.0/25')(healthy),
      cluster: {
        ...healthy.cluster,
        network: {
          ...healthy.cluster.network,
          subnetIds: ['subnet-private-a'],
        },
      },
    }),
    [],
  ],
  ['passes over a range that it cannot read', cidr('none'), []],
]);
