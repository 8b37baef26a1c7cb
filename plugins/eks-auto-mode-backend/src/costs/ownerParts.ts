// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { podRequests, toResources } from '../placement/resources';
import type { CountedNode, Standing } from './basis';
import type { NodeKind } from './nodeKinds';

/** What of the nodes falls to an owner; without an owner: what nobody asked for. */
export interface OwnerPart {
  owner?: string;
  standing: Standing;
  capacity: NodeKind['capacity'];
  /** US dollars an hour at on-demand prices, whatever spot and commitments take off. */
  listed: number;
}

export interface OwnerQuestions {
  /** Undefined for nodes that no figure holds. */
  countedAs(node: Node): CountedNode | undefined;
  priceOf(kind: NodeKind): number;
  ownerOf(pod: Pod): string | undefined;
}

/**
 * How the nodes' cost falls to owners, with pauses: of each node a pod's part is the larger of the
 * shares of processor and memory that it asks for. What nobody asked for falls to nobody.
 */
export function* ownerParts(
  nodes: readonly Node[],
  pods: readonly Pod[],
  { countedAs, priceOf, ownerOf }: OwnerQuestions,
): Generator<void, OwnerPart[]> {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    const { nodeName } = pod.spec;
    if (!nodeName || ['Succeeded', 'Failed'].includes(pod.status?.phase ?? ''))
      continue;
    const others = byNode.get(nodeName);
    if (others) others.push(pod);
    else byNode.set(nodeName, [pod]);
  }
  const parts = new Map<string, OwnerPart>();
  const add = (part: OwnerPart) => {
    const key = `${part.standing} ${part.capacity} ${part.owner ?? ''}`;
    const before = parts.get(key);
    if (before) before.listed += part.listed;
    else parts.set(key, { ...part });
  };
  for (const node of nodes) {
    const as = countedAs(node);
    if (!as) continue;
    const { standing, kind } = as;
    const { capacity } = kind;
    const price = priceOf(kind);
    const shares: [string | undefined, number][] = [];
    for (const pod of byNode.get(node.metadata.name) ?? []) {
      shares.push([ownerOf(pod), shareOf(pod, node)]);
      yield;
    }
    // Requests of both kinds may add up to more than one node.
    const asked = shares.reduce((sum, [, share]) => sum + share, 0);
    const scale = asked > 1 ? 1 / asked : 1;
    for (const [owner, share] of shares)
      add({ owner, standing, capacity, listed: price * share * scale });
    add({ standing, capacity, listed: price * Math.max(0, 1 - asked) });
  }
  return [...parts.values()].filter(({ listed }) => listed > 0);
}

function shareOf(pod: Pod, node: Node): number {
  const has = toResources(node.status?.allocatable);
  const asks = podRequests(pod);
  return Math.max(
    ...['cpu', 'memory'].map(name =>
      has[name] > 0 ? Math.min(1, (asks[name] ?? 0) / has[name]) : 0,
    ),
  );
}
