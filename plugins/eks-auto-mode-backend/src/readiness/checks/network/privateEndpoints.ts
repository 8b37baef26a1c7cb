// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ec2Arn } from '../../arns';

const NEEDED = [
  'ec2',
  'ecr.api',
  'ecr.dkr',
  'eks',
  'eks-auth',
  'elasticloadbalancing',
  'logs',
  's3',
  'sts',
];

export const privateEndpoints = defineCheck({
  code: 'NET-08',
  title: 'A private VPC has the endpoints that nodes need',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', 'subnets', 'vpc'],
  why: 'Where no subnet of the cluster has a way out, nodes reach AWS only through endpoints; one missing is enough to keep them from joining.',
  remediation:
    'Create the missing interface endpoints, and the gateway endpoint for S3.',
  source: 'EKS User Guide, private-clusters',
  evaluate: ({ cluster, subnets, vpc }) => {
    const own = subnets.filter(one =>
      cluster.network.subnetIds.includes(one.id),
    );
    if (own.length === 0 || own.some(one => one.egress)) return [];
    const missing = NEEDED.filter(
      service =>
        !vpc.endpoints.some(name =>
          name.endsWith(`.${cluster.region}.${service}`),
        ),
    );
    if (missing.length === 0) return [];
    return [
      {
        subject: { arn: ec2Arn(cluster, 'vpc', vpc.id) },
        message: `No subnet of the cluster has a way out, and the VPC lacks endpoints for ${missing.join(
          ', ',
        )}.`,
        evidence: `VPC endpoints: ${vpc.endpoints.join(', ') || 'none'}`,
      },
    ];
  },
});
