// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import { hybridNodes } from './hybridNodes';

holds(hybridNodes, [
  [
    'tells of a remote network',
    ({ cluster }) => ({ cluster: { ...cluster, remoteNetwork: true } }),
    [`info ${CLUSTER_ARN}`],
    ['DescribeCluster has remoteNetworkConfig'],
  ],
]);
