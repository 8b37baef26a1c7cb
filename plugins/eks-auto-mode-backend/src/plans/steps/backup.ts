// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { NOTHING_TO_UNDO, stepOf } from '../change';
import type { Situation } from '../situation';

/** A backup that was read back. It stands on the backup role, not on the one that migrates. */
export function backup({ parts }: Situation): PlanStep[] {
  return [
    stepOf({
      kind: 'backup',
      title: 'Back up the cluster and read the backup back',
      iam: [],
      kubernetes: [],
      undo: NOTHING_TO_UNDO,
      predicted: {
        minSeconds: 20,
        maxSeconds: 300 + Math.ceil(parts.pods.length / 10),
      },
    }),
  ];
}
