// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { nameOfArn } from '../../arns';
import { listOf } from '../../text';

/** What a node needs for itself; NG-06 speaks of the one for Systems Manager. */
const STANDARD = new Set([
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKSWorkerNodeMinimalPolicy',
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEKS_CNI_Policy',
  'AmazonSSMManagedInstanceCore',
]);

export const nodeRolePermissions = defineCheck({
  code: 'IAM-11',
  title: 'No pod lives on permissions of its node',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: ['sourceNodeRoles'],
  why: 'Auto nodes carry a minimal role, and pods cannot reach it: what the old node role allowed is gone after the move.',
  remediation:
    'Find the pods that use these permissions and give each an EKS Pod Identity or an IAM role for its service account.',
  source: 'EKS User Guide, auto-learn-iam',
  evaluate: ({ sourceNodeRoles }) =>
    sourceNodeRoles.flatMap(({ arn, attachedPolicies, inlinePolicies }) => {
      const extra = [
        ...attachedPolicies
          .map(policy => nameOfArn(policy.arn))
          .filter(name => !STANDARD.has(name)),
        ...inlinePolicies.map(name => `${name} (inline)`),
      ];
      if (extra.length === 0) return [];
      return [
        {
          subject: { arn },
          message:
            'The role of the old nodes allows more than a node needs; pods that live on it lose these permissions on Auto nodes.',
          evidence: `beyond the standard policies: ${listOf(extra)}`,
        },
      ];
    }),
});
