// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Instance,
  Node,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { COMPUTE_TYPE } from './pools';

/** @alpha */
export type SourceType =
  | 'managed-node-group'
  | 'auto-scaling-group'
  | 'standalone'
  | 'karpenter'
  | 'fargate'
  | 'auto'
  | 'hybrid'
  | 'unknown';

const PREFIX: Record<SourceType, string> = {
  'managed-node-group': 'managed',
  'auto-scaling-group': 'asg',
  standalone: 'standalone',
  karpenter: 'karpenter',
  fargate: 'fargate',
  auto: 'auto',
  hybrid: 'hybrid',
  unknown: 'unknown',
};

export function sourceId(type: SourceType, name: string): string {
  return `${PREFIX[type]}:${name}`;
}

/** What AWS says about a node's machine, beside what the node says about itself. */
export interface NodeFacts {
  node: Node;
  /** By its provider id. */
  instanceId?: string;
  /** As EC2 describes it; undefined where EC2 does not. */
  instance?: Instance;
  /** The Auto Scaling group that holds the instance. */
  group?: string;
  /** The managed node group whose Auto Scaling group that is. */
  managed?: string;
}

/** Where a node comes from, with what says so; or what does not agree. */
export type Membership =
  | { state: 'member'; type: SourceType; name: string; evidence: string[] }
  | { state: 'disputed'; source: string; why: string };

/** The instance behind a node: the last part of `aws:///<zone>/<id>`. @alpha */
export function instanceIdOf(node: Node): string | undefined {
  const { providerID } = node.spec;
  return providerID?.startsWith('aws://')
    ? /\/(i-[0-9a-f]+)$/.exec(providerID)?.[1]
    : undefined;
}

const NODEGROUP = 'eks.amazonaws.com/nodegroup';
const FARGATE_PROFILE = 'eks.amazonaws.com/fargate-profile';
const KARPENTER_POOL = 'karpenter.sh/nodepool';
/** Karpenter's labels before its beta API (Karpenter, v1beta1-migration). */
const PROVISIONER = 'karpenter.sh/provisioner-name';
/** On every instance that Auto Mode launches (AmazonEKSComputePolicy). */
const AUTO_POOL_TAG = 'eks:kubernetes-node-pool-name';

/** The pool of a Karpenter that launched an instance, by its tag. @alpha */
export function poolOf({ tags }: Instance): string | undefined {
  return tags[KARPENTER_POOL] ?? tags[PROVISIONER];
}

/**
 * Where a node comes from. Labels are hostile input: membership is what the Auto Scaling group, EC2
 * and the provider id say; a label that says otherwise makes the node nobody's.
 */
export function membershipOf(facts: NodeFacts): Membership {
  const { node, instanceId, group, managed } = facts;
  const labels = node.metadata.labels ?? {};
  const computeType = labels[COMPUTE_TYPE];
  const why = ofNodegroup(facts) ?? ofComputeType(facts) ?? ofPool(facts);
  if (why) {
    return { state: 'disputed', ...why };
  }
  const { providerID = 'absent' } = node.spec;
  if (managed !== undefined) {
    return member('managed-node-group', managed, [
      `instance ${instanceId} is in Auto Scaling group ${group} of node group ${managed}`,
      `label ${NODEGROUP}=${managed}`,
    ]);
  }
  switch (computeType) {
    case 'auto':
      return member('auto', labels[KARPENTER_POOL] ?? 'unknown', [
        facts.instance
          ? `EC2 says that Auto Mode manages instance ${instanceId}`
          : `label ${COMPUTE_TYPE}=auto; EC2 was not asked, or does not know ${
              instanceId ?? providerID
            }`,
        ...poolEvidence(facts, AUTO_POOL_TAG),
      ]);
    case 'fargate':
      return member('fargate', labels[FARGATE_PROFILE] ?? 'unknown', [
        `provider id ${providerID} names no EC2 instance`,
        `label ${COMPUTE_TYPE}=fargate`,
        ...labelEvidence(labels, FARGATE_PROFILE),
      ]);
    case 'hybrid':
      return member('hybrid', node.metadata.name, [
        `provider id ${providerID} names no EC2 instance`,
        `label ${COMPUTE_TYPE}=hybrid`,
      ]);
    default:
  }
  if (group !== undefined) {
    return member('auto-scaling-group', group, [
      `instance ${instanceId} is in Auto Scaling group ${group}`,
    ]);
  }
  const pool = labels[KARPENTER_POOL] ?? labels[PROVISIONER];
  if (pool !== undefined) {
    return member('karpenter', pool, [
      ...poolEvidence(facts, KARPENTER_POOL, PROVISIONER),
      `no Auto Scaling group holds ${instanceId ?? providerID}`,
    ]);
  }
  if (instanceId === undefined) {
    return member('unknown', node.metadata.name, [
      `provider id ${providerID} names neither an EC2 instance nor a hybrid node`,
    ]);
  }
  return member('standalone', node.metadata.name, [
    `no Auto Scaling group holds instance ${instanceId}`,
  ]);
}

