// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Source } from '../../placement/sources';
import { stepOf } from '../change';
import { READ_NODES, READ_PODS, type Situation } from '../situation';

/** Tools whose stack would be left behind if somebody else deleted the group. */
const OWNERS = ['eksctl', 'CDK', 'CloudFormation'];

function ownerOf(source: Source): string | undefined {
  return OWNERS.find(tool => source.definers.some(one => one.tool === tool));
}

function ownersCommand(
  source: Source,
  tool: string,
  situation: Situation,
): string {
  const { cluster } = situation.parts;
  const stack = source.nodegroup?.tags['aws:cloudformation:stack-name'];
  if (tool === 'eksctl') {
    return `eksctl delete nodegroup --cluster ${cluster.name} --region ${cluster.region} --name ${source.name}`;
  }
  return tool === 'CloudFormation' && stack
    ? `aws cloudformation delete-stack --region ${cluster.region} --stack-name ${stack} (or take the group out of the stack's template)`
    : `take node group ${source.name} out of the ${tool} definition and deploy it`;
}

/**
 * Deletes the emptied groups, behind an approval of its own. Groups of a CloudFormation stack are
 * left to their owner: deleting them here would break the stack.
 */
export function retire(situation: Situation): PlanStep[] {
  const { parts, placement } = situation;
  const groups = placement.moved.filter(source => source.nodegroup);
  if (groups.length === 0) {
    return [];
  }
  const own = groups.filter(source => ownerOf(source) === undefined);
  const theirs = groups.flatMap(source => {
    const tool = ownerOf(source);
    return tool
      ? [
          `${source.name} belongs to ${tool}: ${ownersCommand(
            source,
            tool,
            situation,
          )}`,
        ]
      : [];
  });
  const arns = own.flatMap(source => source.nodegroup?.arn ?? []);
  return [
    stepOf({
      kind: 'retire',
      title: own.length
        ? `Delete ${own.map(source => source.name).join(', ')}`
        : 'Leave the emptied groups to their owners',
      changes: own.flatMap(({ nodegroup, name }) =>
        nodegroup
          ? [
              {
                api: 'eks:DeleteNodegroup',
                target: nodegroup.arn,
                summary: `Delete the empty node group ${name}`,
                before: {
                  instanceTypes: nodegroup.instanceTypes,
                  labels: nodegroup.labels,
                  minSize: nodegroup.scaling.min,
                  maxSize: nodegroup.scaling.max,
                  desiredSize: nodegroup.scaling.desired,
                },
                after: null,
                request: {
                  clusterName: parts.cluster.name,
                  nodegroupName: nodegroup.name,
                },
              },
            ]
          : [],
      ),
      iam: arns.length
        ? [
            { action: 'eks:DeleteNodegroup', resources: arns },
            { action: 'eks:DescribeNodegroup', resources: arns },
          ]
        : [],
      kubernetes: [...READ_NODES, ...READ_PODS],
      undo: {
        possible: false,
        why: 'A deleted group does not come back. Its fields are in the backup, from which a new one can be made.',
      },
      ...(theirs.length ? { notes: theirs } : {}),
      gate: {
        type: 'approval',
        what: own.length
          ? `Delete the node groups ${own
              .map(source => source.name)
              .join(', ')} for good`
          : `Confirm that the owners delete ${groups
              .map(source => source.name)
              .join(', ')}`,
      },
      predicted: own.length
        ? { minSeconds: 180, maxSeconds: 1800 }
        : { minSeconds: 1, maxSeconds: 10 },
    }),
  ];
}
