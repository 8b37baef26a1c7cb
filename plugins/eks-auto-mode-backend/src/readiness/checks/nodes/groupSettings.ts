// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ownGroups } from '../../../inventory/launch';
import { count, listOf } from '../../text';

/** EKS puts these on every managed group itself. */
const EKS_HOOKS = new Set(['Launch-LC-Hook', 'Terminate-LC-Hook']);

export const groupSettings = defineCheck({
  code: 'NG-13',
  title: 'Auto Scaling groups have no settings of their own',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['nodegroups', 'autoScalingGroups'],
  why: 'Policies, schedules and hooks act while the group is drained and shrunk, and are lost when it is re-created.',
  remediation:
    'Suspend scaling policies and schedules before the group is shrunk, and resume them on undo. Write all of it down before the group is retired: a backup holds what DescribeAutoScalingGroups says of managed groups, no policies, schedules, hooks and notifications.',
  source: 'SDK, DescribeAutoScalingGroups, DescribeNotificationConfigurations',
  evaluate: ({ nodegroups, autoScalingGroups }) => {
    const own = new Set(ownGroups(nodegroups, autoScalingGroups));
    return autoScalingGroups.flatMap(group => {
      const managed = !own.has(group);
      const hooks = group.lifecycleHooks.filter(
        name => !managed || !EKS_HOOKS.has(name),
      );
      const guarded = group.instances.filter(
        one => one.protectedFromScaleIn,
      ).length;
      const settings = [
        ...(group.suspendedProcesses.length > 0
          ? [`suspended processes ${listOf(group.suspendedProcesses)}`]
          : []),
        ...(hooks.length > 0 ? [`lifecycle hooks ${listOf(hooks)}`] : []),
        // EKS itself gives every managed group a mixed policy.
        ...(group.mixedInstances && !managed
          ? ['a mixed instances policy']
          : []),
        ...(group.scheduledActions.length > 0
          ? [`scheduled actions ${listOf(group.scheduledActions)}`]
          : []),
        ...(group.scalingPolicies.length > 0
          ? [`scaling policies ${listOf(group.scalingPolicies)}`]
          : []),
        ...(group.notifications.length > 0
          ? [`notifications to ${listOf(group.notifications)}`]
          : []),
        ...(guarded > 0
          ? [`${count(guarded, 'instance')} protected from scale-in`]
          : []),
      ];
      if (settings.length === 0) return [];
      return [
        {
          subject: { arn: group.arn },
          message:
            'This Auto Scaling group has settings that interfere with shrinking it and are lost when it is re-created.',
          evidence: settings.join('; '),
        },
      ];
    });
  },
});
