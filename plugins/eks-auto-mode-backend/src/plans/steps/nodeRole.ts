// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { managedPolicyArn, nameOfArn } from '../../readiness/arns';
import { NODE_ROLE_POLICIES } from '../../readiness/checks/iam/autoNodeRole';
import { stepOf, type Draft } from '../change';
import type { Situation } from '../situation';

/** Makes the role of Auto nodes, or attaches what a role that is there lacks. */
export function nodeRole({
  parts,
  options,
  nodeRole: role,
}: Situation): PlanStep[] {
  const { cluster, autoNodeRole: state } = parts;
  const changes: Draft[] = [];
  const create = !state.exists;
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: {
          Service:
            cluster.partition === 'aws-cn'
              ? 'ec2.amazonaws.com.cn'
              : 'ec2.amazonaws.com',
        },
        Action: 'sts:AssumeRole',
      },
    ],
  };
  if (create) {
    const tags = Object.entries(options.tags ?? {}).sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    changes.push({
      api: 'iam:CreateRole',
      target: role.arn,
      summary: `Create the role ${role.name} for Auto nodes`,
      before: null,
      after: { RoleName: role.name, trust },
      request: {
        RoleName: role.name,
        AssumeRolePolicyDocument: JSON.stringify(trust),
        Description: `Nodes of EKS Auto Mode in cluster ${cluster.name}`,
        ...(tags.length
          ? { Tags: tags.map(([Key, Value]) => ({ Key, Value })) }
          : {}),
      },
    });
  }
  const attached = new Set(
    state.exists
      ? state.role.attachedPolicies.map(policy => nameOfArn(policy.arn))
      : [],
  );
  for (const any of NODE_ROLE_POLICIES) {
    if (!any.some(name => attached.has(name))) {
      const PolicyArn = managedPolicyArn(cluster, any[0]);
      changes.push({
        api: 'iam:AttachRolePolicy',
        target: role.arn,
        summary: `Attach ${any[0]} to ${role.name}`,
        before: null,
        after: PolicyArn,
        request: { RoleName: role.name, PolicyArn },
      });
    }
  }
  if (changes.length === 0) {
    return [];
  }
  const actions = new Set(changes.map(change => change.api));
  return [
    stepOf({
      kind: 'node-role',
      title: create
        ? `Create the role of Auto nodes, ${role.name}`
        : `Complete the role of Auto nodes, ${role.name}`,
      changes,
      iam: [
        ...actions,
        ...(create ? ['iam:DeleteRole'] : []),
        ...(actions.has('iam:AttachRolePolicy')
          ? ['iam:DetachRolePolicy']
          : []),
        'iam:GetRole',
        'iam:ListAttachedRolePolicies',
        ...(create && Object.keys(options.tags ?? {}).length
          ? ['iam:TagRole']
          : []),
      ].map(action => ({ action, resources: [role.arn] })),
      kubernetes: [],
      undo: {
        possible: true,
        how: create
          ? 'The policies are detached and the role is deleted, once Auto Mode is off and nothing uses it.'
          : 'The policies that it attached are detached, once Auto Mode is off.',
      },
      predicted: { minSeconds: 5, maxSeconds: 60 },
    }),
  ];
}
