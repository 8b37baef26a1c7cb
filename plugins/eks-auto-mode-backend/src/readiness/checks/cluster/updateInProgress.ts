// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const updateInProgress = defineCheck({
  code: 'CL-03',
  title: 'No update of the cluster is under way',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', 'updates'],
  why: 'EKS makes one update at a time and refuses others with 409 until it has ended.',
  remediation: 'Wait until the update has ended, then refresh.',
  source: 'SDK, ResourceInUseException; EKS User Guide, auto-enable-existing',
  evaluate: ({ cluster, updates }) => {
    const running = updates.filter(update => update.status === 'InProgress');
    if (running.length === 0) return [];
    return [
      {
        subject: { arn: cluster.arn },
        message: `EKS is still making a change of the cluster (${running
          .map(update => update.type)
          .join(', ')}) and refuses others until it has ended.`,
        evidence: running
          .map(
            ({ id, type, createdAt }) =>
              `update ${id} of type ${type}${
                createdAt ? `, since ${createdAt}` : ''
              }: InProgress`,
          )
          .join('; '),
      },
    ];
  },
});
