// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Change } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Node } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { drainPass } from '../drain/pass';
import { readNodes } from '../drain/read';
import { uncordon, type CordonArgs } from '../effects/cordon';
import { notAllHappened } from '../results';
import type { Step, StepContext } from '../step';
import {
  changeFor,
  nameOfManaged,
  nodegroupOf,
  selectGroupNodes,
} from './managedGroup';
import { notTakenBack } from './takeBack';

/** A node that is not empty after this long needs a person, whatever was predicted. */
const LEAST_DEADLINE_SECONDS = 3_600;

/** The nodes of the other sources that this step's plan cordons beforehand. */
async function otherSources(context: StepContext, nodes: Node[]) {
  const { step } = context;
  const others: { change: Change; nodes: Node[] }[] = [];
  for (const change of step.changes) {
    if (change.type !== 'scoped' || change.api !== 'kubernetes:cordon')
      continue;
    const nodegroup = nameOfManaged(change.scope.source);
    if (nodegroup === undefined || change.scope.source === step.source)
      continue;
    const selected = await selectGroupNodes(context, nodegroup, nodes);
    others.push({ change, nodes: selected.nodes });
  }
  return others;
}

/** Moves every pod off the nodes of one source, at the pace that disruption budgets allow. */
export const drain: Step = {
  kind: 'drain',

  reconcile(context) {
    const { step, plan } = context;
    const nodegroup = nodegroupOf(step);
    return drainPass(context, {
      what: `node group ${nodegroup}`,
      source: step.source ?? '',
      select: nodes => selectGroupNodes(context, nodegroup, nodes),
      cordon: changeFor(step, 'kubernetes:cordon'),
      alsoCordon: nodes => otherSources(context, nodes),
      evict: changeFor(step, 'kubernetes:evict'),
      place: context.podFits,
      nodeDeadlineSeconds:
        plan.options.nodeDeadlineSeconds ??
        // All nodes are cordoned at once, so that each may wait for the whole critical path.
        Math.max(LEAST_DEADLINE_SECONDS, 2 * step.predicted.minSeconds),
    });
  },

  /** Uncordons what this run cordoned; pods go back when the Auto nodes are drained. */
  async undo(context) {
    const { step, session, signal } = context;
    const cordoned = notTakenBack(
      await context.effects({ stepId: step.id, state: 'happened' }),
    ).filter(effect => effect.api === 'kubernetes:cordon');
    const nodes = new Map(
      (await readNodes(session, signal)).map(node => [
        node.metadata.name,
        node,
      ]),
    );
    const calls = cordoned.flatMap(effect => {
      const args: CordonArgs = {
        node: String(effect.args.node),
        uid: String(effect.args.uid),
      };
      const node = nodes.get(args.node);
      // Gone, replaced by another of that name, or uncordoned by somebody else.
      return node?.metadata.uid === args.uid && node.spec.unschedulable
        ? [{ args, because: { undoes: effect }, replaces: true }]
        : [];
    });
    if (calls.length === 0)
      return { state: 'done', message: 'What this run cordoned is uncordoned' };
    return (
      notAllHappened(
        await context.performAll(uncordon, calls),
        'Uncordoning nodes',
      ) ?? {
        state: 'again',
        afterMs: 0,
        message: `Uncordoned ${calls.length} nodes`,
      }
    );
  },
};
