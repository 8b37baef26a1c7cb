// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type InventoryParts,
  type SecurityGroup,
  type SecurityGroupRule,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { covers } from '../../addresses';
import { ec2Arn } from '../../arns';
import { shellPatch } from '../../patch';

interface Traffic {
  words: string;
  protocol: 'tcp' | 'udp';
  from: number;
  to: number;
}

const NEEDED: Traffic[] = [
  { words: 'pod traffic over TCP', protocol: 'tcp', from: 1, to: 65535 },
  { words: 'pod traffic over UDP', protocol: 'udp', from: 1, to: 65535 },
  { words: 'DNS over TCP (53)', protocol: 'tcp', from: 53, to: 53 },
  { words: 'DNS over UDP (53)', protocol: 'udp', from: 53, to: 53 },
  { words: 'kubelet (10250)', protocol: 'tcp', from: 10250, to: 10250 },
];

export const nodeTraffic = defineCheck({
  code: 'NET-20',
  title: 'Old and new nodes can talk to each other',
  severity: 'blocker',
  resolvedBy: 'plan',
  reads: ['cluster', 'instances', 'securityGroups', 'vpc'],
  why: 'While pods move, old and Auto nodes stand side by side: where their security groups do not admit each other, services lose one another half-way.',
  remediation:
    'Admit all traffic between the old nodes’ security group and the cluster’s, both ways, until the old nodes are retired.',
  source: 'EKS User Guide, sec-group-reqs',
  evaluate: parts =>
    closedTraffic(parts).map(({ own, clusterGroup, toOld, toAuto }) => ({
      subject: { arn: ec2Arn(parts.cluster, 'security-group', own) },
      message:
        'Old and Auto nodes could not talk to each other while pods move.',
      evidence: [
        ...(toOld.length > 0
          ? [`closed from Auto nodes to old ones: ${toOld.join(', ')}`]
          : []),
        ...(toAuto.length > 0
          ? [`closed from old nodes to Auto ones: ${toAuto.join(', ')}`]
          : []),
      ].join('; '),
      patch: shellPatch(
        'Open the two groups to each other (remove after the old nodes are retired)',
        [
          ...(toOld.length > 0
            ? [admit(parts.cluster.region, own, clusterGroup)]
            : []),
          ...(toAuto.length > 0
            ? [admit(parts.cluster.region, clusterGroup, own)]
            : []),
        ],
      ),
    })),
});

/** Two groups that do not admit each other, with the traffic that is closed, in words. */
export interface ClosedTraffic {
  /** The group that only these nodes carry: the one to open. */
  own: string;
  clusterGroup: string;
  toOld: string[];
  toAuto: string[];
}

/** Where old and Auto nodes could not talk to each other; once per set of groups of old nodes. */
export function closedTraffic({
  cluster,
  instances,
  securityGroups,
  vpc,
}: Pick<
  InventoryParts,
  'cluster' | 'instances' | 'securityGroups' | 'vpc'
>): ClosedTraffic[] {
  const old = instances.filter(
    one => !one.managedByAuto && one.state === 'running',
  );
  if (old.length === 0) return [];
  const clusterGroup = cluster.network.clusterSecurityGroupId;
  if (!clusterGroup)
    throw new Error('DescribeCluster names no cluster security group');
  const group = (id: string) => {
    const found = securityGroups.find(one => one.id === id);
    if (!found)
      throw new Error(`security group ${id} is not among those that were read`);
    return found;
  };
  const auto = [group(clusterGroup)];
  // Nodes and pods speak the family of the cluster, whatever else the VPC has.
  const six = cluster.network.ipFamily === 'ipv6';
  const addresses = vpc.cidrs.filter(cidr => cidr.includes(':') === six);

  const bySet = new Map(
    old.map(one => [
      [...one.securityGroupIds].sort().join(','),
      one.securityGroupIds,
    ]),
  );
  return [...bySet.values()].flatMap(ids => {
    const nodes = ids.map(group);
    const toOld = NEEDED.filter(
      traffic => !passes(auto, nodes, traffic, addresses),
    );
    const toAuto = NEEDED.filter(
      traffic => !passes(nodes, auto, traffic, addresses),
    );
    if (toOld.length === 0 && toAuto.length === 0) return [];
    const [target = nodes[0]] = nodes.filter(one => one.id !== clusterGroup);
    return [
      {
        own: target.id,
        clusterGroup,
        toOld: toOld.map(one => one.words),
        toAuto: toAuto.map(one => one.words),
      },
    ];
  });
}

/** Traffic passes where some group of the sender lets it out and some group of the receiver lets it in. */
function passes(
  senders: SecurityGroup[],
  receivers: SecurityGroup[],
  traffic: Traffic,
  addresses: string[],
): boolean {
  const admits = (rules: SecurityGroupRule[], peers: SecurityGroup[]) =>
    rules.some(
      rule =>
        carries(rule, traffic) &&
        (rule.securityGroups.some(id => peers.some(peer => peer.id === id)) ||
          (addresses.length > 0 &&
            addresses.every(own =>
              rule.cidrs.some(cidr => covers(cidr, own)),
            ))),
    );
  return (
    admits(
      senders.flatMap(one => one.egress),
      receivers,
    ) &&
    admits(
      receivers.flatMap(one => one.ingress),
      senders,
    )
  );
}

function carries(
  rule: SecurityGroupRule,
  { protocol, from, to }: Traffic,
): boolean {
  if (rule.protocol === '-1') return true;
  const number = protocol === 'tcp' ? '6' : '17';
  if (rule.protocol !== protocol && rule.protocol !== number) return false;
  return (rule.fromPort ?? 0) <= from && to <= (rule.toPort ?? 65535);
}

function admit(region: string, receiver: string, sender: string): string[] {
  return [
    'aws',
    'ec2',
    'authorize-security-group-ingress',
    '--region',
    region,
    '--group-id',
    receiver,
    '--protocol',
    'all',
    '--source-group',
    sender,
  ];
}
