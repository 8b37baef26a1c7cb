// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { blockOf } from '../../addresses';
import { ec2Arn } from '../../arns';

const SMALLEST = 256;

export const smallSubnets = defineCheck({
  code: 'NET-02',
  title: 'The subnets are large enough for blocks of sixteen addresses',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'subnets'],
  why: 'Auto nodes take IPv4 addresses in whole /28 blocks; a small subnet has few of them, and where none is whole any more, fewer pods fit a node.',
  remediation:
    'Use larger subnets, or a NodeClass with advancedNetworking.ipv4PrefixSize "32".',
  source: 'EKS User Guide, auto-networking',
  notYet:
    'Which /28 blocks of a subnet are still whole, and which addresses somebody has reserved. EC2 tells the first only by every network interface of the Region (DescribeNetworkInterfaces), the second only subnet by subnet (GetSubnetCidrReservations). NET-01 tells how many addresses are free, not whether sixteen of them lie together.',
  evaluate: ({ cluster, subnets }) => {
    if (cluster.network.ipFamily === 'ipv6') return [];
    return subnets.flatMap(({ id, cidr }) => {
      const size = blockOf(cidr)?.size;
      if (
        !cluster.network.subnetIds.includes(id) ||
        size === undefined ||
        size >= SMALLEST
      ) {
        return [];
      }
      return [
        {
          subject: { arn: ec2Arn(cluster, 'subnet', id) },
          message: `The cluster’s subnet has only ${size} addresses, of which Auto nodes take sixteen at a time.`,
          evidence: `${id}: ${cidr}`,
        },
      ];
    });
  },
});
