// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { stepOf } from '../change';
import { DRAIN, nodeEntryArn, verbs, type Situation } from '../situation';

/** Pools of EKS itself that the cluster will have. */
export function builtInPools({ parts, options }: Situation): string[] {
  return [
    ...new Set([
      ...parts.cluster.autoMode.nodePools,
      'system',
      ...(options.generalPurpose ? ['general-purpose'] : []),
    ]),
  ].sort();
}

/** Whether something about Auto Mode's switches is still to be changed. */
export function mustEnable(situation: Situation): boolean {
  const { autoMode } = situation.parts.cluster;
  // The class `default` is there only while EKS has a pool of its own (EKS User Guide, create-node-class).
  return (
    !autoMode.compute ||
    !autoMode.blockStorage ||
    !autoMode.loadBalancing ||
    builtInPools(situation).some(pool => !autoMode.nodePools.includes(pool))
  );
}

/** The three switches in one request, as EKS demands (EKS User Guide, auto-enable-existing). */
export function enableRequest(situation: Situation): JsonObject {
  return {
    name: situation.parts.cluster.name,
    computeConfig: {
      enabled: true,
      nodePools: builtInPools(situation),
      nodeRoleArn: situation.nodeRole.arn,
    },
    kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
    storageConfig: { blockStorage: { enabled: true } },
  };
}

/** Switches Auto Mode on with the pool `system`; no pod moves by it. */
export function enable(situation: Situation): PlanStep[] {
  if (!mustEnable(situation)) {
    return [];
  }
  const { parts, nodeRole } = situation;
  const { cluster } = parts;
  const { autoMode } = cluster;
  const on = autoMode.compute;
  const request = enableRequest(situation);
  return [
    stepOf({
      kind: 'enable',
      title: on
        ? 'Give Auto Mode its own pools'
        : 'Switch Auto Mode on, with the pool system only',
      changes: [
        {
          api: 'eks:UpdateClusterConfig',
          target: cluster.arn,
          summary: `Compute, block storage and load balancing on; pools ${builtInPools(
            situation,
          ).join(', ')}; nodes with ${nodeRole.name}`,
          before: {
            compute: autoMode.compute,
            blockStorage: autoMode.blockStorage,
            loadBalancing: autoMode.loadBalancing,
            nodePools: [...autoMode.nodePools].sort(),
          },
          after: {
            compute: true,
            blockStorage: true,
            loadBalancing: true,
            nodePools: builtInPools(situation),
          },
          request,
        },
      ],
      iam: [
        { action: 'eks:UpdateClusterConfig', resources: [cluster.arn] },
        { action: 'eks:DescribeUpdate', resources: [cluster.arn] },
        { action: 'iam:PassRole', resources: [nodeRole.arn] },
        ...(on
          ? []
          : [
              {
                action: 'eks:DeleteAccessEntry',
                resources: [nodeEntryArn(situation)],
              },
              {
                action: 'eks:DescribeAccessEntry',
                resources: [nodeEntryArn(situation)],
              },
            ]),
      ],
      kubernetes: [
        ...DRAIN,
        ...verbs('karpenter.sh', 'nodepools', 'get', 'list'),
        ...verbs('eks.amazonaws.com', 'nodeclasses', 'get', 'list'),
        ...verbs('', 'services', 'list'),
        ...verbs('networking.k8s.io', 'ingresses', 'list'),
        ...verbs('networking.k8s.io', 'ingressclasses', 'list'),
        ...verbs('', 'persistentvolumes', 'list'),
      ],
      undo: on
        ? {
            possible: true,
            how: 'The pools that it added are taken off again.',
          }
        : {
            possible: true,
            how: 'Auto Mode is switched off, with an approval of its own, and only while no load balancer, volume or pod of it is left.',
          },
      notes: [
        'From then on a new Service of type LoadBalancer without a class is served by Auto Mode.',
      ],
      predicted: { minSeconds: 120, maxSeconds: 1200 },
    }),
  ];
}
