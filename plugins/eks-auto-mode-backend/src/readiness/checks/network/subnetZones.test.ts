// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import { subnetZones } from './subnetZones';

const found = [`blocker ${CLUSTER_ARN}`];

holds(subnetZones, [
  [
    'blocks where one is gone',
    ({ subnets }) => ({ subnets: subnets.slice(1) }),
    found,
    ['not found: subnet-private-a'],
  ],
  [
    'blocks where all lie in one zone',
    ({ subnets }) => ({
      subnets: subnets.map(one => ({ ...one, availabilityZone: 'us-east-1a' })),
    }),
    found,
    ['zones: us-east-1a'],
  ],
  [
    'blocks on one of another VPC',
    ({ subnets }) => ({
      subnets: subnets.map((one, index) =>
        index === 0 ? { ...one, vpcId: 'vpc-2' } : one,
      ),
    }),
    found,
    ['not in vpc-1: subnet-private-a (vpc-2)'],
  ],
]);
