// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { managedPolicyArn } from '../../readiness/arns';
import { missingClusterPolicies } from '../../readiness/checks/iam/clusterRolePolicies';
import {
  clusterRoleTrust,
  withTagSession,
} from '../../readiness/checks/iam/clusterRoleTrust';
import { stepOf, type Draft } from '../change';
import type { Situation } from '../situation';

/** Attaches what the cluster role lacks, and merges sts:TagSession into its trust. */
export function clusterRole({ parts, placement }: Situation): PlanStep[] {
  const { cluster, clusterRole: state } = parts;
  if (!state.exists) {
    return [];
  }
  const { role } = state;
  const changes: Draft[] = missingClusterPolicies(role.attachedPolicies).map(
    policy => {
      const PolicyArn = managedPolicyArn(cluster, policy);
      return {
        api: 'iam:AttachRolePolicy',
        target: role.arn,
        summary: `Attach ${policy} to ${role.name}`,
        before: null,
        after: PolicyArn,
        request: { RoleName: role.name, PolicyArn },
      };
    },
  );
  const lacksTagSession =
    clusterRoleTrust.evaluate(
      { clusterRole: state },
      {
        clusterArn: cluster.arn,
        clusterName: cluster.name,
        now: new Date(0),
      },
    ).length > 0;
  if (lacksTagSession) {
    const trust = withTagSession(role.trust);
    changes.push({
      api: 'iam:UpdateAssumeRolePolicy',
      target: role.arn,
      summary: `Add sts:TagSession to the trust policy of ${role.name}; the rest of it stays`,
      before: role.trust,
      after: trust,
      request: { RoleName: role.name, PolicyDocument: JSON.stringify(trust) },
    });
  }
  if (changes.length === 0) {
    return [];
  }
  const actions = new Set(changes.map(change => change.api));
  return [
    stepOf({
      kind: 'cluster-role',
      title: 'Give the cluster role what Auto Mode works with',
      changes,
      iam: [
        ...actions,
        // Taken back by the one, as the other is by itself.
        ...(actions.has('iam:AttachRolePolicy')
          ? ['iam:DetachRolePolicy']
          : []),
        'iam:GetRole',
        'iam:ListAttachedRolePolicies',
      ].map(action => ({ action, resources: [role.arn] })),
      kubernetes: [],
      undo: {
        possible: true,
        how: 'Policies that it attached are detached and the one action is taken out of the trust again, once Auto Mode is off.',
      },
      ...(placement.pools.some(pool => pool.nodeClass)
        ? {
            notes: [
              'Tags on a NodeClass would need another policy on this role; the plan puts none there.',
            ],
          }
        : {}),
      predicted: { minSeconds: 5, maxSeconds: 60 },
    }),
  ];
}
