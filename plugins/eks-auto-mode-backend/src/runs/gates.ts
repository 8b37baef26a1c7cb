// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { StepKind } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
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

/** Steps that change nothing on the cluster; they need no window. */
const HARMLESS: ReadonlySet<StepKind> = new Set<StepKind>([
  'preflight',
  'backup',
  'definition-owner',
  'soak',
  'verify',
]);

function windowState(
  run: StoredRun,
  what: string,
  windows: Windows,
  now: Date,
): GateState {
  const window = windows.at(run.clusterArn, now);
  if (window.open) return { open: true };
  const until = window.opensAt
    ? window.opensAt.getTime() - now.getTime()
    : WINDOW_POLL_MS;
  return {
    open: false,
    waitingFor: window.opensAt
      ? `${what}, which opens at ${window.opensAt.toISOString()}`
      : what,
    afterMs: Math.max(0, Math.min(until, WINDOW_POLL_MS)),
  };
}

/**
 * Whether a step may begin at this moment: its own gate stands open and, where it changes something,
 * a maintenance window too. What has begun is not stopped by a window that closes: half a change is
 * worse than a late one, and people can pause. Pure.
 */
export function gateState(
  run: StoredRun,
  step: StoredStep,
  windows: Windows,
  now: Date,
): GateState {
  if (step.startedAt !== undefined) return { open: true };
  const own = ownGate(run, step, windows, now);
  return !own.open || HARMLESS.has(step.kind)
    ? own
    : windowState(run, 'the maintenance window', windows, now);
}

function ownGate(
  run: StoredRun,
  step: StoredStep,
  windows: Windows,
  now: Date,
): GateState {
  const { gate } = step;
  if (!gate) return { open: true };
  switch (gate.type) {
    case 'approval':
    case 'acknowledge':
      return step.gateOpenedBy === undefined
        ? { open: false, waitingFor: gate.what }
        : { open: true };
    case 'window':
      return windowState(run, gate.what, windows, now);
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
