// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';

export const labelsAndTaints = defineCheck({
  code: 'NG-11',
  title: 'Node groups with labels or taints',
  severity: 'warning',
  resolvedBy: 'plan',
  reads: ['nodegroups'],
  why: 'Pods find their nodes by them: a pool without them leaves such pods Pending, or lets others in.',
  remediation:
    'The plan makes a pool with the same labels and taints; those of EKS and eksctl are not copied.',
  source: 'EKS User Guide, create-node-pool',
  evaluate: ({ nodegroups }) =>
    nodegroups
      .filter(
        ({ labels, taints }) =>
          Object.keys(labels).length > 0 || taints.length > 0,
      )
      .map(({ arn, name, labels, taints }) => ({
        subject: { arn },
        message: `The node group ${name} has labels or taints, which its pool needs too.`,
        evidence: [
          ...(Object.keys(labels).length > 0
            ? [
                `labels ${listOf(
                  Object.entries(labels).map(
                    ([key, value]) => `${key}=${value}`,
                  ),
                )}`,
              ]
            : []),
          ...(taints.length > 0
            ? [
                `taints ${listOf(
                  taints.map(
                    ({ key, value, effect }) =>
                      `${key}${value ? `=${value}` : ''}:${effect}`,
                  ),
                )}`,
              ]
            : []),
        ].join('; '),
      })),
});
