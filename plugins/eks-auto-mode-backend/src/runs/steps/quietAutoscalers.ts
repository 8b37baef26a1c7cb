// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Deployment } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { parseTarget, scaleObject } from '../effects/kubernetesObject';
import { isKubernetesObject } from '../objects';
import type { Step } from '../step';
import { applyChanges, exactChanges, takeBackChanges } from './changes';

/** Cluster Autoscaler to no replica, or it would refill what is drained; and no rebalancing. */
export const quietAutoscalers: Step = {
  kind: 'quiet-autoscalers',
  async reconcile(context) {
    const waiting = await applyChanges(context);
    if (waiting) return waiting;
    // Its last decision may come until its last pod is gone.
    for (const change of exactChanges(context)) {
      if (change.api !== scaleObject.api) continue;
      const { type, ref } = parseTarget(change.target);
      const live = await context.session.kubernetes.get(
        type,
        ref,
        context.signal,
      );
      if (
        isKubernetesObject<Deployment>(live) &&
        (live.status?.replicas ?? 0) > 0
      )
        return {
          state: 'again',
          afterMs: 1_000,
          message: `Waiting until ${ref.name} has stopped`,
        };
    }
    return { state: 'done' };
  },
  undo: async context => (await takeBackChanges(context)) ?? { state: 'done' },
};
