// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { standings } from '../drain/pace';
import { readPods, readWanted } from '../drain/read';
import type { Step } from '../step';

/** Longer than this after the soak nobody waits for a workload to recover. */
const PATIENCE_MS = 600_000;

/** After the gate's time has passed: is what was moved still as ready as it was? */
export const soak: Step = {
  kind: 'soak',
  async reconcile(context) {
    const baseline = context.recallOf(
      `drain:${context.step.source}`,
      'baseline',
    );
    if (typeof baseline !== 'object' || baseline === null)
      return { state: 'done', message: 'Nothing was moved' };
    const { session, signal } = context;
    const [pods, wanted] = await Promise.all([
      readPods(session, signal),
      readWanted(session, signal),
    ]);
    const now = standings(pods, wanted.replicas);
    const behind = Object.entries(baseline).filter(([key, ready]) => {
      const standing = now.get(key);
      return (
        standing !== undefined &&
        standing.ready < Math.min(Number(ready), standing.desired)
      );
    });
    if (behind.length === 0)
      return {
        state: 'done',
        message: 'All that was moved is as ready as before',
      };
    if (context.now().getTime() - context.since.getTime() < PATIENCE_MS)
      return {
        state: 'again',
        afterMs: 5_000,
        message: `Waiting for ${behind.length} workloads to be as ready as before`,
      };
    return {
      state: 'blocked',
      blocked: behind.slice(0, 20).map(([key, ready]) => ({
        what: `${key} is less ready than before it was moved`,
        now: `${now.get(key)?.ready ?? 0} of ${ready} pods are Ready`,
        remedy: 'Mend it and retry, or undo',
        code: 'not-ready',
      })),
    };
  },
  undo: async () => ({ state: 'done' }),
};
