// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { StoredRun } from '../runs/store';

/**
 * Nodes and pods of the drain at work, or of the last one, as the step recorded them. A run without
 * a drain so far has an empty view.
 */
export function drainViewOf(run: StoredRun, now: Date): api.DrainView {
  const drains = run.steps.filter(step => step.memory.view !== undefined);
  const current =
    drains.find(step => step.state === 'running') ?? drains.at(-1);
  const view = current?.memory.view as api.DrainView | undefined;
  return (
    view ?? {
      at: now.toISOString(),
      nodes: [],
      evicted: 0,
      remaining: 0,
      refused: 0,
      perMinute: 0,
    }
  );
}
