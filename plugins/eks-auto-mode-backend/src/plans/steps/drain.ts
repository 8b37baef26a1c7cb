// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { movablePods } from '../../placement/movable';
import type { Source } from '../../placement/sources';
import { stepOf, type Draft } from '../change';
import { drainPrediction } from '../drainBound';
import { DRAIN, type Situation } from '../situation';

/** A group can grow to its maximum, and replace nodes, while it is drained. */
function mostNodes(source: Source): number {
  return Math.max(source.nodes.length, source.sizes.max) + source.nodes.length;
}

function cordoning(source: Source): Draft[] {
  return [
    {
      api: 'kubernetes:cordon',
      scope: {
        source: source.id,
        filter:
          'nodes whose instance is in the Auto Scaling group, whose label agrees and whose compute type is not auto',
      },
      maximum: mostNodes(source),
      summary: `Cordon the ${source.nodes.length} nodes of ${source.name}, and those that join`,
    },
    {
      api: 'kubernetes:uncordon',
      scope: {
        source: source.id,
        filter: 'nodes that this run cordoned',
      },
      maximum: mostNodes(source),
      summary: `Undo only: uncordon the nodes of ${source.name} that it cordoned`,
    },
  ];
}

/**
 * Moves the pods of one source. Before the first drain every source that moves is cordoned, or pods
 * would hop from one doomed node to the next.
 */
export function drain(situation: Situation, source: Source): PlanStep {
  const { placement, bounds, parts } = situation;
  const pods = movablePods(source, parts.pods).length;
  const [first] = placement.moved;
  const cordoned =
    source === first
      ? [source, ...placement.moved.filter(other => other !== source)]
      : [source];
  const own = bounds.filter(bound => bound.source === source.id);
  const critical = own.reduce(
    (most, { seconds }) => Math.max(most, seconds),
    0,
  );
  const slowest = own.find(bound => bound.seconds === critical);
  return stepOf({
    kind: 'drain',
    source: source.id,
    title: `Move ${pods} pods off ${source.name}`,
    changes: [
      ...cordoned.flatMap(cordoning),
      {
        api: 'kubernetes:evict',
        scope: {
          source: source.id,
          filter:
            'pods on its nodes but DaemonSet, mirror and bare ones, as kubectl drain filters them with --ignore-daemonsets --delete-emptydir-data',
        },
        // Pods that come back to a node while it is being cordoned go a second time.
        maximum: 2 * pods + 20,
        summary: `Evict the pods of ${source.name} under their budgets`,
      },
    ],
    iam: [
      {
        action: 'eks:DescribeNodegroup',
        resources: [source.nodegroup?.arn ?? '*'],
      },
      { action: 'autoscaling:DescribeAutoScalingGroups', resources: ['*'] },
    ],
    kubernetes: DRAIN,
    undo: {
      possible: true,
      how: 'What it cordoned is uncordoned; pods go back when Auto nodes are drained. Content of emptyDir volumes is lost.',
    },
    ...(slowest && critical > 0
      ? { notes: [`Critical path: ${slowest.words}`] }
      : {}),
    predicted: drainPrediction(source, parts),
  });
}
