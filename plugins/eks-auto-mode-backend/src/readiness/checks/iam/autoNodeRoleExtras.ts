// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { nameOfArn } from '../../arns';
import { shellPatch } from '../../patch';
import { listOf } from '../../text';

const NEEDED = new Set([
  'AmazonEKSWorkerNodeMinimalPolicy',
  'AmazonEKSWorkerNodePolicy',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonElasticContainerRegistryPublicReadOnly',
]);

export const autoNodeRoleExtras = defineCheck({
  code: 'IAM-13',
  title: 'The role of Auto nodes allows no more than nodes need',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['autoNodeRole'],
  why: 'Nothing on an Auto node uses more than registering and pulling: Systems Manager does not run there. What else the role allows is open to every pod in the network of its node. The sample workflow attaches two policies of Systems Manager.',
  remediation: 'Detach the policies that Auto nodes have no use for.',
  source:
    'EKS User Guide, auto-create-node-role; aws-samples/sample-enable-eks-auto-mode-using-github-actions',
  evaluate: ({ autoNodeRole }) => {
    if (!autoNodeRole.exists) return [];
    const { arn, name, attachedPolicies, inlinePolicies } = autoNodeRole.role;
    const extra = attachedPolicies.filter(
      policy =>
        !policy.arn.includes(':iam::aws:policy/') ||
        !NEEDED.has(nameOfArn(policy.arn)),
    );
    if (extra.length + inlinePolicies.length === 0) return [];
    return [
      {
        subject: { arn },
        message: 'The role of Auto nodes allows more than a node needs.',
        evidence: `beyond what nodes need: ${listOf([
          ...extra.map(policy => policy.name),
          ...inlinePolicies.map(policy => `${policy} (inline)`),
        ])}`,
        patch: shellPatch('Take these policies away', [
          ...extra.map(policy => [
            'aws',
            'iam',
            'detach-role-policy',
            '--role-name',
            name,
            '--policy-arn',
            policy.arn,
          ]),
          ...inlinePolicies.map(policy => [
            'aws',
            'iam',
            'delete-role-policy',
            '--role-name',
            name,
            '--policy-name',
            policy,
          ]),
        ]),
      },
    ];
  },
});
