// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds, mends } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { controlPlaneLogging } from './controlPlaneLogging';

const logging =
  (...types: string[]): Change =>
  ({ cluster }) => ({ cluster: { ...cluster, logging: types } });

holds(controlPlaneLogging, [
  [
    'warns where audit is off',
    logging('api', 'authenticator'),
    [`warning ${CLUSTER_ARN}`],
    ['DescribeCluster.logging has api, authenticator switched on'],
  ],
  [
    'warns where nothing is logged',
    logging(),
    [`warning ${CLUSTER_ARN}`],
    ['DescribeCluster.logging has nothing switched on'],
  ],
  [
    'passes without the scheduler',
    logging('api', 'audit', 'authenticator'),
    [],
  ],
]);

it('CL-12 switches on only what is off', () => {
  const [{ patch }] = findingsOf(controlPlaneLogging, logging('audit'));
  expect(patch?.content).toContain(
    '{"clusterLogging":[{"types":["api","authenticator"],"enabled":true}]}',
  );
});

mends(controlPlaneLogging, [
  [
    'warns where audit is off',
    logging('api', 'authenticator'),
    [
      'aws eks update-cluster-config --region us-east-1 --name shop --logging \'{"clusterLogging":[{"types":["audit"],"enabled":true}]}\'',
    ],
  ],
]);
