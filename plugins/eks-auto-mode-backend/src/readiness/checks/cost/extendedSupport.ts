// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { supportOf } from '../../../costs/support';

export const extendedSupport = defineCheck({
  code: 'CO-03',
  title: 'The cluster pays no extended support',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'clusterVersions'],
  why: 'In extended support a cluster costs $0.60 an hour instead of $0.10.',
  remediation:
    'Upgrade the cluster; there is no other way out of extended support.',
  source: 'EKS User Guide, kubernetes-versions; disable-extended-support',
  evaluate: ({ cluster, clusterVersions }) => {
    const subject = { arn: cluster.arn };
    switch (supportOf(cluster.version, clusterVersions)) {
      case 'standard':
        return [];
      case 'extended':
        return [
          {
            subject,
            message:
              'Extended support costs this cluster about $365 a month more.',
            evidence: `Kubernetes ${cluster.version} is in extended support: $0.60 instead of $0.10 an hour`,
          },
        ];
      default:
        return [
          {
            subject,
            severity: 'unknown',
            message:
              'Whether this cluster pays for extended support is not known: that would be about $365 a month more.',
            evidence: `EKS names Kubernetes ${cluster.version} neither in standard nor in extended support`,
          },
        ];
    }
  },
});
