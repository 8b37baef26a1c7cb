// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  SecurityGroup,
  SecurityGroupRule,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { CLUSTER_ARN } from '../../testing/inventory';
import { holds, mends } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { nodeTraffic } from './nodeTraffic';

const NODES =
  'blocker arn:aws:ec2:us-east-1:111122223333:security-group/sg-nodes';
const rule = (overrides: Partial<SecurityGroupRule>): SecurityGroupRule => ({
  protocol: '-1',
  cidrs: [],
  securityGroups: [],
  prefixLists: [],
  ...overrides,
});
const from = (...securityGroups: string[]) => rule({ securityGroups });
const everywhere = rule({ cidrs: ['0.0.0.0/0'] });
const group = (
  id: string,
  ingress: SecurityGroupRule[],
  egress = [everywhere],
): SecurityGroup => ({
  id,
  name: id,
  vpcId: 'vpc-1',
  tags: {},
  ingress,
  egress,
});
const self = from('sg-cluster');
const groups =
  (
    cluster: SecurityGroupRule[],
    nodes: SecurityGroupRule[],
    on = ['sg-nodes'],
    egress = [everywhere],
  ) =>
  ({ instances }: Pick<InventoryParts, 'instances'>) => ({
    instances: instances.map(one => ({ ...one, securityGroupIds: on })),
    securityGroups: [
      group('sg-cluster', cluster),
      group('sg-nodes', nodes, egress),
    ],
  });

const closedGroups = groups([self], [from('sg-nodes')]);

