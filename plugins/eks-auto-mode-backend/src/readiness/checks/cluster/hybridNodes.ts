// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const hybridNodes = defineCheck({
  code: 'CL-11',
  title: 'The cluster has no hybrid nodes',
  severity: 'info',
  resolvedBy: 'platform',
  reads: ['cluster'],
  why: 'Hybrid nodes stay, and still need CoreDNS and kube-proxy, which Auto nodes do not.',
  remediation: 'Nothing to do; the clean-up leaves these add-ons alone.',
  source: 'EKS User Guide, hybrid-nodes',
  evaluate: ({ cluster }) =>
    cluster.remoteNetwork
      ? [
          {
            subject: { arn: cluster.arn },
            message:
              'The cluster is set up for hybrid nodes; they stay, with the add-ons that they need.',
            evidence: 'DescribeCluster has remoteNetworkConfig',
          },
        ]
      : [],
});
