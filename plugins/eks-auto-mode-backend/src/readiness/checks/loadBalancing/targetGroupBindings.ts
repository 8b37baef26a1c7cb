// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { subjectOf } from '../../workloads';

export const targetGroupBindings = defineCheck({
  code: 'LB-03',
  title: 'No TargetGroupBinding of the AWS Load Balancer Controller',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: ['targetGroupBindings'],
  why: 'Auto Mode has a kind of its own for it, needs the cluster’s tag on the target group, and deletes the group with the binding.',
  remediation:
    'Create a binding of eks.amazonaws.com/v1 with targetType and a tagged target group, then delete this one.',
  source: 'EKS User Guide, migrate-auto',
  evaluate: ({ targetGroupBindings: all }) =>
    all.map(binding => ({
      subject: subjectOf(binding),
      message: 'Auto Mode does not know this binding of a target group.',
      evidence: `${binding.kind} of ${binding.apiVersion}`,
    })),
});