holds(nodeTraffic, [
  [
    'blocks on two groups that do not know each other',
    groups([self], [from('sg-nodes')]),
    [NODES],
    [
      'closed from Auto nodes to old ones: pod traffic over TCP, pod traffic over UDP, DNS over TCP (53), DNS over UDP (53), kubelet (10250); closed from old nodes to Auto ones: pod traffic over TCP, pod traffic over UDP, DNS over TCP (53), DNS over UDP (53), kubelet (10250)',
    ],
  ],
  [
    'passes where each admits the other',
    groups([self, from('sg-nodes')], [from('sg-cluster')]),
    [],
  ],
  [
    'blocks where it is open one way only',
    groups([self], [from('sg-cluster')]),
    [NODES],
    [
      'closed from old nodes to Auto ones: pod traffic over TCP, pod traffic over UDP, DNS over TCP (53), DNS over UDP (53), kubelet (10250)',
    ],
  ],
  [
    'passes where nodes carry the cluster’s group too',
    groups([self], [], ['sg-cluster', 'sg-nodes']),
    [],
  ],
  [
    'passes where the VPC is admitted',
    groups(
      [rule({ cidrs: ['10.0.0.0/8'] })],
      [rule({ cidrs: ['10.0.0.0/16'] })],
    ),
    [],
  ],
  [
    'looks at the addresses of the cluster’s family only',
    healthy => ({
      instances: healthy.instances.map(one => ({
        ...one,
        securityGroupIds: ['sg-nodes'],
      })),
      securityGroups: [
        group('sg-cluster', [everywhere]),
        group('sg-nodes', [everywhere]),
      ],
      vpc: { ...healthy.vpc, cidrs: ['10.0.0.0/16', '2001:db8::/56'] },
    }),
    [],
  ],
  [
    'blocks where only a part of the VPC is admitted',
    groups([everywhere], [rule({ cidrs: ['10.0.0.0/17'] })]),
    [NODES],
    [
      'closed from Auto nodes to old ones: pod traffic over TCP, pod traffic over UDP, DNS over TCP (53), DNS over UDP (53), kubelet (10250)',
    ],
  ],
  [
    'blocks where only high ports are open',
    groups(
      [everywhere],
      [
        rule({
          protocol: 'tcp',
          fromPort: 1025,
          toPort: 65535,
          securityGroups: ['sg-cluster'],
        }),
      ],
    ),
    [NODES],
    [
      'closed from Auto nodes to old ones: pod traffic over TCP, pod traffic over UDP, DNS over TCP (53), DNS over UDP (53)',
    ],
  ],
  [
    'passes where both protocols are open',
    groups(
      [everywhere],
      [
        rule({
          protocol: 'tcp',
          fromPort: 0,
          toPort: 65535,
          securityGroups: ['sg-cluster'],
        }),
        rule({
          protocol: 'udp',
          fromPort: 0,
          toPort: 65535,
          securityGroups: ['sg-cluster'],
        }),
      ],
    ),
    [],
  ],
  [
    'blocks where the old nodes may not send',
    groups([everywhere], [everywhere], ['sg-nodes'], []),
    [NODES],
    [
      'closed from old nodes to Auto ones: pod traffic over TCP, pod traffic over UDP, DNS over TCP (53), DNS over UDP (53), kubelet (10250)',
    ],
  ],
  [
    'says unknown of a group that was not read',
    ({ instances }) => ({
      instances: instances.map(one => ({
        ...one,
        securityGroupIds: ['sg-other'],
      })),
    }),
    [`unknown ${CLUSTER_ARN}`],
  ],
  ['passes where no old node is left', { instances: [] }, []],
  [
    'passes over Auto nodes and what was stopped',
    healthy => ({
      ...closedGroups(healthy),
      instances: [
        {
          ...healthy.instances[0],
          securityGroupIds: ['sg-nodes'],
          managedByAuto: true,
        },
        {
          ...healthy.instances[1],
          securityGroupIds: ['sg-nodes'],
          state: 'stopped',
        },
      ],
    }),
    [],
  ],
  [
    'says unknown where the cluster names no group',
    healthy => ({
      ...closedGroups(healthy),
      cluster: {
        ...healthy.cluster,
        network: {
          ...healthy.cluster.network,
          clusterSecurityGroupId: undefined,
        },
      },
    }),
    [`unknown ${CLUSTER_ARN}`],
    ['Error: DescribeCluster names no cluster security group'],
  ],
  [
    'looks at IPv6 where the cluster speaks it',
    healthy => ({
      instances: healthy.instances.map(one => ({
        ...one,
        securityGroupIds: ['sg-nodes'],
      })),
      securityGroups: [
        group('sg-cluster', [everywhere]),
        group('sg-nodes', [everywhere]),
      ],
      cluster: {
        ...healthy.cluster,
        network: { ...healthy.cluster.network, ipFamily: 'ipv6' },
      },
      vpc: { ...healthy.vpc, cidrs: ['10.0.0.0/16', '2001:db8::/56'] },
    }),
    [NODES],
  ],
  [
    'admits nobody by addresses where none is known',
    healthy => ({
      ...closedGroups(healthy),
      securityGroups: [
        group('sg-cluster', [everywhere]),
        group('sg-nodes', [everywhere]),
      ],
      vpc: { ...healthy.vpc, cidrs: [] },
    }),
    [NODES],
  ],
  [
    'blocks where one of two ranges is not admitted',
    healthy => ({
      ...groups([everywhere], [rule({ cidrs: ['10.0.0.0/16'] })])(healthy),
      vpc: { ...healthy.vpc, cidrs: ['10.0.0.0/16', '100.64.0.0/16'] },
    }),
    [NODES],
  ],
  [
    'speaks once of nodes with the same groups, and names the group that is theirs',
    healthy => ({
      instances: healthy.instances.map((one, index) => ({
        ...one,
        securityGroupIds:
          index === 0 ? ['sg-cluster', 'sg-nodes'] : ['sg-nodes', 'sg-cluster'],
      })),
      securityGroups: [group('sg-cluster', []), group('sg-nodes', [])],
    }),
    [NODES],
  ],
  [
    'says what a rule of one protocol leaves closed',
    groups(
      [everywhere],
      [rule({ protocol: '6', securityGroups: ['sg-cluster'] })],
    ),
    [NODES],
    [
      'closed from Auto nodes to old ones: pod traffic over UDP, DNS over UDP (53)',
    ],
  ],
  [
    'says what a rule of the other leaves closed',
    groups(
      [everywhere],
      [rule({ protocol: '17', securityGroups: ['sg-cluster'] })],
    ),
    [NODES],
    [
      'closed from Auto nodes to old ones: pod traffic over TCP, DNS over TCP (53), kubelet (10250)',
    ],
  ],
  [
    'says what single ports leave closed',
    groups(
      [everywhere],
      [
        rule({
          protocol: 'tcp',
          fromPort: 53,
          toPort: 53,
          securityGroups: ['sg-cluster'],
        }),
        rule({
          protocol: 'udp',
          fromPort: 1,
          toPort: 1024,
          securityGroups: ['sg-cluster'],
        }),
      ],
    ),
    [NODES],
    [
      'closed from Auto nodes to old ones: pod traffic over TCP, pod traffic over UDP, kubelet (10250)',
    ],
  ],
]);

it('NET-20 is mended by the plan, with the two rules that are missing', () => {
  const [{ resolvedBy, patch, evidence }] = findingsOf(
    nodeTraffic,
    groups([self], [from('sg-nodes')]),
  );
  expect(resolvedBy).toBe('plan');
  expect(evidence).toContain('DNS over UDP (53)');
  expect(patch?.content).toBe(
    [
      'aws ec2 authorize-security-group-ingress --region us-east-1 --group-id sg-nodes --protocol all --source-group sg-cluster',
      'aws ec2 authorize-security-group-ingress --region us-east-1 --group-id sg-cluster --protocol all --source-group sg-nodes',
      '',
    ].join('\n'),
  );
});

mends(nodeTraffic, [
  [
    'blocks on two groups that do not know each other',
    groups([self], [from('sg-nodes')]),
    [
      'aws ec2 authorize-security-group-ingress --region us-east-1 --group-id sg-nodes --protocol all --source-group sg-cluster',
      'aws ec2 authorize-security-group-ingress --region us-east-1 --group-id sg-cluster --protocol all --source-group sg-nodes',
    ],
  ],
  [
    'blocks where it is open one way only',
    groups([self], [from('sg-cluster')]),
    [
      'aws ec2 authorize-security-group-ingress --region us-east-1 --group-id sg-cluster --protocol all --source-group sg-nodes',
    ],
  ],
]);