function member(
  type: SourceType,
  name: string,
  evidence: string[],
): Membership {
  return { state: 'member', type, name, evidence };
}

function labelEvidence(
  labels: Record<string, string>,
  ...keys: string[]
): string[] {
  return keys.flatMap(key =>
    labels[key] === undefined ? [] : [`label ${key}=${labels[key]}`],
  );
}

/** The pool by the node's label, and by its instance's tag where there is one. */
function poolEvidence(facts: NodeFacts, ...tags: string[]): string[] {
  const labels = facts.node.metadata.labels ?? {};
  const tag = tags.find(key => facts.instance?.tags[key] !== undefined);
  return [
    ...labelEvidence(labels, KARPENTER_POOL, PROVISIONER),
    tag
      ? `tag ${tag}=${facts.instance?.tags[tag]} of the instance`
      : 'no tag of the instance names the pool',
  ];
}

type Disagreement = { source: string; why: string };

function ofNodegroup(facts: NodeFacts): Disagreement | undefined {
  const { node, managed, group, instanceId } = facts;
  const labels = node.metadata.labels ?? {};
  const labelled = labels[NODEGROUP];
  const name = managed ?? labelled;
  if (name === undefined) return undefined;
  const disagree = (why: string) => ({
    source: sourceId('managed-node-group', name),
    why,
  });
  if (labels[COMPUTE_TYPE] === 'auto') {
    return disagree(
      `its compute type is auto, yet ${
        managed === undefined
          ? `its label names node group ${labelled}`
          : `its instance ${instanceId} is in the Auto Scaling group of ${managed}`
      }`,
    );
  }
  if (managed === undefined) {
    if (instanceId === undefined) {
      return disagree(
        `its label names node group ${labelled}, yet its provider id names no instance`,
      );
    }
    return disagree(
      group === undefined
        ? `its label names node group ${labelled}, yet its instance ${instanceId} is in no Auto Scaling group`
        : `its label names node group ${labelled}, yet its instance ${instanceId} is in the Auto Scaling group ${group}, which is not that node group's`,
    );
  }
  return labelled === managed
    ? undefined
    : disagree(
        `its instance ${instanceId} is in the Auto Scaling group of node group ${managed}, yet its label ${
          labelled === undefined ? 'is missing' : `names ${labelled}`
        }`,
      );
}

function ofComputeType(facts: NodeFacts): Disagreement | undefined {
  const { node, instance, instanceId, group } = facts;
  const labels = node.metadata.labels ?? {};
  const computeType = labels[COMPUTE_TYPE];
  const auto = sourceId('auto', labels[KARPENTER_POOL] ?? 'unknown');
  if (computeType === 'auto') {
    if (group !== undefined) {
      return {
        source: auto,
        why: `its compute type is auto, yet its instance ${instanceId} is in the Auto Scaling group ${group}`,
      };
    }
    return instance && !instance.managedByAuto
      ? {
          source: auto,
          why: `its compute type is auto, yet EC2 does not say that Auto Mode manages its instance ${instanceId}`,
        }
      : undefined;
  }
  if (instance?.managedByAuto) {
    return {
      source: auto,
      why: `EC2 says that Auto Mode manages its instance ${instanceId}, yet its compute type ${
        computeType === undefined ? 'is missing' : `is ${computeType}`
      }`,
    };
  }
  return (computeType === 'fargate' || computeType === 'hybrid') &&
    instanceId !== undefined
    ? {
        source: sourceId(
          computeType,
          (computeType === 'fargate' && labels[FARGATE_PROFILE]) ||
            node.metadata.name,
        ),
        why: `its compute type is ${computeType}, yet its provider id names the EC2 instance ${instanceId}`,
      }
    : undefined;
}

function ofPool(facts: NodeFacts): Disagreement | undefined {
  const { node, instance, instanceId, group, managed } = facts;
  const labels = node.metadata.labels ?? {};
  const pool = labels[KARPENTER_POOL] ?? labels[PROVISIONER];
  if (pool === undefined) return undefined;
  const auto = labels[COMPUTE_TYPE] === 'auto';
  const source = sourceId(auto ? 'auto' : 'karpenter', pool);
  if (group !== undefined) {
    return {
      source: managed ? sourceId('managed-node-group', managed) : source,
      why: `its label names the pool ${pool}, yet its instance ${instanceId} is in the Auto Scaling group ${group}`,
    };
  }
  const tagged = auto
    ? instance?.tags[AUTO_POOL_TAG]
    : instance && poolOf(instance);
  return tagged !== undefined && tagged !== pool
    ? {
        source,
        why: `its label names the pool ${pool}, yet the tag of its instance ${instanceId} names ${tagged}`,
      }
    : undefined;
}
