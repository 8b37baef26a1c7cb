// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { definersOf } from '../../../placement';
import { listOf } from '../../text';

export const definedByTool = defineCheck({
  code: 'CL-18',
  title: 'The cluster’s definition lies with no tool',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster'],
  why: 'The next run of the tool that defines the cluster would switch Auto Mode off again, or replace the cluster.',
  remediation:
    'Make the same change in the definition, in step with the migration: the plan prints the edit and waits for you.',
  source:
    'terraform-aws-modules/terraform-aws-eks issues 3266, 3535; inference',
  evaluate: ({ cluster }) => {
    const found = definersOf(cluster.tags);
    if (found.length === 0) return [];
    return [
      {
        subject: { arn: cluster.arn },
        message: `The cluster is defined by ${listOf(
          found.map(one => one.tool),
        )}, which would undo a change made behind its back.`,
        evidence: listOf(found.map(one => one.evidence)),
      },
    ];
  },
});
