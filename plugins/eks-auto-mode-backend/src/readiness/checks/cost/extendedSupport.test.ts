// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import { extendedSupport } from './extendedSupport';

holds(extendedSupport, [
  [
    'warns in extended support',
    ({ cluster }) => ({ cluster: { ...cluster, version: '1.33' } }),
    [`warning ${CLUSTER_ARN}`],
    ['Kubernetes 1.33 is in extended support: $0.60 instead of $0.10 an hour'],
  ],
  [
    'passes shortly before',
    ({ cluster }) => ({ cluster: { ...cluster, version: '1.34' } }),
    [],
  ],
  [
    'is unknown of a version that EKS does not list',
    ({ cluster }) => ({ cluster: { ...cluster, version: '1.99' } }),
    [`unknown ${CLUSTER_ARN}`],
    ['EKS names Kubernetes 1.99 neither in standard nor in extended support'],
  ],
]);
