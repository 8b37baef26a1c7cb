// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { drainPass } from '../drain/pass';
import { readNodes } from '../drain/read';
import { uncordon, type CordonArgs } from '../effects/cordon';
import { notAllHappened } from '../results';
import type { Step } from '../step';
import { changeFor, nodegroupOf, selectGroupNodes } from './managedGroup';
import { notTakenBack } from './takeBack';

/** A node that is not empty after this long needs a person, whatever was predicted. */
const LEAST_DEADLINE_SECONDS = 3_600;

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
      evict: changeFor(step, 'kubernetes:evict'),
      place: context.podFits,
      nodeDeadlineSeconds:
        plan.options.nodeDeadlineSeconds ??
        Math.max(LEAST_DEADLINE_SECONDS, 3 * step.predicted.maxSeconds),
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
