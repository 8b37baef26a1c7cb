// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ec2Arn } from '../../arns';
import { count, listOf } from '../../text';

export const nodeSecurityGroups = defineCheck({
  code: 'NET-09',
  title: 'No firewall rule depends on the old nodes’ security group',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'instances', 'securityGroups'],
  why: 'Auto nodes carry the cluster’s security group; a database that admits the old nodes’ group does not admit them.',
  remediation:
    'Admit the cluster’s security group wherever the old one is admitted, or let a NodeClass select the old group.',
  source: 'EKS User Guide, create-node-class',
  evaluate: ({ cluster, instances, securityGroups }) => {
    const old = instances.filter(
      one => !one.managedByAuto && one.state === 'running',
    );
    const ids = new Set(old.flatMap(one => one.securityGroupIds));
    ids.delete(cluster.network.clusterSecurityGroupId ?? '');
    return [...ids].sort().map(id => {
      const referring = securityGroups.filter(
        group =>
          group.id !== id &&
          group.ingress.some(rule => rule.securityGroups.includes(id)),
      );
      const carried = old.filter(one =>
        one.securityGroupIds.includes(id),
      ).length;
      return {
        subject: { arn: ec2Arn(cluster, 'security-group', id) },
        message:
          'The old nodes carry a security group that Auto nodes will not; what admits traffic by this group stays closed to them.',
        evidence: `on ${count(carried, 'node')}; admitted by ${
          listOf(referring.map(group => `${group.id} (${group.name})`)) ||
          'no group that was read'
        }`,
      };
    });
  },
});
