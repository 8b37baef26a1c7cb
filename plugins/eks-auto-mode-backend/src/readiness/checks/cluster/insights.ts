// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const insights = defineCheck({
  code: 'CL-15',
  title: 'EKS’ own insights are passing',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'insights'],
  why: 'EKS names defects that it knows of: deprecated APIs, version skew, misconfigurations.',
  remediation: 'Follow the recommendation of each insight.',
  source: 'SDK, ListInsights; eksup EKS009, EKS010',
  evaluate: ({ cluster, insights: all }) => {
    const failing = all.filter(
      ({ status, category }) =>
        (status === 'ERROR' || status === 'WARNING') &&
        (category === 'UPGRADE_READINESS' || category === 'MISCONFIGURATION'),
    );
    if (failing.length === 0) return [];
    return [
      {
        subject: { arn: cluster.arn },
        message: `EKS reports ${
          failing.length === 1
            ? 'a known defect'
            : `${failing.length} known defects`
        }: ${failing.map(one => one.name).join('; ')}.`,
        evidence: failing
          .map(
            ({ name, status, reason }) =>
              `${name}: ${status}${reason ? `, ${reason}` : ''}`,
          )
          .join('; '),
        remedy: failing
          .flatMap(({ recommendation }) => recommendation ?? [])
          .join(' '),
      },
    ];
  },
});
