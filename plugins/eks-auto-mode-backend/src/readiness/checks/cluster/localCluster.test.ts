// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import { localCluster } from './localCluster';

holds(localCluster, [
  [
    'blocks on an Outpost',
    ({ cluster }) => ({ cluster: { ...cluster, outpost: true } }),
    [`blocker ${CLUSTER_ARN}`],
    ['DescribeCluster has outpostConfig'],
  ],
  [
    'blocks on a connected cluster',
    ({ cluster }) => ({ cluster: { ...cluster, connector: true } }),
    [`blocker ${CLUSTER_ARN}`],
    ['DescribeCluster has connectorConfig'],
  ],
]);
