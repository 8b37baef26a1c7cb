// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { DISRUPTION_BUDGET } from '../classify';
import { evict } from '../effects/evict';
import { CallFailedError } from '../results';
import type { StepContext } from '../step';
import type { DrainState } from './state';
import type { DrainTarget } from './target';
import { workloadKey } from './workload';

/** Asks pods to go, all at once, and remembers which of them will. */
export async function evictPods(
  context: StepContext,
  target: DrainTarget,
  state: DrainState,
  pods: readonly Pod[],
) {
  const results = await context.performAll(
    evict,
    pods.map(pod => ({
      args: {
        namespace: pod.metadata.namespace ?? '',
        name: pod.metadata.name,
        uid: pod.metadata.uid ?? '',
        node: pod.spec.nodeName ?? '',
        workload: workloadKey(pod),
      },
      because: { change: target.evict },
      replaces: null,
    })),
  );
  const now = context.now().getTime();
  let failed = 0;
  for (const [index, result] of results.entries()) {
    const pod = pods[index];
    if (result.state === 'happened') {
      state.evicted.add(pod.metadata.uid ?? '');
      state.moved.add(workloadKey(pod));
      state.lastMoved.set(workloadKey(pod), now);
      state.lastProgress = now;
    } else if (result.state === 'failed') {
      const { error } = result;
      // Somebody else spent the budget between our reading and our asking: that is news, no failure.
      if (error.name === DISRUPTION_BUDGET) state.refused += 1;
      else if (error.retry === 'throttled')
        state.quietUntil = Math.max(
          state.quietUntil,
          now + Math.max(1, error.retryAfterSeconds ?? 1) * 1000,
        );
      // Its namespace is going, and with it the pod. Or another pod has its name by now, or somebody
      // kept writing its budget's status until the API server gave up (EvictionsRetry): the next look
      // at all pods tells.
      else if (error.name !== 'NamespaceTerminating' && error.status !== 409) {
        failed += 1;
        // One that fails now and then is asked again with the next pass; where all fail, the run's
        // own back-off and budget take over.
        if (error.retry === 'never' || failed === results.length)
          throw new CallFailedError(error);
      }
    }
  }
}
