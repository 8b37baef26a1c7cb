// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ExactChange } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  NodeClass,
  NodePool,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { KubernetesError, resourceTypes } from '../../clusters/kubernetesApi';
import { deleteAccessEntry } from '../effects/accessEntry';
import { listAll } from '../objects';
import type { Reconciled, Step, StepContext } from '../step';
import { nodeRoleOf, undoChanges } from '../undoChanges';
import { drainAutoNodes } from './autoNodes';
import { leftOfAutoMode } from './autoResources';
import { applyChanges, takeBackChanges } from './changes';

const READY_MS = 15 * 60_000;

/** Success of the update is not enough: pools and the class have to be there and Ready. */
async function poolsReady(
  context: StepContext,
): Promise<Reconciled | undefined> {
  const { session, signal } = context;
  let message: string;
  try {
    const options = { signal, limit: 100 };
    const [pools, classes] = await Promise.all([
      listAll<NodePool>(session.kubernetes, resourceTypes.nodePools, options),
      listAll<NodeClass>(
        session.kubernetes,
        resourceTypes.nodeClasses,
        options,
      ),
    ]);
    const ready = (object: NodePool | NodeClass) =>
      object.status?.conditions?.some(
        condition => condition.type === 'Ready' && condition.status === 'True',
      ) ?? false;
    const system = pools.find(pool => pool.metadata.name === 'system');
    const standard = classes.find(each => each.metadata.name === 'default');
    if (system && ready(system) && standard && ready(standard))
      return undefined;
    const words = (object: NodePool | NodeClass | undefined) => {
      if (!object) return 'absent';
      return ready(object) ? 'Ready' : 'not Ready';
    };
    message = `Pool system ${words(system)}, class default ${words(standard)}`;
  } catch (error) {
    // Its types are served only once EKS has installed them.
    if (!(error instanceof KubernetesError) || error.status !== 404)
      throw error;
    message = 'The types of Auto Mode are not served yet';
  }
  if (context.now().getTime() - context.since.getTime() > READY_MS)
    return {
      state: 'blocked',
      blocked: [
        {
          what: 'Auto Mode is on, but its node pool does not become Ready',
          now: message,
          remedy:
            "Look at the conditions of NodeClass default: often the cluster role's policies or its trust (sts:TagSession); mend it, then retry",
          code: 'auto-mode-not-ready',
        },
      ],
    };
  return { state: 'again', afterMs: 2_000, message };
}

/** Whether the node role had an access entry before EKS could make one. */
async function noteEntry(context: StepContext) {
  if (context.recall('entryBefore') !== undefined) return;
  const [principalArn] = context.step.changes.flatMap(
    change => nodeRoleOf(change) ?? [],
  );
  if (principalArn === undefined) return;
  const { session, signal } = context;
  const observed = await deleteAccessEntry.observe(
    {
      target: principalArn,
      request: { clusterName: context.clusterName, principalArn },
    },
    session,
    signal,
    {},
  );
  await context.remember('entryBefore', observed.state !== 'holds');
}

/** Deletes the entry that came with Auto Mode; one that was there before stays. */
async function deleteEntry(
  context: StepContext,
): Promise<Reconciled | undefined> {
  if (context.recall('entryBefore') !== false) return undefined;
  const deletions = undoChanges(context.plan, context.step).filter(
    (change): change is ExactChange =>
      change.type === 'exact' && change.api === 'eks:DeleteAccessEntry',
  );
  return applyChanges(context, deletions);
}

/** Switches Auto Mode on; no pod moves by it. */
export const enable: Step = {
  kind: 'enable',
  async reconcile(context) {
    await noteEntry(context);
    return (
      (await applyChanges(context)) ??
      (await poolsReady(context)) ?? { state: 'done' }
    );
  },

  /** Only while nothing is left on it: EKS terminates its nodes and deletes its load balancers. */
  async undo(context) {
    const made = await context.effects({
      stepId: context.step.id,
      api: 'eks:UpdateClusterConfig',
      state: 'happened',
    });
    const off = made.find(effect => effect.undoes !== undefined);
    if (made.length > 0 && !off) {
      const left = await leftOfAutoMode(context);
      if (left.length > 0) return { state: 'blocked', blocked: left };
      const drained = await drainAutoNodes(context, () => true);
      if (drained.state !== 'done') return drained;
    }
    return (
      (await takeBackChanges(context, {
        only: record => record.api === 'eks:UpdateClusterConfig',
      })) ??
      (await deleteEntry(context)) ?? { state: 'done' }
    );
  },
};
