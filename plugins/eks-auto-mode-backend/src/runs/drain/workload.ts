// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { KubernetesSubject } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { subjectKey } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/**
 * What a pod belongs to, by its own fields alone: a ReplicaSet whose name ends with the pod's
 * template hash is its Deployment's. A bare pod is its own workload.
 */
export function workloadOf(pod: Pod): KubernetesSubject {
  const { namespace } = pod.metadata;
  const owner = pod.metadata.ownerReferences?.find(each => each.controller);
  if (!owner)
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      ...(namespace === undefined ? {} : { namespace }),
      name: pod.metadata.name,
    };
  const hash = pod.metadata.labels?.['pod-template-hash'];
  const ofDeployment =
    owner.kind === 'ReplicaSet' &&
    hash !== undefined &&
    owner.name.endsWith(`-${hash}`);
  return {
    apiVersion: owner.apiVersion,
    kind: ofDeployment ? 'Deployment' : owner.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name: ofDeployment ? owner.name.slice(0, -`-${hash}`.length) : owner.name,
  };
}

export const workloadKey = (pod: Pod) => subjectKey(workloadOf(pod));

/** `Deployment shop/web`, for people. */
export function inWords(subject: KubernetesSubject): string {
  return `${subject.kind} ${subject.namespace ? `${subject.namespace}/` : ''}${
    subject.name
  }`;
}

export const podSubject = (pod: Pod): KubernetesSubject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  ...(pod.metadata.namespace === undefined
    ? {}
    : { namespace: pod.metadata.namespace }),
  name: pod.metadata.name,
});

export const isReady = (pod: Pod) =>
  pod.status?.conditions?.some(
    condition => condition.type === 'Ready' && condition.status === 'True',
  ) ?? false;

export const isFinished = (pod: Pod) =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

export const isLeaving = (pod: Pod) =>
  pod.metadata.deletionTimestamp !== undefined;
