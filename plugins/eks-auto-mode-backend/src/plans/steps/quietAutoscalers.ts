// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Deployment } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { containerOf } from '../../readiness/images';
import { mergePatch, stepOf, type Draft } from '../change';
import { verbs, type Situation } from '../situation';

/** Deployments of Cluster Autoscaler that run. */
export function runningAutoscalers(
  deployments: readonly Deployment[],
): Deployment[] {
  return deployments
    .filter(
      ({ metadata, spec }) =>
        (metadata.name.includes('cluster-autoscaler') ||
          containerOf(spec.template.spec, /(^|\/)cluster-autoscaler[^/]*$/) !==
            undefined) &&
        (spec.replicas ?? 1) > 0,
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/**
 * Rebalancing moves capacity between zones by terminating nodes without regard to disruption budgets
 * (EKS User Guide, managed-node-update-behavior), just while a drain makes the zones uneven.
 */
function quietRebalancing({ placement }: Situation): {
  changes: Draft[];
  arns: string[];
} {
  const groups = placement.moved
    .flatMap(source => source.groups)
    .filter(group => !group.suspendedProcesses.includes('AZRebalance'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    changes: groups.map(({ name, suspendedProcesses }) => ({
      api: 'autoscaling:SuspendProcesses',
      target: name,
      summary: `Auto Scaling group ${name} does not move nodes between zones while it is drained`,
      before: [...suspendedProcesses].sort(),
      after: [...suspendedProcesses, 'AZRebalance'].sort(),
      request: {
        AutoScalingGroupName: name,
        ScalingProcesses: ['AZRebalance'],
      },
    })),
    arns: groups.map(({ arn }) => arn),
  };
}

/**
 * Stops what would work against the drain: Cluster Autoscaler, which would add nodes for the pods that
 * move, and the groups' own rebalancing, which would take nodes with pods on them.
 */
export function quietAutoscalers(situation: Situation): PlanStep[] {
  const { parts, placement } = situation;
  if (placement.moved.length === 0) {
    return [];
  }
  const autoscalers = runningAutoscalers(parts.deployments);
  const rebalancing = quietRebalancing(situation);
  if (autoscalers.length === 0 && rebalancing.changes.length === 0) {
    return [];
  }
  return [
    stepOf({
      kind: 'quiet-autoscalers',
      title: `Stop ${[
        ...(autoscalers.length ? ['Cluster Autoscaler'] : []),
        ...(rebalancing.changes.length ? ['zone rebalancing'] : []),
      ].join(' and ')}`,
      changes: [
        ...autoscalers.map(deployment => {
          const replicas = deployment.spec.replicas ?? 1;
          return mergePatch(
            deployment,
            { spec: { replicas: 0 } },
            { spec: { replicas } },
            `${deployment.metadata.namespace}/${deployment.metadata.name} from ${replicas} to 0 replicas`,
            'kubernetes:scale',
          );
        }),
        ...rebalancing.changes,
      ],
      iam: rebalancing.arns.length
        ? [
            {
              action: 'autoscaling:SuspendProcesses',
              resources: rebalancing.arns,
            },
            {
              action: 'autoscaling:ResumeProcesses',
              resources: rebalancing.arns,
            },
            {
              action: 'autoscaling:DescribeAutoScalingGroups',
              resources: ['*'],
            },
          ]
        : [],
      kubernetes: autoscalers.length
        ? verbs('apps', 'deployments', 'get', 'list', 'patch')
        : [],
      undo: {
        possible: true,
        how: 'The replicas that it had are set again, and what it suspended is resumed, after everything else is back.',
      },
      ...(autoscalers.length &&
      placement.kept.size > placement.moved.length &&
      placement.sources.some(
        source =>
          source.type === 'managed-node-group' &&
          placement.kept.get(source.id)?.length,
      )
        ? {
            notes: [
              'Sources that stay are not scaled by it either until somebody starts it again, without the groups that moved.',
            ],
          }
        : {}),
      predicted: { minSeconds: 2, maxSeconds: 60 },
    }),
  ];
}
