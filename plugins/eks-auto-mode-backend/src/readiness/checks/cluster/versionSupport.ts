// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

const DAY = 24 * 60 * 60 * 1000;
const SOON_DAYS = 90;

export const versionSupport = defineCheck({
  code: 'CL-05',
  title: 'The Kubernetes version stays supported during the migration',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'clusterVersions'],
  why: 'At the end of its support EKS upgrades the control plane by itself, perhaps in the middle of a migration; extended support costs extra.',
  remediation:
    'Upgrade the cluster before the migration, one minor version at a time.',
  source: 'EKS User Guide, kubernetes-versions',
  evaluate: ({ cluster, clusterVersions }, { now }) => {
    const subject = { arn: cluster.arn };
    const version = clusterVersions.find(
      one => one.version === cluster.version,
    );
    if (!version || version.status === 'UNSUPPORTED') {
      return [
        {
          subject,
          message: `EKS no longer supports Kubernetes ${cluster.version} and may upgrade it at any time.`,
          evidence: version
            ? `DescribeClusterVersions: ${cluster.version} is UNSUPPORTED`
            : `DescribeClusterVersions does not list ${cluster.version}`,
        },
      ];
    }
    if (version.status === 'EXTENDED_SUPPORT') {
      return [
        {
          subject,
          message: `Kubernetes ${
            cluster.version
          } is in extended support, which costs extra and ends with a forced upgrade${
            version.endOfExtendedSupport
              ? ` on ${day(version.endOfExtendedSupport)}`
              : ''
          }.`,
          evidence: `DescribeClusterVersions: ${cluster.version} is EXTENDED_SUPPORT`,
        },
      ];
    }
    const end = version.endOfStandardSupport;
    const days = end
      ? Math.floor((Date.parse(end) - now.getTime()) / DAY)
      : undefined;
    if (end === undefined || days === undefined || days >= SOON_DAYS) return [];
    return [
      {
        subject,
        message: `Standard support of Kubernetes ${
          cluster.version
        } ends on ${day(end)}, in ${days} days.`,
        evidence: `DescribeClusterVersions: ${cluster.version}, endOfStandardSupportDate ${end}`,
      },
    ];
  },
});

function day(date: string): string {
  return date.slice(0, 10);
}
