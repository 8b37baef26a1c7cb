// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  AutoScalingGroup,
  Instance,
  Node,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { instanceIdOf } from '../placement';

/** A node that has not joined after so long does not join any more (EKS User Guide, troubleshooting). */
const JOINS_WITHIN_MS = 15 * 60 * 1000;

/** States of a group's instance in which it is meant to be a node. */
const IN_SERVICE = new Set(['InService', 'Pending', 'Pending:Proceed']);

export interface StraysInput {
  clusterName: string;
  nodes: readonly Node[];
  /** All of the cluster's that have not ended; undefined where they could not be read. */
  instances?: readonly Instance[];
  groups: readonly AutoScalingGroup[];
  /** The source of each Auto Scaling group, by the group's name. */
  sourceOf: ReadonlyMap<string, string>;
  /** When the cluster was read. */
  readAt: string;
}

/** Instances that should be nodes and are none, and nodes whose instance does not run. */
export function straysOf(input: StraysInput): api.Stray[] {
  const joined = new Set(input.nodes.flatMap(node => instanceIdOf(node) ?? []));
  const known =
    input.instances && new Map(input.instances.map(one => [one.id, one]));
  const inGroup = new Map(
    input.groups.flatMap(group =>
      group.instances.map(one => [one.id, { group, ...one }] as const),
    ),
  );
  const candidates = [...(known ?? inGroup).keys()].sort();
  return [
    ...candidates
      .filter(id => !joined.has(id))
      .flatMap(
        id => notANode(id, known?.get(id), inGroup.get(id), input) ?? [],
      ),
    ...(known
      ? input.nodes.flatMap(node => withoutInstance(node, known) ?? [])
      : []),
  ];
}

type Membership = {
  group: AutoScalingGroup;
  lifecycleState: string;
};

function notANode(
  id: string,
  instance: Instance | undefined,
  membership: Membership | undefined,
  input: StraysInput,
): api.Stray | undefined {
  // What is stopped or goes is no node that is missed.
  const running =
    instance === undefined || ['running', 'pending'].includes(instance.state);
  if (!running) return undefined;
  const evidence = evidenceOf(instance, membership, input.clusterName);
  if (evidence.length === 0) return undefined;
  const stray = {
    instance: id,
    instanceType: instance?.type,
    zone: instance?.availabilityZone,
    launchedAt: instance?.launchedAt,
    source: membership && input.sourceOf.get(membership.group.name),
    evidence,
  };
  if (membership && !IN_SERVICE.has(membership.lifecycleState)) {
    return {
      ...stray,
      state: 'not-expected',
      why: `It is ${membership.lifecycleState} in its Auto Scaling group, so it is not meant to be a node now.`,
    };
  }
  const age = instance?.launchedAt
    ? Date.parse(input.readAt) - Date.parse(instance.launchedAt)
    : undefined;
  if (age !== undefined && age < JOINS_WITHIN_MS) {
    return {
      ...stray,
      state: 'not-expected',
      why: `It was launched ${Math.max(
        0,
        Math.round(age / 60_000),
      )} minutes before the cluster was read and may still be joining.`,
    };
  }
  return {
    ...stray,
    state: 'not-joined',
    why: 'It runs and is paid for, and the cluster has no node of it. Its access entry or aws-auth row, its security groups, its route to the API server and its user data are what to look at (EKS User Guide, troubleshooting).',
  };
}

function evidenceOf(
  instance: Instance | undefined,
  membership: Membership | undefined,
  clusterName: string,
): string[] {
  const tag = `kubernetes.io/cluster/${clusterName}`;
  const value = instance?.tags[tag];
  return [
    ...(membership
      ? [
          `${membership.lifecycleState} in Auto Scaling group ${membership.group.name}`,
        ]
      : []),
    ...(value !== undefined ? [`tag ${tag}=${value}`] : []),
    ...(instance?.managedByAuto ? ['EC2 says that Auto Mode manages it'] : []),
  ];
}

function withoutInstance(
  node: Node,
  known: ReadonlyMap<string, Instance>,
): api.Stray | undefined {
  const id = instanceIdOf(node);
  if (id === undefined) return undefined;
  const instance = known.get(id);
  if (instance && ['running', 'pending'].includes(instance.state))
    return undefined;
  return {
    state: 'no-instance',
    instance: id,
    node: node.metadata.name,
    instanceType: instance?.type,
    zone: instance?.availabilityZone,
    launchedAt: instance?.launchedAt,
    why: instance
      ? `Its instance is ${instance.state}, yet the cluster still has the node.`
      : 'EC2 knows no instance of this id that has not ended, yet the cluster has the node.',
    evidence: [`provider id ${node.spec.providerID}`],
  };
}
