// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { ORIGINAL_SIZES_TAG } from '../../clusters/grants';
import type { Source } from '../../placement/sources';
import { stepOf, type Draft } from '../change';
import { READ_NODES, READ_PODS, type Situation } from '../situation';

function rememberSizes({ groups }: Source): Draft[] {
  const inOrder = [...groups].sort((a, b) => (a.name < b.name ? -1 : 1));
  return inOrder.map(({ name, min, max, desired, tags }) => {
    const value = `min=${min} max=${max} desired=${desired}`;
    return {
      api: 'autoscaling:CreateOrUpdateTags',
      target: name,
      summary: `Write the sizes of Auto Scaling group ${name} on it: ${value}`,
      before: { [ORIGINAL_SIZES_TAG]: tags[ORIGINAL_SIZES_TAG] ?? null },
      after: { [ORIGINAL_SIZES_TAG]: value },
      request: {
        Tags: [
          {
            ResourceId: name,
            ResourceType: 'auto-scaling-group',
            Key: ORIGINAL_SIZES_TAG,
            Value: value,
            PropagateAtLaunch: false,
          },
        ],
      },
    };
  });
}

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
  const groups = source.groups.map(({ arn }) => arn).sort();
  const scalingConfig = { minSize: 0, desiredSize: 0 };
  return [
    stepOf({
      kind: 'shrink',
      source: source.id,
      title: `Shrink ${source.name} to no node`,
      changes: [
        ...rememberSizes(source),
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
        ...(groups.length
          ? [
              { action: 'autoscaling:CreateOrUpdateTags', resources: groups },
              { action: 'autoscaling:DeleteTags', resources: groups },
            ]
          : []),
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
