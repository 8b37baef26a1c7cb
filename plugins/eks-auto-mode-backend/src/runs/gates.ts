// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { StoredRun, StoredStep } from './store';

/** When a cluster may be changed. */
export interface Windows {
  /** @returns `opensAt` absent where no window is known to come. */
  at(
    clusterArn: string,
    moment: Date,
  ): { open: true } | { open: false; opensAt?: Date };
}

/** No window configured: always open. */
export const alwaysOpen: Windows = { at: () => ({ open: true }) };

export type GateState =
  | { open: true }
  /** `afterMs` absent: only a person opens it. */
  | { open: false; waitingFor: string; afterMs?: number };

/** Longest time after which a closed window is looked at again: configuration may change. */
const WINDOW_POLL_MS = 60_000;

/** Whether the gate before a step stands open at this moment. Pure. */
export function gateState(
  run: StoredRun,
  step: StoredStep,
  windows: Windows,
  now: Date,
): GateState {
  const { gate } = step;
  if (!gate || step.startedAt !== undefined) return { open: true };
  switch (gate.type) {
    case 'approval':
    case 'acknowledge':
      return step.gateOpenedBy === undefined
        ? { open: false, waitingFor: gate.what }
        : { open: true };
    case 'window': {
      const window = windows.at(run.clusterArn, now);
      if (window.open) return { open: true };
      const until = window.opensAt
        ? window.opensAt.getTime() - now.getTime()
        : WINDOW_POLL_MS;
      return {
        open: false,
        waitingFor: gate.what,
        afterMs: Math.max(0, Math.min(until, WINDOW_POLL_MS)),
      };
    }
    case 'soak': {
      const before = run.steps[run.steps.indexOf(step) - 1];
      const from = before?.endedAt ?? run.startedAt ?? run.createdAt;
      const left =
        new Date(from).getTime() + gate.seconds * 1000 - now.getTime();
      return left <= 0
        ? { open: true }
        : {
            open: false,
            waitingFor: `${gate.seconds} s of soak`,
            afterMs: left,
          };
    }
    default:
      throw new Error(`Unknown gate before step ${step.id}`);
  }
}
