// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { nodeSecurityGroups } from './nodeSecurityGroups';

const NODES = 'arn:aws:ec2:us-east-1:111122223333:security-group/sg-nodes';
const onNodes: Change = ({ instances }) => ({
  instances: instances.map(one => ({
    ...one,
    securityGroupIds: ['sg-cluster', 'sg-nodes'],
  })),
});

holds(nodeSecurityGroups, [
  [
    'warns once of a group on all nodes',
    onNodes,
    [`warning ${NODES}`],
    ['on 3 nodes; admitted by no group that was read'],
  ],
  [
    'passes over Auto nodes',
    ({ instances }) => ({
      instances: instances.map(one => ({
        ...one,
        managedByAuto: true,
        securityGroupIds: ['sg-own'],
      })),
    }),
    [],
  ],
]);

it('NET-09 names who admits the group', () => {
  const [{ evidence }] = findingsOf(nodeSecurityGroups, healthy => ({
    ...(typeof onNodes === 'function' ? onNodes(healthy) : onNodes),
    securityGroups: [
      ...healthy.securityGroups,
      {
        id: 'sg-db',
        name: 'orders-db',
        vpcId: 'vpc-1',
        tags: {},
        egress: [],
        ingress: [
          {
            protocol: 'tcp',
            fromPort: 5432,
            toPort: 5432,
            cidrs: [],
            securityGroups: ['sg-nodes'],
            prefixLists: [],
          },
        ],
      },
    ],
  }));
  expect(evidence).toBe('on 3 nodes; admitted by sg-db (orders-db)');
});
