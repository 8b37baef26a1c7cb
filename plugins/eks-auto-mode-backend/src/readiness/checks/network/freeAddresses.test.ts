// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  Subnet,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { CLUSTER_ARN } from '../../testing/inventory';
import { group, ownGroup, together } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { freeAddresses } from './freeAddresses';

const arn = (id: string) => `arn:aws:ec2:us-east-1:111122223333:subnet/${id}`;
const A = arn('subnet-private-a');
const freed =
  (inA: number, inOthers = 4000) =>
  ({ subnets }: Pick<InventoryParts, 'subnets'>) => ({
    subnets: subnets.map(one => ({
      ...one,
      availableAddresses: one.id === 'subnet-private-a' ? inA : inOthers,
    })),
  });

const free = (...addresses: [number, number?]): Change => freed(...addresses);

/** Subnets beside those of the cluster, by name with what is free in each. */
const beside =
  (others: Record<string, number>): Change =>
  ({ subnets }) => ({
    subnets: [
      ...subnets,
      ...Object.entries(others).map(
        ([name, availableAddresses]): Subnet => ({
          ...subnets[0],
          id: `subnet-${name}`,
          cidr: `100.64.0.0/19`,
          availableAddresses,
        }),
      ),
    ],
  });

/** The cluster's group in such subnets, and the cluster in those of its own. */
const groupIn = (others: Record<string, number>, more: Change = {}): Change =>
  together(
    more,
    beside(others),
    group({ subnetIds: Object.keys(others).map(name => `subnet-${name}`) }),
  );

/** A group of somebody's own, with as many of the cluster's instances. */
const ownIn = (subnetIds: string[], instances: string[]): Change =>
  together(
    healthy => ({
      autoScalingGroups: healthy.autoScalingGroups.map(one => ({
        ...one,
        instances: one.instances.filter(({ id }) => !instances.includes(id)),
      })),
    }),
    ownGroup(
      {},
      {
        subnetIds,
        instances: instances.map(id => ({
          id,
          lifecycleState: 'InService',
          protectedFromScaleIn: false,
        })),
      },
    ),
  );

const ipv6: Change = ({ cluster }) => ({
  cluster: {
    ...cluster,
    network: { ...cluster.network, ipFamily: 'ipv6' },
  },
});

const standingIn =
  (subnetId: string, state = 'running'): Change =>
  ({ instances }) => ({
    instances: [...instances, { ...instances[0], id: 'i-0d', subnetId, state }],
  });

