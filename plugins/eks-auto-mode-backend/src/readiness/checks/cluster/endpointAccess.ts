// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { shellPatch } from '../../patch';
import { listOf } from '../../text';

export const endpointAccess = defineCheck({
  code: 'CL-09',
  title: 'Nodes can reach the API server from inside the VPC',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster'],
  why: 'With only a public endpoint for listed addresses, a node can join only if its traffic leaves through one of them.',
  remediation: 'Switch private access on; public access may stay as it is.',
  source: 'EKS User Guide, cluster-endpoint',
  evaluate: ({ cluster }) => {
    const { endpointPrivateAccess, publicAccessCidrs } = cluster.network;
    const open =
      publicAccessCidrs.includes('0.0.0.0/0') ||
      publicAccessCidrs.includes('::/0');
    if (endpointPrivateAccess || open) return [];
    return [
      {
        subject: { arn: cluster.arn },
        message:
          'The API server can be reached from listed public addresses only; Auto nodes whose NAT address is not among them could not join.',
        evidence: `endpointPrivateAccess = false, publicAccessCidrs = ${
          listOf(publicAccessCidrs) || 'none'
        }`,
        patch: shellPatch('Switch private access on', [
          [
            'aws',
            'eks',
            'update-cluster-config',
            '--region',
            cluster.region,
            '--name',
            cluster.name,
            '--resources-vpc-config',
            'endpointPrivateAccess=true',
          ],
        ]),
      },
    ];
  },
});
