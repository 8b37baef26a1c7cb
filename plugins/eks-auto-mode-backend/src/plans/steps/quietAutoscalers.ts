// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Deployment } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { containerOf } from '../../readiness/images';
import { mergePatch, stepOf } from '../change';
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

/** Scales Cluster Autoscaler to 0: it would add nodes for the pods that the drain moves. */
export function quietAutoscalers({ parts, placement }: Situation): PlanStep[] {
  const autoscalers = runningAutoscalers(parts.deployments);
  if (autoscalers.length === 0 || placement.moved.length === 0) {
    return [];
  }
  return [
    stepOf({
      kind: 'quiet-autoscalers',
      title: 'Stop Cluster Autoscaler',
      changes: autoscalers.map(deployment => {
        const replicas = deployment.spec.replicas ?? 1;
        return mergePatch(
          deployment,
          { spec: { replicas: 0 } },
          { spec: { replicas } },
          `${deployment.metadata.namespace}/${deployment.metadata.name} from ${replicas} to 0 replicas`,
          'kubernetes:scale',
        );
      }),
      iam: [],
      kubernetes: verbs('apps', 'deployments', 'get', 'list', 'patch'),
      undo: {
        possible: true,
        how: 'The replicas that it had are set again, after everything else is back.',
      },
      ...(placement.kept.size > placement.moved.length &&
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
