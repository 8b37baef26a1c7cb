// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { NOTHING_TO_UNDO, stepOf } from '../change';
import { READ_NODES, READ_PODS, verbs, type Situation } from '../situation';

/** Holds the cluster against what it was before. */
export function verify({ parts }: Situation): PlanStep[] {
  return [
    stepOf({
      kind: 'verify',
      title: 'Compare the cluster with what it was before',
      iam: [{ action: 'eks:DescribeCluster', resources: [parts.cluster.arn] }],
      kubernetes: [
        ...READ_NODES,
        ...READ_PODS,
        ...verbs('karpenter.sh', 'nodepools', 'get', 'list'),
        ...verbs('eks.amazonaws.com', 'nodeclasses', 'get', 'list'),
        ...verbs('', 'persistentvolumeclaims', 'list'),
        ...verbs('discovery.k8s.io', 'endpointslices', 'list'),
      ],
      undo: NOTHING_TO_UNDO,
      predicted: { minSeconds: 5, maxSeconds: 120 },
    }),
  ];
}
