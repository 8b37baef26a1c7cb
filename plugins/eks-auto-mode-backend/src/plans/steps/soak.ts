// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Source } from '../../placement/sources';
import { NOTHING_TO_UNDO, stepOf } from '../change';
import { READ_PODS, type Situation } from '../situation';

const DEFAULT_SOAK_SECONDS = 900;

/** Waits, with the old capacity one call away, and then looks whether all is still well. */
export function soak({ options }: Situation, source: Source): PlanStep[] {
  const seconds = options.soakSeconds ?? DEFAULT_SOAK_SECONDS;
  if (seconds <= 0) {
    return [];
  }
  return [
    stepOf({
      kind: 'soak',
      source: source.id,
      title: `Let the workloads of ${source.name} prove themselves`,
      iam: [],
      kubernetes: READ_PODS,
      undo: NOTHING_TO_UNDO,
      gate: { type: 'soak', seconds },
      predicted: { minSeconds: seconds, maxSeconds: seconds + 60 },
    }),
  ];
}
