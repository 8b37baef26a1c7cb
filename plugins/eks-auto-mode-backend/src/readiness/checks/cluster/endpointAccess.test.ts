// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds, mends } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { endpointAccess } from './endpointAccess';

const endpoint =
  (endpointPrivateAccess: boolean, publicAccessCidrs: string[]): Change =>
  ({ cluster }) => ({
    cluster: {
      ...cluster,
      network: { ...cluster.network, endpointPrivateAccess, publicAccessCidrs },
    },
  });

holds(endpointAccess, [
  [
    'warns of a restricted public endpoint without a private one',
    endpoint(false, ['203.0.113.0/24']),
    [`warning ${CLUSTER_ARN}`],
    ['endpointPrivateAccess = false, publicAccessCidrs = 203.0.113.0/24'],
  ],
  [
    'passes where the public endpoint is open',
    endpoint(false, ['0.0.0.0/0']),
    [],
  ],
  [
    'passes where a private endpoint stands beside it',
    endpoint(true, ['203.0.113.0/24']),
    [],
  ],
]);

mends(endpointAccess, [
  [
    'warns of a restricted public endpoint without a private one',
    endpoint(false, ['203.0.113.0/24']),
    [
      'aws eks update-cluster-config --region us-east-1 --name shop --resources-vpc-config endpointPrivateAccess=true',
    ],
  ],
]);
