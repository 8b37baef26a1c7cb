// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup,
  InventoryParts,
  Node,
  Nodegroup,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { AUTO_GROUP, COMPUTE_TYPE } from './pools';

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

/** @alpha */
export type SourceType =
  | 'managed-node-group'
  | 'auto-scaling-group'
  | 'standalone'
  | 'karpenter'
  | 'fargate'
  | 'auto';

/**
 * What nodes come from.
 *
 * @alpha
 */
export interface Source {
  /** `managed:<nodegroup>`, `asg:<name>`, `karpenter:<pool>`, `fargate:<profile>`, `auto:<pool>`, `standalone:<node>`. */
  id: string;
  type: SourceType;
  name: string;
  nodes: Node[];
  sizes: { min: number; max: number; desired: number };
  instanceTypes: string[];
  /** For managed groups. */
  nodegroup?: Nodegroup;
  groups: AutoScalingGroup[];
  definedBy?: string;
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

/** The instance behind a node: the last part of `aws:///<zone>/<id>`. @alpha */
export function instanceIdOf(node: Node): string | undefined {
  const { providerID } = node.spec;
  return providerID?.startsWith('aws://')
    ? /\/(i-[0-9a-f]+)$/.exec(providerID)?.[1]
    : undefined;
}

/** Which tool holds the definition, by the tags it leaves. @alpha */
export function definedBy(tags: Record<string, string>): string | undefined {
  const keys = Object.keys(tags);
  if (keys.some(key => key.startsWith('alpha.eksctl.io/'))) {
    return 'eksctl';
  }
  if (tags['aws:cloudformation:stack-name'] !== undefined) {
    return keys.some(key => key.startsWith('aws:cdk:'))
      ? 'cdk'
      : 'cloudformation';
  }
  const text = keys
    .filter(key =>
      /^(managed[-_ ]?by|iac|provisioner|created[-_ ]?by)$/i.test(key),
    )
    .map(key => tags[key].toLowerCase())
    .join(' ');
  const said = ['terraform', 'opentofu', 'pulumi', 'crossplane'].find(tool =>
    text.includes(tool),
  );
  if (said) {
    return said;
  }
  if (keys.some(key => /^terraform([-_:/]|$)/i.test(key))) {
    return 'terraform';
  }
  return keys.some(key => /^pulumi:/i.test(key)) ? 'pulumi' : undefined;
}

function typesOf(nodes: readonly Node[]): string[] {
  const types = nodes.flatMap(
    node => node.metadata.labels?.['node.kubernetes.io/instance-type'] ?? [],
  );
  return [...new Set(types)].sort();
}

/**
 * Attributes every node to the source it comes from.
 *
 * A node belongs to a managed group only where its instance is in the group's Auto Scaling group,
 * its label says so too, and its compute type is not `auto`. Labels are hostile input: where the
 * three do not agree the node belongs to nothing and is reported.
 *
 * @alpha
 */
export function findSources(
  parts: Pick<InventoryParts, (typeof sourceParts)[number]>,
): { sources: Source[]; disputes: Dispute[] } {
  const groups = new Map(
    parts.autoScalingGroups.map(group => [group.name, group]),
  );
  const groupOfInstance = new Map<string, string>();
  for (const group of parts.autoScalingGroups) {
    for (const instance of group.instances) {
      groupOfInstance.set(instance.id, group.name);
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
      instanceTypes: [...nodegroup.instanceTypes].sort(),
      nodegroup,
      groups: nodegroup.autoScalingGroups.flatMap(
        name => groups.get(name) ?? [],
      ),
      definedBy: definedBy(nodegroup.tags),
    });
  }
  const ownedTag = `kubernetes.io/cluster/${parts.cluster.name}`;
  for (const group of parts.autoScalingGroups) {
    if (
      !nodegroupOfGroup.has(group.name) &&
      group.tags[ownedTag] !== undefined
    ) {
      add({
        id: `asg:${group.name}`,
        type: 'auto-scaling-group',
        name: group.name,
        nodes: [],
        sizes: { min: group.min, max: group.max, desired: group.desired },
        instanceTypes: [],
        groups: [group],
        definedBy: definedBy(group.tags),
      });
    }
  }
  for (const profile of parts.fargateProfiles) {
    add(byNodes('fargate', profile.name));
  }
  for (const pool of parts.nodePools) {
    const auto = pool.spec.template.spec.nodeClassRef.group === AUTO_GROUP;
    add(byNodes(auto ? 'auto' : 'karpenter', pool.metadata.name));
  }

