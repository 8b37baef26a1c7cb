// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const capacityType = defineCheck({
  code: 'NG-10',
  title: 'Node groups on Spot or capacity blocks',
  severity: 'warning',
  resolvedBy: 'plan',
  reads: ['nodegroups'],
  why: 'The pools that come with Auto Mode launch on-demand only: the nodes would cost more, or the reserved block stay unused.',
  remediation:
    'The plan makes a pool for Spot; a capacity block needs a NodeClass with capacityReservationSelectorTerms of yours.',
  source: 'EKS User Guide, set-builtin-node-pools',
  evaluate: ({ nodegroups }) =>
    nodegroups
      .filter(
        ({ capacityType: type }) =>
          type === 'SPOT' || type === 'CAPACITY_BLOCK',
      )
      .map(({ arn, name, capacityType: type }) => ({
        subject: { arn },
        resolvedBy: type === 'SPOT' ? ('plan' as const) : ('platform' as const),
        message: `The node group ${name} uses ${
          type === 'SPOT' ? 'Spot capacity' : 'a capacity block'
        } and needs a pool of its own.`,
        evidence: `capacityType = ${type}`,
      })),
});
