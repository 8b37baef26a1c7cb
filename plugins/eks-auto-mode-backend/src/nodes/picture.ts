// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  api,
  KubernetesSubject,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Inventory,
  InventoryPart,
  InventoryParts,
  Node,
  Read,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  findSources,
  instanceIdOf,
  takesRoom,
  type Source,
  type Sources,
} from '../placement';
import { subjectOf, topControllers } from '../readiness/workloads';
import { addressesOf, type LaunchedNode } from './addresses';
import { claimOf } from './claims';
import { differencesOf } from './differences';
import { headlineOf } from './headline';
import { imageOf } from './images';
import { poolOf } from './pools';
import { straysOf } from './strays';
import { usageOf } from './usage';

/** What the picture stands on; each that is unread is named in it. */
const PARTS = [
  'nodegroups',
  'autoScalingGroups',
  'fargateProfiles',
  'instances',
  'nodes',
  'pods',
  'nodePools',
  'nodeClaims',
  'nodeMetrics',
  'podMetrics',
  'subnets',
  'instanceTypes',
  'launchTemplates',
  'machineImages',
] as const satisfies InventoryPart[];

const valueOf = <T>(part: Read<T[]>): T[] =>
  part.state === 'read' ? part.value : [];

type Parts = Pick<InventoryParts, (typeof PARTS)[number] | 'cluster'>;

/**
 * Where every node of an inventory comes from, and how the nodes are, with pauses; undefined where
 * not even the cluster was read. What could not be read is named, and nothing is said that needed it.
 *
 * @param launched - nodes that a simulation of the move launches, where one could be made.
 */
export function* picturing(
  inventory: Inventory,
  ownerOf: (subject: KubernetesSubject) => string | undefined,
  launched?: readonly LaunchedNode[],
): Generator<void, api.ClusterNodes | undefined> {
  const { cluster } = inventory.parts;
  if (cluster.state === 'unread') return undefined;
  const { parts: reads } = inventory;
  const parts: Parts = {
    cluster: cluster.value,
    nodegroups: valueOf(reads.nodegroups),
    autoScalingGroups: valueOf(reads.autoScalingGroups),
    fargateProfiles: valueOf(reads.fargateProfiles),
    instances: valueOf(reads.instances),
    nodes: valueOf(reads.nodes),
    pods: valueOf(reads.pods),
    nodePools: valueOf(reads.nodePools),
    nodeClaims: valueOf(reads.nodeClaims),
    nodeMetrics: valueOf(reads.nodeMetrics),
    podMetrics: valueOf(reads.podMetrics),
    subnets: valueOf(reads.subnets),
    instanceTypes: valueOf(reads.instanceTypes),
    launchTemplates: valueOf(reads.launchTemplates),
    machineImages: valueOf(reads.machineImages),
  };
  const found = attributed(parts, inventory);
  yield;
  const podsOn = new Map<string, number>();
  for (const pod of parts.pods) {
    const { nodeName } = pod.spec;
    if (nodeName !== undefined && takesRoom(pod))
      podsOn.set(nodeName, (podsOn.get(nodeName) ?? 0) + 1);
    yield;
  }
  const instances = new Map(parts.instances.map(one => [one.id, one]));
  const sourceOf = new Map(
    found.sources.flatMap(source =>
      source.nodes.map(node => [node.metadata.name, source.id] as const),
    ),
  );
  const autoNodes = found.sources
    .filter(source => source.type === 'auto')
    .flatMap(source => source.nodes);
  const { replicaSets, jobs, daemonSets, nodeMetrics, podMetrics } =
    inventory.parts;
  const workloadOf = topControllers({
    replicaSets: valueOf(replicaSets),
    jobs: valueOf(jobs),
  });
  const nodesOf = (source: Source): api.SourceNode[] =>
    source.nodes.map(node => ({
      ...nodeOf(node, instances),
      pods: podsOn.get(node.metadata.name) ?? 0,
      evidence: found.evidence.get(node.metadata.name) ?? [],
    }));
  const poolsByName = new Map(
    parts.nodePools.map(pool => [pool.metadata.name, pool]),
  );
  const pools = parts.nodePools.map(pool =>
    poolOf(
      pool,
      found.sources.find(
        ({ type, name }) =>
          (type === 'auto' || type === 'karpenter') &&
          name === pool.metadata.name,
      )?.nodes.length ?? 0,
    ),
  );
  const picture: Omit<api.ClusterNodes, 'headline'> = {
    readAt: inventory.readAt,
    sources: found.sources.map(source => ({
      id: source.id,
      type: source.type,
      name: source.name,
      sizes:
        source.groups.length || source.nodegroup ? source.sizes : undefined,
      definers: source.definers,
      nodes: nodesOf(source),
      image: imageOf(source, parts.launchTemplates, parts.machineImages),
      differences: differencesOf({
        source,
        templates: parts.launchTemplates,
        images: parts.machineImages,
        instances,
        autoNodes,
      }),
    })),
    disputes: found.disputes,
    strays:
      inventory.parts.nodes.state === 'read'
        ? straysOf({
            clusterName: cluster.value.name,
            nodes: parts.nodes,
            instances:
              inventory.parts.instances.state === 'read'
                ? parts.instances
                : undefined,
            groups: parts.autoScalingGroups,
            sourceOf: new Map(
              found.sources.flatMap(source =>
                source.groups.map(group => [group.name, source.id] as const),
              ),
            ),
            readAt: inventory.readAt,
          })
        : [],
    pools,
    claims: parts.nodeClaims.map(claim => claimOf(claim, poolsByName)),
    usage: yield* usageOf({
      nodes: parts.nodes,
      pods: parts.pods,
      nodeMetrics,
      podMetrics,
      sourceOf,
      workloadOf,
      ownerOf: pod => ownerOf(subjectOf(pod)),
    }),
    subnets: addressesOf({
      cluster: cluster.value,
      subnets: parts.subnets,
      sources: found.sources,
      instances: parts.instances,
      instanceTypes: parts.instanceTypes,
      pods: parts.pods,
      daemonSets: daemonSets.state === 'read' ? daemonSets.value : undefined,
      launched,
    }),
    unread: unreadOf(inventory),
  };
  return {
    ...picture,
    headline: headlineOf(picture, {
      autoMode: cluster.value.autoMode.compute,
      nodesRead: inventory.parts.nodes.state === 'read',
      waiting: parts.pods.filter(
        pod =>
          pod.status?.phase === 'Pending' && pod.spec.nodeName === undefined,
      ).length,
    }),
  };
}