holds(freeAddresses, [
  ['passes at 16', free(16), []],
  [
    'warns below 16',
    free(15),
    [`warning ${A}`],
    ['subnet-private-a (10.0.16.0/20): AvailableIpAddressCount = 15'],
  ],
  [
    'warns at 6',
    free(6),
    [`warning ${A}`],
    ['subnet-private-a (10.0.16.0/20): AvailableIpAddressCount = 6'],
  ],
  [
    'blocks below 6',
    free(5),
    [`blocker ${A}`],
    ['subnet-private-a (10.0.16.0/20): AvailableIpAddressCount = 5'],
  ],
  ['passes where three nodes find their blocks', free(17, 18), []],
  [
    'warns where they do not',
    free(16, 18),
    [`warning ${CLUSTER_ARN}`],
    [
      '3 nodes × 16 addresses + 10 %; free: subnet-private-a 16, subnet-private-b 18, subnet-private-c 18',
    ],
  ],
  [
    'passes over subnets that the cluster does not use',
    ({ subnets }) => ({
      subnets: subnets.map(one =>
        one.public ? { ...one, availableAddresses: 0 } : one,
      ),
    }),
    [],
  ],
  [
    'counts neither Auto nodes nor what was stopped',
    together(groupIn({ pods: 35 }), ({ instances }) => ({
      instances: instances.map((one, index) => ({
        ...one,
        managedByAuto: index === 0,
        state: index === 1 ? 'stopped' : 'running',
      })),
    })),
    [],
  ],
  [
    'asks for no blocks where addresses are those of IPv6',
    together(free(16, 18), ipv6),
    [],
  ],
  [
    'asks the group’s subnets, not the cluster’s, for what its new nodes take',
    groupIn({ pods: 4000 }, free(16, 16)),
    [],
  ],
  [
    'warns where the group’s subnets have too little, however much the cluster’s have',
    groupIn({ 'pods-a': 36, 'pods-b': 16 }),
    [`warning ${CLUSTER_ARN}`],
    ['3 nodes × 16 addresses + 10 %; free: subnet-pods-a 36, subnet-pods-b 16'],
  ],
  [
    'warns of a subnet of a group below 16, and does not block while another has room',
    groupIn({ 'pods-a': 15, 'pods-b': 0, 'pods-c': 4000 }),
    [`warning ${arn('subnet-pods-a')}`, `warning ${arn('subnet-pods-b')}`],
    [
      'subnet-pods-a (100.64.0.0/19): AvailableIpAddressCount = 15',
      'subnet-pods-b (100.64.0.0/19): AvailableIpAddressCount = 0',
    ],
  ],
  [
    'blocks where none of a group’s subnets has 6',
    groupIn({ 'pods-a': 5, 'pods-b': 0 }),
    [
      `blocker ${arn('subnet-pods-a')}`,
      `blocker ${arn('subnet-pods-b')}`,
      `warning ${CLUSTER_ARN}`,
    ],
  ],
  [
    'does not block where one of them has 6',
    groupIn({ 'pods-a': 5, 'pods-b': 6 }),
    [
      `warning ${arn('subnet-pods-a')}`,
      `warning ${arn('subnet-pods-b')}`,
      `warning ${CLUSTER_ARN}`,
    ],
  ],
  [
    'does not block for a group without a node',
    together(groupIn({ pods: 0 }), { instances: [] }),
    [`warning ${arn('subnet-pods')}`],
  ],
  [
    'goes by the cluster’s subnets where none of a group’s is known',
    together(free(16, 18), group({ subnetIds: ['subnet-gone'] })),
    [`warning ${CLUSTER_ARN}`],
  ],
  [
    'asks the subnets of an Auto Scaling group of somebody’s own',
    together(beside({ own: 35 }), ownIn(['subnet-own'], ['i-0a', 'i-0b'])),
    [`warning ${CLUSTER_ARN}`],
    ['2 nodes × 16 addresses + 10 %; free: subnet-own 35'],
  ],
  [
    'names each place that is short, and counts in the nodes of those within it',
    together(free(17, 16), ownIn(['subnet-private-a'], ['i-0a'])),
    [`warning ${CLUSTER_ARN}`],
    [
      '3 nodes × 16 addresses + 10 %; free: subnet-private-a 17, subnet-private-b 16, subnet-private-c 16; 1 node × 16 addresses + 10 %; free: subnet-private-a 17',
    ],
  ],
  [
    'warns of a subnet that nodes stand in, though none is launched there',
    together(
      beside({ karpenter: 15, other: 0 }),
      standingIn('subnet-karpenter'),
    ),
    [`warning ${arn('subnet-karpenter')}`],
  ],
  [
    'passes over a subnet that only a stopped instance is in',
    together(beside({ old: 0 }), standingIn('subnet-old', 'stopped')),
    [],
  ],
  [
    'asks one address a node of a group’s subnets where pods have IPv6',
    together(ipv6, groupIn({ 'pods-a': 1, 'pods-b': 3 })),
    [],
  ],
  [
    'warns where a group’s subnets lack it',
    together(ipv6, groupIn({ 'pods-a': 0, 'pods-b': 3 })),
    [`warning ${arn('subnet-pods-a')}`, `warning ${CLUSTER_ARN}`],
    [
      'subnet-pods-a (100.64.0.0/19): AvailableIpAddressCount = 0',
      '3 nodes × 1 address + 10 %; free: subnet-pods-a 0, subnet-pods-b 3',
    ],
  ],
  ['passes where no subnet of the cluster is known', { subnets: [] }, []],
]);

it.each<[string, Change, string]>([
  ['5 of the cluster’s', free(5), 'has 5 free addresses; EKS needs at least 6'],
  ['6 of the cluster’s', free(6), 'has only 6 free addresses'],
  [
    'as many as all its nodes need less one',
    free(18, 17),
    'The subnets in which new nodes are launched have 52 free addresses; as many Auto nodes as there are nodes today would take about 53.',
  ],
  [
    'some of a group’s',
    groupIn({ 'pods-a': 15, 'pods-b': 4000 }),
    'New nodes are launched in this subnet, which has 15 free addresses; each takes 16.',
  ],
  [
    'the last of a group’s',
    groupIn({ pods: 1 }),
    'New nodes are launched in this subnet and in no other with room: it has 1 free address, each takes 16.',
  ],
  [
    'some where nodes stand',
    together(beside({ old: 4 }), standingIn('subnet-old')),
    'Nodes stand in this subnet, which has only 4 free addresses.',
  ],
])(
  'NET-01 says what it means that these are free: %s',
  (_, change, message) => {
    expect(findingsOf(freeAddresses, change)[0].message).toContain(message);
  },
);
