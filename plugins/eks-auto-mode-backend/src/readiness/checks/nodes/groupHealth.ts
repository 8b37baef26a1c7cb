// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';

export const groupHealth = defineCheck({
  code: 'NG-02',
  title: 'EKS reports no health issue of a node group',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['nodegroups'],
  why: 'Undo brings the old nodes back: a group that cannot start nodes cannot be gone back to.',
  remediation: 'Repair each issue that EKS lists.',
  source: 'SDK, NodegroupIssueCode',
  evaluate: ({ nodegroups }) =>
    nodegroups
      .filter(({ healthIssues }) => healthIssues.length > 0)
      .map(({ arn, name, healthIssues }) => ({
        subject: { arn },
        message: `EKS reports problems of the node group ${name}: ${listOf(
          healthIssues.map(one => one.code),
        )}.`,
        evidence: healthIssues
          .map(
            ({ code, message, resourceIds }) =>
              `${code}: ${message} (${listOf(resourceIds)})`,
          )
          .join('; '),
      })),
});
