// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ec2Arn } from '../../arns';
import { shellPatch } from '../../patch';

export const vpcDns = defineCheck({
  code: 'NET-07',
  title: 'The VPC resolves and gives names',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', 'vpc'],
  why: 'Without DNS support and host names in the VPC nodes cannot register with the cluster.',
  remediation: 'Switch enableDnsSupport and enableDnsHostnames on.',
  source: 'EKS User Guide, network-reqs',
  evaluate: ({ cluster, vpc }) => {
    const off = [
      ...(vpc.dnsSupport ? [] : [['enableDnsSupport', '--enable-dns-support']]),
      ...(vpc.dnsHostnames
        ? []
        : [['enableDnsHostnames', '--enable-dns-hostnames']]),
    ];
    if (off.length === 0) return [];
    return [
      {
        subject: { arn: ec2Arn(cluster, 'vpc', vpc.id) },
        message:
          'Nodes cannot register, because the VPC does not resolve or give names.',
        evidence: off.map(([attribute]) => `${attribute} = false`).join(', '),
        patch: shellPatch(
          'Switch it on',
          off.map(([, option]) => [
            'aws',
            'ec2',
            'modify-vpc-attribute',
            '--region',
            cluster.region,
            '--vpc-id',
            vpc.id,
            option,
            '{"Value":true}',
          ]),
        ),
      },
    ];
  },
});
