// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Blocked,
  Plan,
  Run,
  RunStep,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/**
 * What a run tells its neighbours (signals, notifications, audit, metrics). They are optional: a
 * failure of theirs is journalled and never holds the run up.
 */
export interface RunEvents {
  /** Something of the run changed; cheap and frequent. */
  changed?(run: Run): Promise<void>;
  /** The run is about to move workloads: their owners are told before. */
  beforeMoving?(run: Run, plan: Plan, step: RunStep): Promise<void>;
  blocked?(
    run: Run,
    step: RunStep | undefined,
    blocked: Blocked[],
  ): Promise<void>;
  waiting?(run: Run, step: RunStep, what: string): Promise<void>;
  ended?(run: Run, plan: Plan): Promise<void>;
}
