// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holdsNode } from '../drain/fate';
import { readNodes, readPods } from '../drain/read';
import { inWords, workloadOf } from '../drain/workload';
import { asObject } from '../store';
import type { Reconciled, Step, StepContext } from '../step';
import { applyChanges, takeBackChanges } from './changes';
import { nodegroupOf, selectGroupNodes } from './managedGroup';

/** Longer than this nobody waits for old nodes to come back. */
const NODES_BACK_MS = 20 * 60_000;

/**
 * Refuses to go on while something stands on a group's nodes: EKS terminates them without regard to
 * disruption budgets (EKS User Guide, managed-node-update-behavior).
 *
 * @returns undefined where the group holds nothing but DaemonSet, mirror and finished pods.
 */
export async function stillHolds(
  context: StepContext,
  nodegroup: string,
): Promise<Reconciled | undefined> {
  const { session, signal } = context;
  const selected = await selectGroupNodes(
    context,
    nodegroup,
    await readNodes(session, signal),
  );
  if (selected.disagreements.length > 0)
    return {
      state: 'blocked',
      blocked: selected.disagreements.map(({ node, why }) => ({
        what: `Whether node ${node} belongs to node group ${nodegroup} cannot be told: ${why}`,
        now: 'The group is not shrunk while this is open',
        remedy: 'Correct the labels of the node, then retry',
        subject: { apiVersion: 'v1', kind: 'Node', name: node },
        code: 'disputed-node',
      })),
    };
  const names = new Set(selected.nodes.map(node => node.metadata.name));
  // Pods last: nothing lies between this list and the call.
  const pods = (await readPods(session, signal)).filter(
    pod => names.has(pod.spec.nodeName ?? '') && holdsNode(pod),
  );
  if (pods.length === 0) return undefined;
  return {
    state: 'blocked',
    blocked: pods.slice(0, 20).map(pod => ({
      what: `${inWords(workloadOf(pod))} stands on node ${pod.spec.nodeName}`,
      now: `Node group ${nodegroup} would be shrunk under it; it was not`,
      remedy:
        'Find out why it came back to a cordoned node, move it, then retry',
      subject: workloadOf(pod),
      code: 'not-empty',
    })),
  };
}

/** Takes an emptied group down to no node; its maximum stays, its sizes are in the journal and on it. */
export const shrink: Step = {
  kind: 'shrink',
  async reconcile(context) {
    const nodegroup = nodegroupOf(context.step);
    const called = await context.effects({
      stepId: context.step.id,
      api: 'eks:UpdateNodegroupConfig',
      state: 'happened',
    });
    if (called.length === 0) {
      const holds = await stillHolds(context, nodegroup);
      if (holds) return holds;
    }
    const waiting = await applyChanges(context);
    if (waiting) return waiting;
    const { nodes } = await selectGroupNodes(
      context,
      nodegroup,
      await readNodes(context.session, context.signal),
    );
    return nodes.length === 0
      ? { state: 'done', message: `Node group ${nodegroup} has no node left` }
      : {
          state: 'again',
          afterMs: 2_000,
          message: `${nodes.length} nodes of ${nodegroup} are still going`,
        };
  },

  /** Sizes first, and then it waits: nothing moves back before there is somewhere to go. */
  async undo(context) {
    const waiting = await takeBackChanges(context);
    if (waiting) return waiting;
    const nodegroup = nodegroupOf(context.step);
    const [first] = await context.effects({
      stepId: context.step.id,
      api: 'eks:UpdateNodegroupConfig',
      state: 'happened',
    });
    if (!first) return { state: 'done' };
    const wanted = Number(
      asObject(first.replaces, 'The sizes before').desiredSize ?? 0,
    );
    const { nodes } = await selectGroupNodes(
      context,
      nodegroup,
      await readNodes(context.session, context.signal),
    );
    const ready = nodes.filter(node =>
      node.status?.conditions?.some(
        condition => condition.type === 'Ready' && condition.status === 'True',
      ),
    ).length;
    if (ready >= wanted)
      return {
        state: 'done',
        message: `${ready} nodes of ${nodegroup} are Ready again`,
      };
    if (context.now().getTime() - context.since.getTime() > NODES_BACK_MS)
      return {
        state: 'blocked',
        blocked: [
          {
            what: `Node group ${nodegroup} has ${ready} of ${wanted} nodes Ready`,
            now: 'Its sizes are as before; the nodes do not come',
            remedy:
              "Look at the group's health and its Auto Scaling activities, then retry",
            code: 'nodes-missing',
          },
        ],
      };
    return {
      state: 'again',
      afterMs: 2_000,
      message: `${ready} of ${wanted} nodes of ${nodegroup} are Ready`,
      progress: { done: ready, total: wanted },
    };
  },
};
