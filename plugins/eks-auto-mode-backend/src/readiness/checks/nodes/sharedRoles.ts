// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { nameOfArn } from '../../arns';
import { listOf } from '../../text';

export const sharedRoles = defineCheck({
  code: 'NG-19',
  title: 'No node role is shared by managed and self-managed nodes',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['nodegroups', 'instanceProfiles'],
  why: 'When the last managed group with a role is deleted, EKS takes the role out of aws-auth: self-managed nodes with the same role are NotReady a moment later.',
  remediation:
    'Retire the self-managed nodes first, or put the row of the role back (or an access entry of type EC2_LINUX) before the managed group is deleted.',
  source: 'EKS User Guide, delete-managed-node-group',
  evaluate: ({ nodegroups, instanceProfiles }) => {
    const byRole = new Map<string, string[]>();
    for (const { roleArn, arn, onlyOfNodeClass } of instanceProfiles) {
      if (onlyOfNodeClass) continue;
      byRole.set(roleArn, [...(byRole.get(roleArn) ?? []), arn]);
    }
    return [...byRole].flatMap(([arn, profiles]) => {
      const groups = nodegroups.filter(group => group.nodeRoleArn === arn);
      if (groups.length === 0) return [];
      return [
        {
          subject: { arn },
          message:
            'Managed and self-managed nodes join with this one role; deleting the managed groups would put the others out.',
          evidence: `managed node groups ${listOf(
            groups.map(group => group.name),
          )}; self-managed instances by the instance profile ${listOf(
            profiles.map(nameOfArn),
          )}`,
        },
      ];
    });
  },
});
