// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup,
  InventoryParts,
  Node,
  Nodegroup,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { definersOf, objectDefinersOf, type Definer } from './definers';
import {
  instanceIdOf,
  membershipOf,
  sourceId,
  type SourceType,
} from './membership';
import { AUTO_GROUP } from './pools';

/** What {@link findSources} reads. @alpha */
export const sourceParts = [
  'cluster',
  'nodegroups',
  'autoScalingGroups',
  'fargateProfiles',
  'instances',
  'nodes',
  'nodePools',
] as const;

/**
 * What nodes come from.
 *
 * @alpha
 */
export interface Source {
  /**
   * `managed:<nodegroup>`, `asg:<name>`, `karpenter:<pool>`, `fargate:<profile>`, `auto:<pool>`,
   * `standalone:<node>`, `hybrid:<node>`, `unknown:<node>`.
   */
  id: string;
  type: SourceType;
  name: string;
  nodes: Node[];
  sizes: { min: number; max: number; desired: number };
  instanceTypes: string[];
  /** For managed groups. */
  nodegroup?: Nodegroup;
  groups: AutoScalingGroup[];
  /** Tools that hold its definition, with what gives them away; the one to talk to first. */
  definers: Definer[];
}

/**
 * A node whose label, Auto Scaling group and compute type do not agree on where it comes from.
 *
 * @alpha
 */
export interface Dispute {
  node: string;
  /** The source that it may belong to. */
  source: string;
  why: string;
}

/** Every source, the nodes that are nobody's, and what says of each other where it belongs. @alpha */
export interface Sources {
  sources: Source[];
  disputes: Dispute[];
  /** By the name of the node. */
  evidence: Map<string, string[]>;
}

function typesOf(nodes: readonly Node[]): string[] {
  return nodes.flatMap(
    node => node.metadata.labels?.['node.kubernetes.io/instance-type'] ?? [],
  );
}

/**
 * Attributes every node to the source it comes from.
 *
 * Labels are hostile input (`membership.ts`): where they and AWS do not agree the node belongs
 * to nothing and is reported.
 *
 * @alpha
 */
export function findSources(
  parts: Pick<InventoryParts, (typeof sourceParts)[number]>,
): Sources {
  const groups = new Map(
    parts.autoScalingGroups.map(group => [group.name, group]),
  );
  const groupOfInstance = new Map<string, AutoScalingGroup>();
  for (const group of parts.autoScalingGroups) {
    for (const instance of group.instances) {
      groupOfInstance.set(instance.id, group);
    }
  }
  const nodegroupOfGroup = new Map<string, string>();
  const sources = new Map<string, Source>();
  const disputes: Dispute[] = [];
  const add = (source: Source) => {
    sources.set(source.id, source);
    return source;
  };

  for (const nodegroup of parts.nodegroups) {
    nodegroup.autoScalingGroups.forEach(name =>
      nodegroupOfGroup.set(name, nodegroup.name),
    );
    add({
      id: `managed:${nodegroup.name}`,
      type: 'managed-node-group',
      name: nodegroup.name,
      nodes: [],
      sizes: { ...nodegroup.scaling },
      instanceTypes: nodegroup.instanceTypes,
      nodegroup,
      groups: nodegroup.autoScalingGroups.flatMap(
        name => groups.get(name) ?? [],
      ),
      definers: definersOf(nodegroup.tags),
    });
  }
  const ownedTag = `kubernetes.io/cluster/${parts.cluster.name}`;
  for (const group of parts.autoScalingGroups) {
    if (
      !nodegroupOfGroup.has(group.name) &&
      group.tags[ownedTag] !== undefined
    ) {
      add(byGroup(group));
    }
  }
  for (const profile of parts.fargateProfiles) {
    add(byNodes('fargate', profile.name, definersOf(profile.tags ?? {})));
  }
  for (const pool of parts.nodePools) {
    const auto = pool.spec.template.spec.nodeClassRef.group === AUTO_GROUP;
    add(
      byNodes(
        auto ? 'auto' : 'karpenter',
        pool.metadata.name,
        objectDefinersOf(pool.metadata),
      ),
    );
  }

  const nodes = [...parts.nodes].sort((a, b) =>
    a.metadata.name < b.metadata.name ? -1 : 1,
  );
  const instances = new Map(parts.instances.map(one => [one.id, one]));
  const evidence = new Map<string, string[]>();
  for (const node of nodes) {
    const instanceId = instanceIdOf(node);
    const group = groupOfInstance.get(instanceId ?? '');
    const instance = instances.get(instanceId ?? '');
    const membership = membershipOf({
      node,
      instanceId,
      instance,
      group: group?.name,
      managed: nodegroupOfGroup.get(group?.name ?? ''),
    });
    if (membership.state === 'disputed') {
      const { source, why } = membership;
      disputes.push({ node: node.metadata.name, source, why });
      continue;
    }
    const { type, name } = membership;
    const source =
      sources.get(sourceId(type, name)) ??
      add(
        // A group whose nodes joined though it lacks the cluster's tag.
        group
          ? byGroup(group)
          : byNodes(
              type,
              name,
              type === 'standalone' ? definersOf(instance?.tags ?? {}) : [],
            ),
      );
    source.nodes.push(node);
    evidence.set(node.metadata.name, membership.evidence);
  }

  for (const source of sources.values()) {
    if (
      source.type !== 'managed-node-group' &&
      source.type !== 'auto-scaling-group'
    ) {
      const count = source.nodes.length;
      source.sizes = { min: count, max: count, desired: count };
    }
    source.instanceTypes = [
      ...new Set([...source.instanceTypes, ...typesOf(source.nodes)]),
    ].sort();
  }
  return {
    sources: [...sources.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    disputes,
    evidence,
  };
}

/** A source that is known by its nodes only. */
function byNodes(type: SourceType, name: string, definers: Definer[]): Source {
  return {
    id: sourceId(type, name),
    type,
    name,
    nodes: [],
    sizes: { min: 0, max: 0, desired: 0 },
    instanceTypes: [],
    groups: [],
    definers,
  };
}

function byGroup(group: AutoScalingGroup): Source {
  return {
    ...byNodes('auto-scaling-group', group.name, definersOf(group.tags)),
    sizes: { min: group.min, max: group.max, desired: group.desired },
    groups: [group],
  };
}
