// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ExactChange } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  NodeClaim,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { KubernetesError, resourceTypes } from '../../clusters/kubernetesApi';
import { isReady } from '../drain/workload';
import { parseTarget } from '../effects/kubernetesObject';
import { isKubernetesObject, listAll } from '../objects';
import type { Reconciled, Step, StepContext } from '../step';
import { applyChanges, exactChanges, takeBackChanges } from './changes';

/** Pending to Ready takes about a minute; after this long the pool does not work. */
const READY_MS = 10 * 60_000;

async function readPod(
  context: StepContext,
  target: string,
): Promise<Pod | undefined> {
  const { type, ref } = parseTarget(target);
  try {
    const live = await context.session.kubernetes.get(
      type,
      ref,
      context.signal,
    );
    return isKubernetesObject<Pod>(live) ? live : undefined;
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 404)
      return undefined;
    throw error;
  }
}

/** What the launching of nodes says about itself (EKS User Guide, auto-troubleshoot). */
async function whyNot(context: StepContext, pod: Pod | undefined) {
  const scheduled = pod?.status?.conditions?.find(
    condition => condition.type === 'PodScheduled',
  );
  const claims = await listAll<NodeClaim>(
    context.session.kubernetes,
    resourceTypes.nodeClaims,
    { signal: context.signal, limit: 100 },
  );
  const reasons = claims.flatMap(claim =>
    (claim.status?.conditions ?? [])
      .filter(each => each.status === 'False' && each.message)
      .map(each => `${claim.metadata.name}: ${each.type}: ${each.message}`),
  );
  return (
    [scheduled?.message, ...reasons].filter(Boolean).join('; ') ||
    'The cluster gives no reason'
  );
}

/** One pod: made, Ready on a node of its pool, deleted. */
async function tryPool(
  context: StepContext,
  create: ExactChange,
  remove: ExactChange,
): Promise<Reconciled | undefined> {
  const done = await context.effects({
    stepId: context.step.id,
    state: 'happened',
  });
  const removed = done.some(effect => effect.changeId === remove.id);
  if (!removed) {
    const waiting = await applyChanges(context, [create]);
    if (waiting) return waiting;
    const pod = await readPod(context, create.target);
    if (!pod || !isReady(pod) || pod.spec.nodeName === undefined) {
      if (context.now().getTime() - context.since.getTime() < READY_MS)
        return {
          state: 'again',
          afterMs: 1_000,
          message: `Waiting for ${create.target} to be Ready on an Auto node`,
        };
      return {
        state: 'blocked',
        blocked: [
          {
            what: `${create.summary} did not become Ready`,
            now: await whyNot(context, pod),
            remedy:
              'Mend what the message names (a launch that is denied, a node that does not join, a quota), then retry',
            subject: {
              apiVersion: 'v1',
              kind: 'Pod',
              namespace: 'kube-system',
              name: parseTarget(create.target).ref.name,
            },
            code: 'canary',
          },
        ],
      };
    }
    await context.remember(`node ${create.target}`, pod.spec.nodeName);
  }
  return applyChanges(context, [remove]);
}

/** Shows that each pool launches a node and runs a pod, before anything moves. */
export const canary: Step = {
  kind: 'canary',
  async reconcile(context) {
    const changes = exactChanges(context);
    const creates = changes.filter(each => each.api === 'kubernetes:create');
    let again: Reconciled | undefined;
    let proven = 0;
    // All pools at once: each waits for a node of its own.
    for (const create of creates) {
      const remove = changes.find(
        each =>
          each.api === 'kubernetes:delete' && each.target === create.target,
      );
      if (!remove)
        throw new Error(`The plan never deletes the canary ${create.target}`);
      const result = await tryPool(context, create, remove);
      if (result?.state === 'blocked') return result;
      if (result) again = result;
      else proven += 1;
    }
    if (again?.state === 'again')
      return { ...again, progress: { done: proven, total: creates.length } };
    return { state: 'done', message: `${proven} pools launched a node` };
  },
  undo: async context => (await takeBackChanges(context)) ?? { state: 'done' },
};
