// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { stepOf } from '../change';
import type { Situation } from '../situation';

const WANTED = ['api', 'audit', 'authenticator'];

/** Switches control-plane logs on first, so that there is evidence of what follows. */
export function logging({ parts, options }: Situation): PlanStep[] {
  const { cluster } = parts;
  const off = WANTED.filter(type => !cluster.logging.includes(type));
  if (!options.enableLogging || off.length === 0) {
    return [];
  }
  const clusterLogging = [{ types: off, enabled: true }];
  return [
    stepOf({
      kind: 'logging',
      title: `Switch control-plane logs on: ${off.join(', ')}`,
      changes: [
        {
          api: 'eks:UpdateClusterConfig',
          target: cluster.arn,
          summary: `Switch on the logs ${off.join(', ')}`,
          before: [...cluster.logging].sort(),
          after: [...new Set([...cluster.logging, ...off])].sort(),
          request: { name: cluster.name, logging: { clusterLogging } },
        },
      ],
      iam: [
        { action: 'eks:UpdateClusterConfig', resources: [cluster.arn] },
        { action: 'eks:DescribeUpdate', resources: [cluster.arn] },
      ],
      kubernetes: [],
      undo: {
        possible: true,
        how: 'The logs that it switched on are switched off again.',
      },
      predicted: { minSeconds: 30, maxSeconds: 600 },
    }),
  ];
}
