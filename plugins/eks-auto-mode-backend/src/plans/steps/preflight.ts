// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { NOTHING_TO_UNDO, stepOf } from '../change';
import { READ_NODES, READ_PODS, verbs, type Situation } from '../situation';

/** Checks that everything the plan needs is allowed and as it was, and takes the cluster's lock. */
export function preflight({ parts }: Situation): PlanStep[] {
  const { cluster } = parts;
  const inCluster = `arn:${cluster.partition}:eks:${cluster.region}:${cluster.accountId}:*/${cluster.name}/*`;
  return [
    stepOf({
      kind: 'preflight',
      title: 'Check permissions, the basis of the plan and who else is at work',
      iam: [
        {
          action: 'eks:DescribeCluster',
          resources: [cluster.arn],
        },
        {
          action: 'eks:ListUpdates',
          resources: [cluster.arn],
        },
        {
          action: 'eks:DescribeUpdate',
          resources: [cluster.arn, inCluster],
        },
        {
          action: 'iam:GetRole',
          resources: [
            `arn:${cluster.partition}:iam::${cluster.accountId}:role/*`,
          ],
        },
        {
          action: 'iam:SimulatePrincipalPolicy',
          resources: [
            `arn:${cluster.partition}:iam::${cluster.accountId}:role/*`,
          ],
        },
      ],
      kubernetes: [
        ...READ_NODES,
        ...READ_PODS,
        ...verbs('authorization.k8s.io', 'selfsubjectaccessreviews', 'create'),
        {
          verb: 'create',
          group: 'coordination.k8s.io',
          resource: 'leases',
          namespace: 'kube-system',
        },
        // Other leases elect leaders: the rule names ours, and so does the question.
        ...['get', 'update'].map(verb => ({
          verb,
          group: 'coordination.k8s.io',
          resource: 'leases',
          namespace: 'kube-system',
          name: 'eks-auto-mode',
        })),
      ],
      undo: NOTHING_TO_UNDO,
      predicted: { minSeconds: 5, maxSeconds: 60 },
    }),
  ];
}
