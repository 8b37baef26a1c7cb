// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import { secretsEncryption } from './secretsEncryption';

holds(secretsEncryption, [
  [
    'tells where no key is configured',
    ({ cluster }) => ({ cluster: { ...cluster, encryption: [] } }),
    [`info ${CLUSTER_ARN}`],
    ['DescribeCluster.encryptionConfig has no provider for secrets'],
  ],
]);
