// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Change,
  PlanStep,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Node } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { ClusterSession } from '../../clusters/session';
import { readGroupInstances } from '../drain/read';
import { nodesOfGroup } from '../drain/sourceNodes';
import type { StepContext } from '../step';

/** Instances join and leave a group seldom; this often it is asked. */
const GROUP_MS = 10_000;

interface Group {
  at: number;
  instances: Set<string>;
}

const groups = new WeakMap<ClusterSession, Map<string, Group>>();

/** The node group that a source id names, if it is one. */
export const nameOfManaged = (source: string | undefined) =>
  /^managed:(.+)$/.exec(source ?? '')?.[1];

/** The name behind a source id `managed:<nodegroup>`. */
export function nodegroupOf(step: PlanStep): string {
  const name = nameOfManaged(step.source);
  if (name === undefined)
    throw new Error(
      `Step ${step.id} is about ${step.source}; only managed node groups can be moved`,
    );
  return name;
}

/** The step's scoped change for this api and source; the plan is wrong where there is none. */
export function changeFor(
  step: PlanStep,
  api: string,
  source: string | undefined = step.source,
): Change {
  const change = step.changes.find(
    each =>
      each.api === api &&
      (each.type === 'exact' || each.scope.source === source),
  );
  if (!change) throw new Error(`Step ${step.id} plans no ${api} on ${source}`);
  return change;
}

/** Reads which of the nodes are the group's, asking its Auto Scaling groups now and then. */
export async function selectGroupNodes(
  context: StepContext,
  nodegroup: string,
  nodes: Node[],
) {
  const { session, signal } = context;
  const ofSession = groups.get(session) ?? new Map<string, Group>();
  groups.set(session, ofSession);
  const now = context.now().getTime();
  let group = ofSession.get(nodegroup);
  let selected = group && nodesOfGroup(nodegroup, group.instances, nodes);
  // A node that joined since the group was read would look like one that does not belong.
  if (
    !group ||
    !selected ||
    now - group.at > GROUP_MS ||
    selected.disagreements.length > 0
  ) {
    const { instances } = await readGroupInstances(session, nodegroup, signal);
    group = { at: now, instances };
    ofSession.set(nodegroup, group);
    selected = nodesOfGroup(nodegroup, instances, nodes);
  }
  return selected;
}
