// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { managedPolicyArn, nameOfArn } from '../../arns';
import { shellPatch } from '../../patch';
import { listOf } from '../../text';

/** Each line is satisfied by any of its policies; the first is what the plan attaches. */
export const CLUSTER_ROLE_POLICIES: readonly (readonly [
  string,
  ...string[],
])[] = [
  ['AmazonEKSClusterPolicy'],
  ['AmazonEKSComputePolicy'],
  ['AmazonEKSBlockStoragePolicyV2', 'AmazonEKSBlockStoragePolicy'],
  ['AmazonEKSLoadBalancingPolicy'],
  ['AmazonEKSNetworkingPolicy'],
];

/** The managed policies that the cluster role lacks for Auto Mode. */
export function missingClusterPolicies(
  attached: readonly { name: string; arn: string }[],
): string[] {
  // A customer policy of the same name is another policy.
  const names = new Set(
    attached
      .filter(policy => policy.arn.includes(':iam::aws:policy/'))
      .map(policy => nameOfArn(policy.arn)),
  );
  return CLUSTER_ROLE_POLICIES.filter(
    any => !any.some(name => names.has(name)),
  ).map(([first]) => first);
}

export const clusterRolePolicies = defineCheck({
  code: 'IAM-02',
  title: 'The cluster role carries the policies of Auto Mode',
  severity: 'blocker',
  resolvedBy: 'plan',
  reads: ['cluster', 'clusterRole'],
  why: 'Auto Mode launches nodes, volumes and load balancers with the cluster role; what its policies do not allow fails.',
  remediation: 'Attach the missing managed policies to the cluster role.',
  source: 'EKS User Guide, auto-cluster-iam-role',
  evaluate: ({ cluster, clusterRole }) => {
    if (!clusterRole.exists) return [];
    const { arn, name, attachedPolicies } = clusterRole.role;
    const missing = missingClusterPolicies(attachedPolicies);
    if (missing.length === 0) return [];
    return [
      {
        subject: { arn },
        message: `The cluster role lacks ${missing.length} of the policies that Auto Mode works with.`,
        evidence: `not attached: ${listOf(missing)}`,
        patch: shellPatch(
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
        ),
      },
    ];
  },
});
