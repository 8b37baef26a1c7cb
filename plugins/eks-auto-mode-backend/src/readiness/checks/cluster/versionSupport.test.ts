// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { versionSupport } from './versionSupport';

const at =
  (version: string): Change =>
  ({ cluster }) => ({ cluster: { ...cluster, version } });
const found = [`warning ${CLUSTER_ARN}`];

holds(versionSupport, [
  [
    'warns of the end of standard support within 90 days',
    at('1.34'),
    found,
    ['DescribeClusterVersions: 1.34, endOfStandardSupportDate 2026-12-02'],
  ],
  [
    'warns in extended support',
    at('1.33'),
    found,
    ['DescribeClusterVersions: 1.33 is EXTENDED_SUPPORT'],
  ],
  [
    'warns of a version that EKS no longer lists',
    at('1.28'),
    found,
    ['DescribeClusterVersions does not list 1.28'],
  ],
  [
    'warns of an unsupported version',
    ({ cluster }) => ({
      clusterVersions: [{ version: cluster.version, status: 'UNSUPPORTED' }],
    }),
    found,
    ['DescribeClusterVersions: 1.35 is UNSUPPORTED'],
  ],
  [
    'passes 90 days before the end',
    ({ cluster }) => ({
      clusterVersions: [
        {
          version: cluster.version,
          status: 'STANDARD_SUPPORT',
          endOfStandardSupport: '2027-02-20T00:00:00Z',
        },
      ],
    }),
    [],
  ],
  [
    'warns 89 days before the end',
    ({ cluster }) => ({
      clusterVersions: [
        {
          version: cluster.version,
          status: 'STANDARD_SUPPORT',
          endOfStandardSupport: '2027-02-19T00:00:00Z',
        },
      ],
    }),
    found,
    [
      'DescribeClusterVersions: 1.35, endOfStandardSupportDate 2027-02-19T00:00:00Z',
    ],
  ],
]);
