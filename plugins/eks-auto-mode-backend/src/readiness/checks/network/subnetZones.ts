// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';

export const subnetZones = defineCheck({
  code: 'NET-03',
  title: 'The cluster’s subnets exist, in one VPC and two zones',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', 'subnets'],
  why: 'EKS refuses changes of a cluster whose subnets are gone or lie in one zone only.',
  remediation:
    'Give the cluster subnets of its VPC in at least two Availability Zones.',
  source: 'EKS User Guide, network-reqs',
  evaluate: ({ cluster, subnets }) => {
    const { subnetIds, vpcId } = cluster.network;
    const own = subnets.filter(one => subnetIds.includes(one.id));
    const gone = subnetIds.filter(id => !own.some(one => one.id === id));
    const foreign = own.filter(one => one.vpcId !== vpcId);
    const zones = new Set(own.map(one => one.availabilityZone));
    const faults = [
      ...(gone.length > 0 ? [`not found: ${listOf(gone)}`] : []),
      ...(foreign.length > 0
        ? [
            `not in ${vpcId}: ${listOf(
              foreign.map(one => `${one.id} (${one.vpcId})`),
            )}`,
          ]
        : []),
      ...(zones.size < 2 ? [`zones: ${listOf(zones) || 'none'}`] : []),
    ];
    if (faults.length === 0) return [];
    return [
      {
        subject: { arn: cluster.arn },
        message:
          'The subnets of the cluster are not what EKS requires: all there, in one VPC, in at least two zones.',
        evidence: faults.join('; '),
      },
    ];
  },
});