/** Without the groups nothing says which of them an EC2 instance is in: such nodes are nobody's. */
function attributed(parts: Parts, inventory: Inventory): Sources {
  const unread = (['nodegroups', 'autoScalingGroups'] as const).find(
    part => inventory.parts[part].state === 'unread',
  );
  if (unread === undefined) return findSources(parts);
  const onEc2 = (node: Node) => instanceIdOf(node) !== undefined;
  const found = findSources({
    ...parts,
    nodes: parts.nodes.filter(node => !onEc2(node)),
  });
  const what =
    unread === 'nodegroups' ? 'The node groups' : 'The Auto Scaling groups';
  return {
    ...found,
    disputes: [
      ...found.disputes,
      ...parts.nodes.filter(onEc2).map(node => ({
        node: node.metadata.name,
        source: `unknown:${node.metadata.name}`,
        why: `${what} could not be read, and its labels alone prove nothing`,
      })),
    ],
  };
}

function nodeOf(
  node: Node,
  instances: ReadonlyMap<string, InventoryParts['instances'][number]>,
): Omit<api.SourceNode, 'pods' | 'evidence'> {
  const labels = node.metadata.labels ?? {};
  const instance = instanceIdOf(node);
  const info = node.status?.nodeInfo;
  return {
    name: node.metadata.name,
    instance,
    instanceType: labels['node.kubernetes.io/instance-type'],
    zone: labels['topology.kubernetes.io/zone'],
    subnet: instances.get(instance ?? '')?.subnetId,
    createdAt: node.metadata.creationTimestamp,
    ready: (node.status?.conditions ?? []).some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    ),
    image: info?.osImage,
    kernel: info?.kernelVersion,
    runtime: info?.containerRuntimeVersion,
    kubelet: info?.kubeletVersion,
  };
}

function unreadOf(inventory: Inventory): api.UnreadPart[] {
  return PARTS.flatMap(part => {
    const read = inventory.parts[part];
    return read.state === 'unread'
      ? [{ part, ...read.unread }]
      : read.missing.map(({ what, unread }) => ({
          part: `${part} ${what}`,
          ...unread,
        }));
  });
}
