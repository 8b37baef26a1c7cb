// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import type { Blocked } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { needsPerson, type Hold } from './choose';
import { holdKey } from './explain';
import { holdsNode } from './fate';
import { inWords, workloadOf } from './workload';

/** More pods than this are not listed one by one: the view is read by people. */
const MOST_PODS = 400;

/** What a drain shows of itself, in the shape that the API answers. */
export function drainView(of: {
  at: Date;
  since: Date;
  source: string;
  sourceNodes: readonly Node[];
  nodes: readonly Node[];
  pods: readonly Pod[];
  held: ReadonlyMap<string, Hold>;
  /** Who holds the drain up, by `holdKey`. */
  explained: ReadonlyMap<string, Blocked>;
  owners: ReadonlyMap<string, string>;
  evicted: number;
  refused: number;
  remaining: number;
}): JsonObject {
  const minutes = (of.at.getTime() - of.since.getTime()) / 60_000;
  const perMinute = minutes > 0 ? of.evicted / minutes : 0;
  const old = new Set(of.sourceNodes.map(node => node.metadata.name));
  const auto = of.nodes.filter(
    node => node.metadata.labels?.['eks.amazonaws.com/compute-type'] === 'auto',
  );
  let room = MOST_PODS;
  const onNode = new Map<string, Pod[]>();
  for (const pod of of.pods) {
    const name = pod.spec.nodeName;
    if (name === undefined || !holdsNode(pod)) continue;
    onNode.set(name, [...(onNode.get(name) ?? []), pod]);
  }
  const nodes = [...of.sourceNodes, ...auto].map(node => {
    const here = onNode.get(node.metadata.name) ?? [];
    const shown = here.slice(0, room);
    room -= shown.length;
    const labels = node.metadata.labels ?? {};
    const isOld = old.has(node.metadata.name);
    return {
      name: node.metadata.name,
      side: isOld ? 'old' : 'auto',
      ...(isOld ? { source: of.source } : {}),
      ...(labels['node.kubernetes.io/instance-type']
        ? { instanceType: labels['node.kubernetes.io/instance-type'] }
        : {}),
      ...(labels['topology.kubernetes.io/zone']
        ? { zone: labels['topology.kubernetes.io/zone'] }
        : {}),
      cordoned: node.spec.unschedulable ?? false,
      pods: shown.map(pod => podView(pod, isOld, of)),
    };
  });
  return {
    at: of.at.toISOString(),
    nodes,
    evicted: of.evicted,
    remaining: of.remaining,
    refused: of.refused,
    perMinute: Math.round(perMinute * 10) / 10,
    ...(perMinute > 0 && of.remaining > 0
      ? {
          predictedEnd: new Date(
            of.at.getTime() + (of.remaining / perMinute) * 60_000,
          ).toISOString(),
        }
      : {}),
  };
}

function podView(
  pod: Pod,
  isOld: boolean,
  of: {
    held: ReadonlyMap<string, Hold>;
    explained: ReadonlyMap<string, Blocked>;
    owners: ReadonlyMap<string, string>;
  },
): JsonObject {
  const workload = inWords(workloadOf(pod));
  const hold = of.held.get(pod.metadata.uid ?? '');
  const owner = of.owners.get(workload);
  const blocked =
    isOld && hold ? of.explained.get(holdKey(pod, hold)) : undefined;
  const state = isOld ? oldState(hold, blocked) : 'moved';
  return {
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name,
    workload,
    state,
    ...(owner ? { owner } : {}),
    ...(blocked ? { blocked: blockedView(blocked) } : {}),
  };
}

function blockedView({ subject, ...rest }: Blocked): JsonObject {
  return { ...rest, ...(subject ? { subject: { ...subject } } : {}) };
}

function oldState(
  hold: Hold | undefined,
  blocked: Blocked | undefined,
): 'evicting' | 'waiting' | 'blocked' {
  if (!hold || hold.reason === 'leaving') return 'evicting';
  return blocked || needsPerson(hold) ? 'blocked' : 'waiting';
}
