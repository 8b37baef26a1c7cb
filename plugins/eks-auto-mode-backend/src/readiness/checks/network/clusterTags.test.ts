// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds, mends } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { clusterTags } from './clusterTags';

const tagged =
  (...names: string[]): Change =>
  ({ subnets }) => ({
    subnets: subnets.map(one =>
      one.id === 'subnet-private-a'
        ? {
            ...one,
            tags: {
              ...one.tags,
              ...Object.fromEntries(
                names.map(name => [`kubernetes.io/cluster/${name}`, 'shared']),
              ),
            },
          }
        : one,
    ),
  });

holds(clusterTags, [
  [
    'warns of another cluster’s tag alone',
    tagged('other'),
    ['warning arn:aws:ec2:us-east-1:111122223333:subnet/subnet-private-a'],
    ['subnet-private-a: tagged for other'],
  ],
  ['passes where both are tagged', tagged('other', 'shop'), []],
]);

mends(clusterTags, [
  [
    'warns of another cluster’s tag alone',
    tagged('other'),
    [
      'aws ec2 create-tags --region us-east-1 --resources subnet-private-a --tags Key=kubernetes.io/cluster/shop,Value=shared',
    ],
  ],
]);
