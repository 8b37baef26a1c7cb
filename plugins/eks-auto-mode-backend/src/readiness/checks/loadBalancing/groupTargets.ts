// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';

export const groupTargets = defineCheck({
  code: 'LB-05',
  title: 'No load balancer sends to an Auto Scaling group',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['nodegroups', 'autoScalingGroups'],
  why: 'Auto nodes are in no Auto Scaling group: a target group that is filled by one runs empty when the group is shrunk.',
  remediation:
    'Register the pods instead: a Service with a TargetGroupBinding of eks.amazonaws.com/v1, target type ip.',
  source: 'SDK, AutoScalingGroup.TargetGroupARNs',
  evaluate: ({ nodegroups, autoScalingGroups }) =>
    autoScalingGroups.flatMap(group => {
      const targets = [...group.targetGroupArns, ...group.loadBalancerNames];
      if (targets.length === 0) return [];
      const managed = nodegroups.find(one =>
        one.autoScalingGroups.includes(group.name),
      );
      return [
        {
          subject: { arn: managed?.arn ?? group.arn },
          message:
            'A load balancer sends to the nodes of this group and would find none after the migration.',
          evidence: `Auto Scaling group ${group.name}: ${listOf(targets)}`,
        },
      ];
    }),
});
