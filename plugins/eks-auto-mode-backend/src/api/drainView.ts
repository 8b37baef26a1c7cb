// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  api,
  Plan,
  RunStep,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { StoredRun } from '../runs/store';

const AT_WORK: RunStep['state'][] = [
  'running',
  'waiting',
  'blocked',
  'undoing',
];

/**
 * Nodes and pods of the drain at work, or of the last one, as the step recorded them. A drain that
 * has not looked yet stands as it was planned: every pod is still there.
 */
export function drainViewOf(
  run: Pick<StoredRun, 'steps'>,
  plan: Pick<Plan, 'sources'> | undefined,
  now: Date,
): api.DrainView {
  const atWork = run.steps.find(
    step => step.kind === 'drain' && AT_WORK.includes(step.state),
  );
  // An undo drains under the names of other steps, and records what it sees in the same way.
  const seen = run.steps.filter(step => step.memory.view !== undefined);
  const shown =
    atWork ??
    seen.find(step => AT_WORK.includes(step.state)) ??
    seen.at(-1) ??
    run.steps.find(step => step.kind === 'drain');
  const view = shown?.memory.view as api.DrainView | undefined;
  const source = plan?.sources.find(one => one.id === shown?.source);
  return (
    view ?? {
      at: now.toISOString(),
      nodes: [],
      evicted: 0,
      remaining: source?.pods ?? 0,
      refused: 0,
      perMinute: 0,
    }
  );
}
