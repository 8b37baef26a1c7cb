// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { managedPolicyArn, nameOfArn } from '../../arns';
import { assumedBy } from '../../iam';
import { shellPatch } from '../../patch';
import { listOf } from '../../text';

/** Each line is satisfied by any of its policies; the first is the least. */
export const NODE_ROLE_POLICIES: readonly (readonly [string, ...string[]])[] = [
  ['AmazonEKSWorkerNodeMinimalPolicy', 'AmazonEKSWorkerNodePolicy'],
  ['AmazonEC2ContainerRegistryPullOnly', 'AmazonEC2ContainerRegistryReadOnly'],
];

/** The role that the plan makes where the options name none starts with this. */
const OURS = 'AmazonEKSAutoNodeRole';

export const autoNodeRole = defineCheck({
  code: 'IAM-07',
  title: 'The role of Auto nodes is ready',
  severity: 'blocker',
  resolvedBy: 'plan',
  reads: ['cluster', 'autoNodeRole'],
  why: 'Nodes register and pull images with this role; instances without it start and never join.',
  remediation:
    'Let the plan create the role, or give yours a trust policy for EC2 and the two policies.',
  source: 'EKS User Guide, auto-create-node-role',
  evaluate: ({ cluster, autoNodeRole: state }) => {
    const ec2 =
      cluster.partition === 'aws-cn'
        ? 'ec2.amazonaws.com.cn'
        : 'ec2.amazonaws.com';
    if (!state.exists) {
      const ours = nameOfArn(state.arn).startsWith(OURS);
      return [
        {
          subject: { arn: state.arn },
          resolvedBy: ours ? 'plan' : 'platform',
          message: ours
            ? 'There is no role for Auto nodes yet; the plan creates it.'
            : 'The role that is named for Auto nodes does not exist.',
          evidence: `GetRole of ${state.arn}: NoSuchEntity`,
        },
      ];
    }
    const { arn, name, trust, attachedPolicies } = state.role;
    const trusted = assumedBy(trust, ec2).length > 0;
    const names = new Set(
      attachedPolicies
        .filter(policy => policy.arn.includes(':iam::aws:policy/'))
        .map(policy => nameOfArn(policy.arn)),
    );
    const missing = NODE_ROLE_POLICIES.filter(
      any => !any.some(policy => names.has(policy)),
    ).map(([least]) => least);
    if (trusted && missing.length === 0) return [];
    return [
      {
        subject: { arn },
        message: trusted
          ? 'The role for Auto nodes lacks policies, so nodes could not register or pull images.'
          : 'EC2 may not assume the role for Auto nodes, so no node could start with it.',
        evidence: [
          ...(trusted
            ? []
            : [`the trust policy does not let ${ec2} assume the role`]),
          ...(missing.length > 0 ? [`not attached: ${listOf(missing)}`] : []),
        ].join('; '),
        patch:
          missing.length > 0
            ? shellPatch(
                'Attach the missing policies',
                missing.map(policy => [
                  'aws',
                  'iam',
                  'attach-role-policy',
                  '--role-name',
                  name,
                  '--policy-arn',
                  managedPolicyArn(cluster, policy),
                ]),
              )
            : undefined,
      },
    ];
  },
});
