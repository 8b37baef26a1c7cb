// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { minorOf } from '../../versions';

/** The oldest minor with Auto Mode (EKS User Guide, auto-enable-existing). */
const OLDEST = 29;

export const kubernetesVersion = defineCheck({
  code: 'CL-04',
  title: 'The Kubernetes version supports Auto Mode',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster'],
  why: 'Auto Mode needs Kubernetes 1.29 or newer.',
  remediation:
    'Upgrade the cluster one minor version at a time; a migration does not do that.',
  source: 'EKS User Guide, auto-enable-existing',
  evaluate: ({ cluster }) => {
    const minor = minorOf(cluster.version);
    if (minor >= OLDEST) return [];
    const chain = Array.from(
      { length: OLDEST - minor },
      (_, index) => `1.${minor + index + 1}`,
    );
    return [
      {
        subject: { arn: cluster.arn },
        message: `Kubernetes ${cluster.version} is too old: Auto Mode needs 1.${OLDEST} or newer.`,
        evidence: `DescribeCluster.version = ${cluster.version}`,
        remedy: `Upgrade ${cluster.version} → ${chain.join(
          ' → ',
        )}, one at a time, nodes included.`,
      },
    ];
  },
});
