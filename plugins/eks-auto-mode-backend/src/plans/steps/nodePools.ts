// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { creation, stepOf } from '../change';
import { DRAIN, verbs, type Situation } from '../situation';

/** Creates the pools that take the sources' pods, and the classes that they need. */
export function nodePools({ placement }: Situation): PlanStep[] {
  const missing = placement.pools.filter(pool => !pool.exists);
  if (missing.length === 0) {
    return [];
  }
  return [
    stepOf({
      kind: 'node-pools',
      title: `Create ${
        missing.length === 1 ? 'the pool' : 'the pools'
      } ${missing.map(pool => pool.name).join(', ')}`,
      changes: missing.flatMap(pool => [
        ...(pool.nodeClass
          ? [
              creation(
                pool.nodeClass,
                `NodeClass ${pool.name}: own subnets, security groups, disk or NAT`,
              ),
            ]
          : []),
        creation(
          pool.nodePool,
          `NodePool ${pool.name} for ${pool.sources.join(
            ', ',
          )}; it holds back its own disruption until the release`,
        ),
      ]),
      iam: [],
      kubernetes: [
        ...DRAIN,
        ...verbs(
          'karpenter.sh',
          'nodepools',
          'create',
          'get',
          'list',
          'patch',
          'delete',
        ),
        ...verbs(
          'eks.amazonaws.com',
          'nodeclasses',
          'create',
          'get',
          'list',
          'delete',
        ),
      ],
      undo: {
        possible: true,
        how: 'The pools are closed (limits 0), their nodes cordoned and drained under the budgets, then the pools are deleted.',
      },
      ...(missing.some(pool => pool.notes.length)
        ? {
            notes: missing.flatMap(pool =>
              pool.notes.map(note => `${pool.name}: ${note}`),
            ),
          }
        : {}),
      predicted: { minSeconds: 5, maxSeconds: 180 },
    }),
  ];
}