  const nodes = [...parts.nodes].sort((a, b) =>
    a.metadata.name < b.metadata.name ? -1 : 1,
  );
  for (const node of nodes) {
    const labels = node.metadata.labels ?? {};
    const labelled = labels['eks.amazonaws.com/nodegroup'];
    const computeType = labels[COMPUTE_TYPE];
    const instance = instanceIdOf(node);
    const group =
      instance === undefined ? undefined : groupOfInstance.get(instance);
    const managed =
      group === undefined ? undefined : nodegroupOfGroup.get(group);
    const why = disagreement({
      labelled,
      managed,
      group,
      computeType,
      instance,
    });
    if (why) {
      disputes.push({
        node: node.metadata.name,
        source: `managed:${managed ?? labelled}`,
        why,
      });
      continue;
    }
    let source: Source;
    if (managed !== undefined) {
      source =
        sources.get(`managed:${managed}`) ??
        byNodes('standalone', node.metadata.name);
    } else if (computeType === 'auto') {
      source = find('auto', labels['karpenter.sh/nodepool'] ?? 'unknown');
    } else if (computeType === 'fargate') {
      source = find(
        'fargate',
        labels['eks.amazonaws.com/fargate-profile'] ?? 'unknown',
      );
    } else if (group !== undefined) {
      source =
        sources.get(`asg:${group}`) ?? add(unlabelledGroup(groups.get(group)));
    } else if (labels['karpenter.sh/nodepool'] !== undefined) {
      source = find('karpenter', labels['karpenter.sh/nodepool']);
    } else {
      source = find('standalone', node.metadata.name);
    }
    source.nodes.push(node);
  }

  function find(type: SourceType, name: string): Source {
    const fresh = byNodes(type, name);
    return sources.get(fresh.id) ?? add(fresh);
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
  };
}

const PREFIX: Record<SourceType, string> = {
  'managed-node-group': 'managed',
  'auto-scaling-group': 'asg',
  standalone: 'standalone',
  karpenter: 'karpenter',
  fargate: 'fargate',
  auto: 'auto',
};

/** A source that is known by its nodes only. */
function byNodes(type: SourceType, name: string): Source {
  return {
    id: `${PREFIX[type]}:${name}`,
    type,
    name,
    nodes: [],
    sizes: { min: 0, max: 0, desired: 0 },
    instanceTypes: [],
    groups: [],
  };
}

/** An Auto Scaling group whose nodes joined though it lacks the cluster's tag. */
function unlabelledGroup(group: AutoScalingGroup | undefined): Source {
  const source = byNodes('auto-scaling-group', group?.name ?? 'unknown');
  return group
    ? {
        ...source,
        sizes: { min: group.min, max: group.max, desired: group.desired },
        groups: [group],
        definedBy: definedBy(group.tags),
      }
    : source;
}

function disagreement(facts: {
  labelled: string | undefined;
  managed: string | undefined;
  group: string | undefined;
  computeType: string | undefined;
  instance: string | undefined;
}): string | undefined {
  const { labelled, managed, group, computeType, instance } = facts;
  if (managed === undefined && labelled === undefined) {
    return undefined;
  }
  if (computeType === 'auto') {
    return `its compute type is auto, yet ${
      managed === undefined
        ? `its label names node group ${labelled}`
        : `its instance ${instance} is in the Auto Scaling group of ${managed}`
    }`;
  }
  if (managed === undefined) {
    if (instance === undefined) {
      return `its label names node group ${labelled}, yet its provider id names no instance`;
    }
    return group === undefined
      ? `its label names node group ${labelled}, yet its instance ${instance} is in no Auto Scaling group`
      : `its label names node group ${labelled}, yet its instance ${instance} is in the Auto Scaling group ${group}, which is not that node group's`;
  }
  return labelled === managed
    ? undefined
    : `its instance ${instance} is in the Auto Scaling group of node group ${managed}, yet its label ${
        labelled === undefined ? 'is missing' : `names ${labelled}`
      }`;
}
