// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';

export const ipv6 = defineCheck({
  code: 'NET-17',
  title: 'IPv6 clusters',
  severity: 'info',
  resolvedBy: 'platform',
  reads: ['cluster', 'subnets'],
  why: 'Auto Mode supports IPv6; every subnet needs an IPv6 range, and dual-stack load balancers need the subnet tags.',
  remediation:
    'Make sure that the subnets have IPv6 ranges and carry the tags of NET-06.',
  source: 'EKS User Guide, auto-networking',
  evaluate: ({ cluster, subnets }) => {
    if (cluster.network.ipFamily !== 'ipv6') return [];
    const without = subnets.filter(
      one =>
        cluster.network.subnetIds.includes(one.id) &&
        one.ipv6Cidrs.length === 0,
    );
    return [
      {
        subject: { arn: cluster.arn },
        message: 'The cluster speaks IPv6, which Auto Mode supports.',
        evidence:
          without.length > 0
            ? `subnets without an IPv6 range: ${listOf(
                without.map(one => one.id),
              )}`
            : 'every subnet of the cluster has an IPv6 range',
      },
    ];
  },
});
