// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';

/** Issues with which EKS cannot work in the account; the others pass or concern only capacity. */
const BLOCKING = new Set([
  'AccessDenied',
  'ClusterUnreachable',
  'Ec2SecurityGroupNotFound',
  'Ec2ServiceNotSubscribed',
  'Ec2SubnetNotFound',
  'Ec2VpcNotFound',
  'IamRoleNotFound',
  'KmsGrantRevoked',
  'KmsKeyDisabled',
  'KmsKeyMarkedForDeletion',
  'KmsKeyNotFound',
  'StsRegionalEndpointDisabled',
  'UnsupportedVersion',
  'VpcNotFound',
]);

export const clusterHealth = defineCheck({
  code: 'CL-02',
  title: 'EKS reports no health issue of the cluster',
  severity: 'warning',
  mayBlock: true,
  resolvedBy: 'platform',
  reads: ['cluster'],
  why: 'A cluster that EKS cannot reach, whose role, subnets or key are gone, cannot be changed and may lose its control plane.',
  remediation: 'Repair each issue that EKS lists, then refresh.',
  source: 'SDK, ClusterIssueCode',
  evaluate: ({ cluster }) => {
    if (cluster.healthIssues.length === 0) return [];
    const codes = cluster.healthIssues.map(issue => issue.code);
    return [
      {
        subject: { arn: cluster.arn },
        severity: codes.some(code => BLOCKING.has(code))
          ? 'blocker'
          : 'warning',
        message: `EKS reports that the cluster is impaired: ${listOf(codes)}.`,
        evidence: cluster.healthIssues
          .map(
            ({ code, message, resourceIds }) =>
              `${code}: ${message}${
                resourceIds.length > 0 ? ` (${listOf(resourceIds)})` : ''
              }`,
          )
          .join('; '),
      },
    ];
  },
});
