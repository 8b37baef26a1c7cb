// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Node } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { drainPass } from '../drain/pass';
import type { Reconciled, StepContext } from '../step';
import { undoChanges } from '../undoChanges';

const COMPUTE_TYPE = 'eks.amazonaws.com/compute-type';

/** No plan predicts a way back; after this long on one node a person has to look. */
const NODE_DEADLINE_SECONDS = 3_600;

export const isAutoNode = (node: Node) =>
  node.metadata.labels?.[COMPUTE_TYPE] === 'auto';

/** Moves pods off Auto nodes, under their budgets, on the way back to the old ones. */
export function drainAutoNodes(
  context: StepContext,
  which: (node: Node) => boolean,
): Promise<Reconciled> {
  const changes = undoChanges(context.plan, context.step);
  const of = (api: string) => {
    const change = changes.find(each => each.api === api);
    if (!change)
      throw new Error(`The undo of ${context.step.id} has no ${api}`);
    return change;
  };
  return drainPass(context, {
    what: 'the nodes of Auto Mode',
    source: 'auto',
    select: async nodes => ({
      nodes: nodes.filter(
        node =>
          isAutoNode(node) &&
          which(node) &&
          node.metadata.deletionTimestamp === undefined,
      ),
      disagreements: [],
    }),
    cordon: of('kubernetes:cordon'),
    evict: of('kubernetes:evict'),
    nodeDeadlineSeconds:
      context.plan.options.nodeDeadlineSeconds ?? NODE_DEADLINE_SECONDS,
  });
}
