// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { smallSubnets } from './smallSubnets';

const cidr =
  (own: string): Change =>
  ({ subnets }) => ({
    subnets: subnets.map(one =>
      one.id === 'subnet-private-b' ? { ...one, cidr: own } : one,
    ),
  });

holds(smallSubnets, [
  ['passes on a /24', cidr('10.0.9.0/24'), []],
  [
    'warns of a /25',
    cidr('10.0.9.0/25'),
    ['warning arn:aws:ec2:us-east-1:111122223333:subnet/subnet-private-b'],
    ['subnet-private-b: 10.0.9.0/25'],
  ],
]);
