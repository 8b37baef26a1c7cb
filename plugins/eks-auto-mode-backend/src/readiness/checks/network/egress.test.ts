// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { egress } from './egress';

const A = 'arn:aws:ec2:us-east-1:111122223333:subnet/subnet-private-a';
const closed =
  (endpoints: string[]): Change =>
  ({ subnets, vpc }) => ({
    subnets: subnets.map(one =>
      one.id === 'subnet-private-a' ? { ...one, egress: false } : one,
    ),
    vpc: { ...vpc, endpoints },
  });

holds(egress, [
  [
    'blocks without a route and without endpoints',
    closed([]),
    [`blocker ${A}`],
    ['subnet-private-a (us-east-1a): no default route; VPC endpoints: none'],
  ],
  [
    'warns where there are endpoints',
    closed(['com.amazonaws.us-east-1.s3']),
    [`warning ${A}`],
    [
      'subnet-private-a (us-east-1a): no default route; VPC endpoints: com.amazonaws.us-east-1.s3',
    ],
  ],
]);
