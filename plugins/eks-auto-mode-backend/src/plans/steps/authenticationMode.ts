// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { stepOf } from '../change';
import type { Situation } from '../situation';

/**
 * Access entries are what Auto nodes join by. Only ever to API_AND_CONFIG_MAP: with `API`, aws-auth
 * stops working (EKS User Guide, setting-up-access-entries).
 */
export function authenticationMode({ parts }: Situation): PlanStep[] {
  const { cluster } = parts;
  if (cluster.authenticationMode !== 'CONFIG_MAP') {
    return [];
  }
  const accessConfig = { authenticationMode: 'API_AND_CONFIG_MAP' };
  return [
    stepOf({
      kind: 'authentication-mode',
      title: 'Let the cluster know access entries beside aws-auth',
      changes: [
        {
          api: 'eks:UpdateClusterConfig',
          target: cluster.arn,
          summary: 'Authentication mode from CONFIG_MAP to API_AND_CONFIG_MAP',
          before: { authenticationMode: cluster.authenticationMode },
          after: accessConfig,
          request: { name: cluster.name, accessConfig },
        },
      ],
      iam: [
        { action: 'eks:UpdateClusterConfig', resources: [cluster.arn] },
        { action: 'eks:DescribeUpdate', resources: [cluster.arn] },
      ],
      kubernetes: [],
      undo: {
        possible: false,
        why: 'EKS has no way back from API_AND_CONFIG_MAP. aws-auth keeps working in it.',
      },
      predicted: { minSeconds: 60, maxSeconds: 900 },
    }),
  ];
}
