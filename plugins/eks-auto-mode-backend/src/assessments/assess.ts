// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  DrainBound,
  Finding,
  PlannedSource,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  AnyCheck,
  Inventory,
  InventoryPart,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { CatalogOwners } from '../owners/catalogOwners';
import {
  createOwnerResolver,
  type OwnerResolver,
} from '../owners/resolveOwner';
import {
  pricesOf,
  type CostBasis,
  type NodesBeforeAndAfter,
} from '../costs/basis';
import { Prices } from '../costs/hourly';
import { ownerParts } from '../costs/ownerParts';
import { supportOf } from '../costs/support';
import { evaluating } from '../readiness/evaluate';
import { isAutoNode } from '../readiness/nodes';
import { judge } from '../readiness/verdict';
import { gathered, inTurns, turn } from '../turns';
import { keptNodes } from './keptNodes';
import type {
  NewAssessment,
  ServiceFootprint,
  UnreadPart,
} from './assessmentsStore';
import type { ClusterProblem, ClusterRecord } from './clustersStore';

export interface AssessInput {
  cluster: ClusterRecord;
  inventory: Inventory;
  checks: readonly AnyCheck[];
  exceptions: Iterable<{ code: string; subjectKey: string }>;
  catalog: CatalogOwners;
  teamLabels: string[];
  /** What the nodes come from, and what would become of it. */
  sources: PlannedSource[];
  /** How long each budget's pods take to move at least. */
  bounds: DrainBound[];
  /** Nodes before and after a move; undefined where no plan can be made. */
  nodes?: NodesBeforeAndAfter;
  now: Date;
}

/**
 * Judges an inventory and finds whose each finding is. Nothing is read or written; others get their
 * turn every few milliseconds, because a large cluster takes a second to judge.
 */
export async function assess(input: AssessInput): Promise<NewAssessment> {
  const { cluster, inventory, checks, now } = input;
  const findings = await inTurns(gathered(evaluating(inventory, checks, now)));
  await turn();

  const titles = new Map(checks.map(check => [check.code, check.title]));
  const owners = createOwnerResolver({
    inventory,
    catalog: input.catalog,
    clusterOwner: cluster.owner,
    teamLabels: input.teamLabels,
  });
  const judgement = judge({
    inventory,
    checks,
    findings,
    exceptions: input.exceptions,
    isKept: keptNodes(input.sources),
  });
  const described = inventory.parts.cluster;
  const nodes = inventory.parts.nodes;
  const pods = inventory.parts.pods;
  return {
    clusterId: cluster.id,
    readAt: inventory.readAt,
    ...judgement,
    version: described.state === 'read' ? described.value.version : undefined,
    nodes: nodes.state === 'read' ? nodes.value.length : undefined,
    autoNodes:
      nodes.state === 'read'
        ? nodes.value.filter(isAutoNode).length
        : undefined,
    pods: pods.state === 'read' ? pods.value.length : undefined,
    autoMode:
      described.state === 'read' ? described.value.autoMode.compute : undefined,
    problem:
      judgement.verdict === 'unreachable'
        ? unreachableBecause(inventory)
        : undefined,
    sources: input.sources,
    unreadParts: unreadParts(inventory),
    services:
      pods.state === 'read'
        ? await inTurns(footprints(pods.value, input.bounds, owners))
        : [],
    cost: await costBasis(input, owners),
    findings: await inTurns(owned(findings, titles, owners)),
  };
}

/** What the cost is worked out from; undefined where the nodes were not read. */
async function costBasis(
  { inventory, nodes: counted }: AssessInput,
  owners: OwnerResolver,
): Promise<CostBasis | undefined> {
  const { cluster, clusterVersions, nodes, pods, prices } = inventory.parts;
  if (!counted || cluster.state === 'unread') return undefined;
  const { nodes: countedNodes, ...counts } = counted;
  const list = pricesOf(counted, prices.state === 'read' ? prices.value : []);
  const of = new Prices(list);
  return {
    ...counts,
    autoMode: cluster.value.autoMode.compute,
    readAt: inventory.readAt,
    support: supportOf(
      cluster.value.version,
      clusterVersions.state === 'read' ? clusterVersions.value : undefined,
    ),
    prices: list,
    ownerParts:
      nodes.state === 'read' && pods.state === 'read'
        ? await inTurns(
            ownerParts(nodes.value, pods.value, {
              countedAs: node => countedNodes.get(node.metadata.name),
              priceOf: kind => of.onDemand(kind)?.amount ?? 0,
              ownerOf: pod =>
                owners.ownerOf({
                  apiVersion: 'v1',
                  kind: 'Pod',
                  namespace: pod.metadata.namespace,
                  name: pod.metadata.name,
                }).owner,
            }),
          )
        : [],
  };
}

function* owned(
  findings: readonly Finding[],
  titles: ReadonlyMap<string, string>,
  owners: OwnerResolver,
): Generator<void, NewAssessment['findings']> {
  const all: NewAssessment['findings'] = [];
  for (const finding of findings) {
    const { owner, resolution, componentRef } = owners.ownerOf(finding.subject);
    all.push({
      ...finding,
      title: titles.get(finding.code) ?? finding.code,
      owner,
      ownerResolution: resolution,
      componentRef,
    });
    yield;
  }
  return all;
}

function unreachableBecause(inventory: Inventory): ClusterProblem | undefined {
  for (const part of ['cluster', 'namespaces', 'nodes', 'pods'] as const) {
    const value = inventory.parts[part];
    if (value.state === 'unread') {
      return {
        code: value.unread.reason,
        message: `${value.unread.operation}: ${value.unread.message}`,
        remedy:
          value.unread.remedy ??
          'Run the connection test; it names what is missing.',
      };
    }
  }
  return undefined;
}

function unreadParts(inventory: Inventory): UnreadPart[] {
  return (Object.keys(inventory.parts) as InventoryPart[]).flatMap(part => {
    const value = inventory.parts[part];
    return value.state === 'unread'
      ? [{ part, ...value.unread }]
      : value.missing.map(({ what, unread }) => ({
          part: `${part} ${what}`,
          ...unread,
        }));
  });
}

function* footprints(
  pods: Pod[],
  bounds: DrainBound[],
  owners: OwnerResolver,
): Generator<void, ServiceFootprint[]> {
  const found = new Map<string, { pods: number; volumes: Set<string> }>();
  for (const pod of pods) {
    yield;
    if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed')
      continue;
    const { componentRef } = owners.ownerOf({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: pod.metadata.namespace,
      name: pod.metadata.name,
    });
    if (!componentRef) continue;
    const footprint = found.get(componentRef) ?? {
      pods: 0,
      volumes: new Set<string>(),
    };
    footprint.pods += 1;
    for (const volume of pod.spec.volumes ?? []) {
      const claim = volume.persistentVolumeClaim?.claimName;
      if (claim) footprint.volumes.add(`${pod.metadata.namespace}/${claim}`);
    }
    found.set(componentRef, footprint);
  }
  const slowest = new Map<string, DrainBound>();
  for (const bound of bounds) {
    const { componentRef } = owners.ownerOf(bound.subject);
    if (!componentRef) continue;
    const before = slowest.get(componentRef);
    if (!before || bound.seconds > before.seconds)
      slowest.set(componentRef, bound);
  }
  return [...found].map(([componentRef, { pods: count, volumes }]) => {
    const bound = slowest.get(componentRef);
    return {
      componentRef,
      pods: count,
      volumes: volumes.size,
      drain: bound && {
        seconds: Math.round(bound.seconds),
        words: bound.words,
      },
    };
  });
}
