// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Source } from '../../placement/sources';
import { stepOf } from '../change';
import { READ_NODES, READ_PODS, type Situation } from '../situation';

/**
 * Takes the emptied group down to no node; its maximum stays. Scale-in does not respect budgets, so
 * that the step looks once more that nothing stands there (EKS User Guide, managed-node-update-behavior).
 */
export function shrink({ parts }: Situation, source: Source): PlanStep[] {
  const { nodegroup } = source;
  if (
    !nodegroup ||
    (nodegroup.scaling.min === 0 && nodegroup.scaling.desired === 0)
  ) {
    return [];
  }
  const { min, max, desired } = nodegroup.scaling;
  const scalingConfig = { minSize: 0, desiredSize: 0 };
  return [
    stepOf({
      kind: 'shrink',
      source: source.id,
      title: `Shrink ${source.name} to no node`,
      changes: [
        {
          api: 'eks:UpdateNodegroupConfig',
          target: nodegroup.arn,
          summary: `${source.name} from ${desired} nodes (${min} to ${max}) to none; the maximum stays`,
          before: { minSize: min, maxSize: max, desiredSize: desired },
          after: { minSize: 0, maxSize: max, desiredSize: 0 },
          request: {
            clusterName: parts.cluster.name,
            nodegroupName: nodegroup.name,
            scalingConfig,
          },
        },
      ],
      iam: [
        { action: 'eks:UpdateNodegroupConfig', resources: [nodegroup.arn] },
        { action: 'eks:DescribeNodegroup', resources: [nodegroup.arn] },
        {
          action: 'eks:DescribeUpdate',
          resources: [parts.cluster.arn, nodegroup.arn],
        },
        { action: 'autoscaling:DescribeAutoScalingGroups', resources: ['*'] },
      ],
      kubernetes: [...READ_NODES, ...READ_PODS],
      undo: {
        possible: true,
        how: `Its sizes are set again (${min} to ${max}, ${desired} wanted) and its nodes awaited.`,
      },
      predicted: { minSeconds: 60, maxSeconds: 1200 },
    }),
  ];
}
