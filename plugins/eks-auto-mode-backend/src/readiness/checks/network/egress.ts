// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ec2Arn } from '../../arns';
import { listOf } from '../../text';

export const egress = defineCheck({
  code: 'NET-05',
  title: 'Nodes find a way out of their subnets',
  severity: 'warning',
  mayBlock: true,
  resolvedBy: 'platform',
  reads: ['cluster', 'subnets', 'nodegroups', 'vpc'],
  why: 'A node without a default route pulls images and joins only through VPC endpoints.',
  remediation:
    'Route the subnet to a NAT gateway, or create the endpoints that a private cluster needs (NET-08).',
  source: 'EKS User Guide, private-clusters',
  evaluate: ({ cluster, subnets, nodegroups, vpc }) => {
    const used = new Set([
      ...cluster.network.subnetIds,
      ...nodegroups.flatMap(group => group.subnetIds),
    ]);
    return subnets
      .filter(one => used.has(one.id) && !one.public && !one.egress)
      .map(({ id, availabilityZone }) => ({
        subject: { arn: ec2Arn(cluster, 'subnet', id) },
        severity:
          vpc.endpoints.length === 0
            ? ('blocker' as const)
            : ('warning' as const),
        message:
          vpc.endpoints.length === 0
            ? 'Nodes in this subnet could neither pull images nor join: it has no default route, and the VPC no endpoints.'
            : 'Nodes in this subnet reach AWS only through the VPC’s endpoints.',
        evidence: `${id} (${availabilityZone}): no default route; VPC endpoints: ${
          listOf(vpc.endpoints, 12) || 'none'
        }`,
      }));
  },
});
