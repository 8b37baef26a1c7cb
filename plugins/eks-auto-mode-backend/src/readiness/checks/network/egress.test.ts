// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
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
  [
    'passes over a subnet that nobody uses',
    ({ cluster, subnets, vpc }) => ({
      cluster: {
        ...cluster,
        network: { ...cluster.network, subnetIds: ['subnet-private-b'] },
      },
      nodegroups: [],
      subnets: subnets.map(one =>
        one.id === 'subnet-private-a' ? { ...one, egress: false } : one,
      ),
      vpc: { ...vpc, endpoints: [] },
    }),
    [],
  ],
  [
    'speaks of a subnet that only a group uses',
    ({ cluster, subnets, vpc, nodegroups }) => ({
      cluster: {
        ...cluster,
        network: { ...cluster.network, subnetIds: ['subnet-private-b'] },
      },
      nodegroups: nodegroups.map(one => ({
        ...one,
        subnetIds: ['subnet-private-a'],
      })),
      subnets: subnets.map(one =>
        one.id === 'subnet-private-a' ? { ...one, egress: false } : one,
      ),
      vpc: { ...vpc, endpoints: [] },
    }),
    [`blocker ${A}`],
  ],
]);

it.each([
  ['to no endpoint', [], 'could neither pull images nor join'],
  ['to endpoints', ['com.amazonaws.us-east-1.s3'], 'reach AWS only through'],
])('NET-05 says what a way %s means', (_words, endpoints, message) => {
  expect(findingsOf(egress, closed(endpoints))[0].message).toContain(message);
});
