// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const karpenterCrdRelease = defineCheck({
  code: 'ADD-07',
  title: 'No Helm release can take Auto Mode’s kinds away',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['helmReleases'],
  why: 'Auto Mode shares NodePool and NodeClaim with Karpenter: uninstalling the chart karpenter-crd deletes the kinds, and with them every Auto node.',
  remediation:
    'Never uninstall this release while Auto Mode is on: annotate the kinds helm.sh/resource-policy: keep, or leave the release where it is.',
  source: 'karpenter-provider-aws, charts/karpenter-crd',
  evaluate: ({ helmReleases }) =>
    helmReleases
      .filter(
        ({ name, chart }) =>
          chart === 'karpenter-crd' || name === 'karpenter-crd',
      )
      .map(({ namespace, name, revision, chartVersion }) => ({
        subject: {
          apiVersion: 'v1',
          kind: 'Secret',
          namespace,
          name: `sh.helm.release.v1.${name}.v${revision}`,
        },
        message:
          'Uninstalling this Helm release would delete every node pool and Auto node.',
        evidence: `release ${namespace}/${name} of chart karpenter-crd${
          chartVersion ? ` ${chartVersion}` : ''
        }`,
      })),
});
