// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const nodeRoleConflict = defineCheck({
  code: 'IAM-08',
  title: 'Auto nodes have a role of their own',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: [
    'cluster',
    'autoNodeRole',
    'accessEntries',
    'nodegroups',
    'configMaps',
  ],
  unreadAs: { configMaps: [] },
  why: 'A role has one access entry and its type never changes; a role that other nodes join with cannot become that of Auto nodes.',
  remediation:
    'Use a dedicated role: without one in the options the plan creates it.',
  source: 'EKS User Guide, create-node-class; auto-create-node-role',
  evaluate: ({
    cluster,
    autoNodeRole,
    accessEntries,
    nodegroups,
    configMaps,
  }) => {
    const arn = autoNodeRole.exists ? autoNodeRole.role.arn : autoNodeRole.arn;
    const subject = { arn };
    if (arn === cluster.roleArn) {
      return [
        {
          subject,
          message: 'The role for Auto nodes is the role of the cluster itself.',
          evidence: `DescribeCluster.roleArn = ${arn}`,
        },
      ];
    }
    const entry = accessEntries.find(one => one.principalArn === arn);
    if (entry && entry.type !== 'EC2') {
      return [
        {
          subject,
          message: `The role for Auto nodes already has an access entry of type ${entry.type}, which cannot be changed to EC2.`,
          evidence: `DescribeAccessEntry(${arn}).type = ${entry.type}`,
        },
      ];
    }
    const uses = [
      ...nodegroups
        .filter(group => group.nodeRoleArn === arn)
        .map(group => `managed node group ${group.name}`),
      ...(configMaps.some(
        ({ metadata, data }) =>
          metadata.name === 'aws-auth' &&
          new RegExp(`${escape(withoutPath(arn))}(?![\\w+=,.@-])`).test(
            withoutPaths(data?.mapRoles ?? ''),
          ),
      )
        ? ['aws-auth']
        : []),
    ];
    if (uses.length === 0) return [];
    return [
      {
        subject,
        severity: 'warning',
        message:
          'Other nodes join with the role that is chosen for Auto nodes.',
        evidence: `used by ${uses.join(', ')}`,
      },
    ];
  },
});

/** aws-auth maps roles without their path. */
function withoutPath(arn: string): string {
  return arn.replace(/:role\/.*\//, ':role/');
}

function withoutPaths(text: string): string {
  return text.replace(/:role\/\S*\//g, ':role/');
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
