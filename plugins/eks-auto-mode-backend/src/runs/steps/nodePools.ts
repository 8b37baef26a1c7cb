// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NodePool } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { KubernetesError } from '../../clusters/kubernetesApi';
import { parseTarget, patchObject } from '../effects/kubernetesObject';
import { isKubernetesObject } from '../objects';
import { notAllHappened } from '../results';
import type { Reconciled, Step, StepContext } from '../step';
import { asObject } from '../store';
import { undoChanges } from '../undoChanges';
import { drainAutoNodes } from './autoNodes';
import { applyChanges, exactChanges, takeBackChanges } from './changes';

const READY_MS = 10 * 60_000;
const POOL = 'karpenter.sh/v1/NodePool/';

async function readPool(
  context: StepContext,
  target: string,
): Promise<NodePool | undefined> {
  const { type, ref } = parseTarget(target);
  try {
    const live = await context.session.kubernetes.get(
      type,
      ref,
      context.signal,
    );
    return isKubernetesObject<NodePool>(live) ? live : undefined;
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 404)
      return undefined;
    throw error;
  }
}

/** The pools that this run made and that are still there. */
async function ours(context: StepContext): Promise<NodePool[]> {
  const made = await context.effects({
    stepId: context.step.id,
    api: 'kubernetes:create',
    state: 'happened',
  });
  const pools: NodePool[] = [];
  for (const { args } of made) {
    const target = String(args.target);
    if (!target.startsWith(POOL)) continue;
    const pool = await readPool(context, target);
    if (pool) pools.push(pool);
  }
  return pools;
}

/** No new node from here on: what is pending goes to the old nodes. */
async function close(
  context: StepContext,
  pools: NodePool[],
): Promise<Reconciled | undefined> {
  for (const pool of pools) {
    if (pool.spec.limits?.cpu === '0') continue;
    const target = `${POOL}/${pool.metadata.name}`;
    const change = undoChanges(context.plan, context.step).find(
      each => each.type === 'exact' && each.target === target,
    );
    if (change?.type !== 'exact')
      throw new Error(
        `The undo of ${context.step.id} does not close ${target}`,
      );
    const result = await context.perform(
      patchObject,
      { target, request: asObject(change.request, 'The closing of a pool') },
      { change, replaces: { spec: { limits: pool.spec.limits ?? null } } },
    );
    return (
      notAllHappened([result], change.summary) ?? {
        state: 'again',
        afterMs: 0,
        message: `Closed pool ${pool.metadata.name}`,
      }
    );
  }
  return undefined;
}

/** Pools for what the sources held; and on the way back: closed, emptied, deleted. */
export const nodePools: Step = {
  kind: 'node-pools',
  async reconcile(context) {
    const waiting = await applyChanges(context);
    if (waiting) return waiting;
    const targets = exactChanges(context)
      .map(change => change.target)
      .filter(target => target.startsWith(POOL));
    const late: string[] = [];
    for (const target of targets) {
      const pool = await readPool(context, target);
      const ready = pool?.status?.conditions?.find(
        condition => condition.type === 'Ready',
      );
      if (ready?.status !== 'True')
        late.push(
          `${target.slice(POOL.length + 1)}${
            ready?.message ? `: ${ready.message}` : ''
          }`,
        );
    }
    if (late.length === 0) return { state: 'done' };
    if (context.now().getTime() - context.since.getTime() < READY_MS)
      return {
        state: 'again',
        afterMs: 1_000,
        message: `Waiting for pools to be Ready: ${late.join('; ')}`,
      };
    return {
      state: 'blocked',
      blocked: late.map(pool => ({
        what: `Node pool ${pool} does not become Ready`,
        now: 'No pod has moved yet',
        remedy: 'Look at its conditions and those of its NodeClass, then retry',
        code: 'pool-not-ready',
      })),
    };
  },

  async undo(context) {
    const pools = await ours(context);
    const names = new Set(pools.map(pool => pool.metadata.name));
    const closing = await close(
      context,
      pools.filter(pool => pool.metadata.deletionTimestamp === undefined),
    );
    if (closing) return closing;
    if (pools.length > 0) {
      const drained = await drainAutoNodes(context, node =>
        names.has(node.metadata.labels?.['karpenter.sh/nodepool'] ?? ''),
      );
      if (drained.state !== 'done') return drained;
    }
    return (
      (await takeBackChanges(context, {
        only: record => record.api === 'kubernetes:create',
      })) ?? { state: 'done' }
    );
  },
};
