// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import { ipv6 } from './ipv6';

holds(ipv6, [
  [
    'tells of IPv6',
    ({ cluster }) => ({
      cluster: {
        ...cluster,
        network: { ...cluster.network, ipFamily: 'ipv6' },
      },
    }),
    [`info ${CLUSTER_ARN}`],
    [
      'subnets without an IPv6 range: subnet-private-a, subnet-private-b, subnet-private-c',
    ],
  ],
  [
    'names only subnets of the cluster that have no range',
    ({ cluster, subnets }) => ({
      cluster: {
        ...cluster,
        network: { ...cluster.network, ipFamily: 'ipv6' },
      },
      subnets: subnets.map(one =>
        one.id === 'subnet-private-b'
          ? one
          : { ...one, ipv6Cidrs: ['2001:db8::/64'] },
      ),
    }),
    [`info ${CLUSTER_ARN}`],
    ['subnets without an IPv6 range: subnet-private-b'],
  ],
  [
    'says that every subnet has its range',
    ({ cluster, subnets }) => ({
      cluster: {
        ...cluster,
        network: { ...cluster.network, ipFamily: 'ipv6' },
      },
      subnets: subnets.map(one =>
        one.public ? one : { ...one, ipv6Cidrs: ['2001:db8::/64'] },
      ),
    }),
    [`info ${CLUSTER_ARN}`],
    ['every subnet of the cluster has an IPv6 range'],
  ],
]);
