// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  type AutoScalingClient,
  paginateDescribeAutoScalingGroups,
} from '@aws-sdk/client-auto-scaling';
import { DescribeNodegroupCommand } from '@aws-sdk/client-eks';
import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  StorageClass,
  Deployment,
  StatefulSet,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { subjectKey } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { KubernetesError, resourceTypes } from '../../clusters/kubernetesApi';
import type { ClusterSession } from '../../clusters/session';
import { isKubernetesObject, listAll } from '../objects';
import type { ClusterStorage } from '../step';
import { DEFAULT_PROGRESS_SECONDS } from './readiness';

/** Large pages: a pass reads every pod, and each page is a round trip. */
const PAGE = 500;

export const readPods = (session: ClusterSession, signal: AbortSignal) =>
  listAll<Pod>(session.kubernetes, resourceTypes.pods, { limit: PAGE, signal });

export const readBudgets = (session: ClusterSession, signal: AbortSignal) =>
  listAll<PodDisruptionBudget>(
    session.kubernetes,
    resourceTypes.podDisruptionBudgets,
    { limit: PAGE, signal },
  );

export const readNodes = (session: ClusterSession, signal: AbortSignal) =>
  listAll<Node>(session.kubernetes, resourceTypes.nodes, {
    limit: PAGE,
    signal,
  });

/** The pod as it is at this moment; undefined where it is gone, or another has its name. */
export async function readPod(
  session: ClusterSession,
  { metadata: { namespace, name, uid } }: Pod,
  signal: AbortSignal,
): Promise<Pod | undefined> {
  try {
    const object = await session.kubernetes.get(
      resourceTypes.pods,
      { ...(namespace === undefined ? {} : { namespace }), name },
      signal,
    );
    return isKubernetesObject<Pod>(object) && object.metadata.uid === uid
      ? object
      : undefined;
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 404)
      return undefined;
    throw error;
  }
}

/** What controllers want and how patient they are, by workload key. */
export interface Wanted {
  replicas: Map<string, number>;
  progressSeconds: Map<string, number>;
}

export async function readWanted(
  session: ClusterSession,
  signal: AbortSignal,
): Promise<Wanted> {
  const options = { limit: PAGE, signal };
  const [deployments, statefulSets] = await Promise.all([
    listAll<Deployment>(session.kubernetes, resourceTypes.deployments, options),
    listAll<StatefulSet>(
      session.kubernetes,
      resourceTypes.statefulSets,
      options,
    ),
  ]);
  const wanted: Wanted = { replicas: new Map(), progressSeconds: new Map() };
  for (const [kind, workload] of [
    ...deployments.map(each => ['Deployment', each] as const),
    ...statefulSets.map(each => ['StatefulSet', each] as const),
  ]) {
    const key = subjectKey({
      apiVersion: 'apps/v1',
      kind,
      ...(workload.metadata.namespace === undefined
        ? {}
        : { namespace: workload.metadata.namespace }),
      name: workload.metadata.name,
    });
    wanted.replicas.set(key, workload.spec.replicas ?? 1);
    wanted.progressSeconds.set(
      key,
      ('progressDeadlineSeconds' in workload.spec &&
        workload.spec.progressDeadlineSeconds) ||
        DEFAULT_PROGRESS_SECONDS,
    );
  }
  return wanted;
}

export async function readStorage(
  session: ClusterSession,
  signal: AbortSignal,
): Promise<ClusterStorage> {
  const options = { limit: PAGE, signal };
  const [claims, volumes, classes] = await Promise.all([
    listAll<PersistentVolumeClaim>(
      session.kubernetes,
      resourceTypes.persistentVolumeClaims,
      options,
    ),
    listAll<PersistentVolume>(
      session.kubernetes,
      resourceTypes.persistentVolumes,
      options,
    ),
    listAll<StorageClass>(
      session.kubernetes,
      resourceTypes.storageClasses,
      options,
    ),
  ]);
  return { claims, volumes, classes };
}

/** The instances that the Auto Scaling groups behind a managed group have at this moment. */
export async function readGroupInstances(
  session: ClusterSession,
  nodegroup: string,
  signal: AbortSignal,
): Promise<{ instances: Set<string>; autoScalingGroups: string[] }> {
  const { nodegroup: described } = await session.aws.eks.send(
    new DescribeNodegroupCommand({
      clusterName: session.clusterName,
      nodegroupName: nodegroup,
    }),
    { abortSignal: signal },
  );
  const names =
    described?.resources?.autoScalingGroups?.flatMap(
      group => group.name ?? [],
    ) ?? [];
  return {
    instances: await instancesOf(session.aws.autoScaling, names, signal),
    autoScalingGroups: names,
  };
}

async function instancesOf(
  client: AutoScalingClient,
  names: string[],
  signal: AbortSignal,
): Promise<Set<string>> {
  const instances = new Set<string>();
  if (names.length === 0) return instances;
  const pages = paginateDescribeAutoScalingGroups(
    { client },
    { AutoScalingGroupNames: names },
    { abortSignal: signal },
  );
  for await (const page of pages)
    for (const group of page.AutoScalingGroups ?? [])
      for (const instance of group.Instances ?? [])
        if (instance.InstanceId) instances.add(instance.InstanceId);
  return instances;
}
