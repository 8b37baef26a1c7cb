// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { publicSubnets } from './publicSubnets';

holds(publicSubnets, [
  [
    'warns of each public subnet of the cluster',
    ({ cluster }) => ({
      cluster: {
        ...cluster,
        network: {
          ...cluster.network,
          subnetIds: [...cluster.network.subnetIds, 'subnet-public-a'],
        },
      },
    }),
    ['warning arn:aws:ec2:us-east-1:111122223333:subnet/subnet-public-a'],
    [
      'subnet-public-a (us-east-1a): its route table has a default route to an internet gateway; MapPublicIpOnLaunch = true',
    ],
  ],
]);
