// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ec2Arn } from '../../arns';

export const publicSubnets = defineCheck({
  code: 'NET-04',
  title: 'The cluster’s subnets are private',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'subnets'],
  why: 'The NodeClass that comes with Auto Mode places nodes in all subnets of the cluster, public ones too.',
  remediation:
    'Use a NodeClass that selects private subnets only, or take the public ones out of the cluster’s configuration.',
  source: 'EKS User Guide, create-node-class',
  evaluate: ({ cluster, subnets }) =>
    subnets
      .filter(one => one.public && cluster.network.subnetIds.includes(one.id))
      .map(({ id, availabilityZone, mapPublicIpOnLaunch }) => ({
        subject: { arn: ec2Arn(cluster, 'subnet', id) },
        message: mapPublicIpOnLaunch
          ? 'Auto nodes could land in a public subnet, with a public address.'
          : 'Auto nodes could land in a public subnet that gives them no public address, and so no way out.',
        evidence: `${id} (${availabilityZone}): its route table has a default route to an internet gateway; MapPublicIpOnLaunch = ${mapPublicIpOnLaunch}`,
      })),
});
