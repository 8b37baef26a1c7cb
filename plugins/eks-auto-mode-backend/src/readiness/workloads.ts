// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { KubernetesSubject } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  InventoryParts,
  KubernetesObject,
  LabelSelector,
  ObjectMeta,
  OwnerReference,
  Pod,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { oncePerInventory } from './once';

/** The parts that tell pods and their controllers. */
export const WORKLOAD_PARTS = [
  'pods',
  'deployments',
  'replicaSets',
  'statefulSets',
  'daemonSets',
  'jobs',
  'cronJobs',
] as const;

export type WorkloadParts = Pick<
  InventoryParts,
  (typeof WORKLOAD_PARTS)[number]
>;

/**
 * A top controller with its pods: the subject of findings about workloads. A pod that nobody
 * controls is its own workload. Mirror pods belong to their node, and finished pods occupy nothing:
 * neither is among `pods`.
 */
export interface Workload {
  subject: KubernetesSubject;
  metadata: ObjectMeta;
  /** Labels and annotations of the pods, and what they run. */
  template: {
    labels: Record<string, string>;
    annotations: Record<string, string>;
    spec: PodSpec;
  };
  /** The controller's own selector, where it has one. */
  selector?: LabelSelector;
  /**
   * Where the pod template stands in the object; absent where the object is not of a known kind, and
   * for Jobs, whose template never changes.
   */
  templatePath?: readonly string[];
  /** Whether a change of the template replaces the pods that run; where not, they stay as they are. */
  rolls: boolean;
  /** Wanted pods; absent where the kind has no such number. */
  replicas?: number;
  /** Names of a StatefulSet's claim templates. */
  claimTemplates?: string[];
  /** Pods that exist and run or will run. */
  pods: Pod[];
}

const TEMPLATE = ['spec', 'template'] as const;

/** Every workload, those scaled to zero or waiting for their schedule included, in a stable order. */
export const workloadsOf = oncePerInventory<
  (typeof WORKLOAD_PARTS)[number],
  readonly Workload[]
>(WORKLOAD_PARTS, groupPods);

function groupPods(parts: WorkloadParts): Workload[] {
  const found = new Map<string, Workload>();
  const add = (
    object: KubernetesObject,
    template: { metadata?: Partial<ObjectMeta>; spec: PodSpec },
    templatePath: readonly string[] | undefined,
    replicas?: number,
    selector?: LabelSelector,
    rolls = false,
  ) => {
    const subject = subjectOf(object);
    const workload: Workload = {
      subject,
      metadata: object.metadata,
      template: {
        labels: template.metadata?.labels ?? {},
        annotations: template.metadata?.annotations ?? {},
        spec: template.spec,
      },
      ...(templatePath ? { templatePath } : {}),
      rolls,
      ...(replicas === undefined ? {} : { replicas }),
      ...(selector ? { selector } : {}),
      pods: [],
    };
    found.set(keyOf(subject), workload);
    return workload;
  };

  for (const one of parts.deployments) {
    add(
      one,
      one.spec.template,
      TEMPLATE,
      one.spec.replicas ?? 1,
      one.spec.selector,
      true,
    );
  }
  for (const one of parts.statefulSets) {
    const workload = add(
      one,
      one.spec.template,
      TEMPLATE,
      one.spec.replicas ?? 1,
      one.spec.selector,
      one.spec.updateStrategy?.type !== 'OnDelete',
    );
    workload.claimTemplates = (one.spec.volumeClaimTemplates ?? []).map(
      template => template.metadata.name,
    );
  }
  for (const one of parts.daemonSets) {
    add(
      one,
      one.spec.template,
      TEMPLATE,
      undefined,
      undefined,
      one.spec.updateStrategy?.type !== 'OnDelete',
    );
  }
  for (const one of parts.replicaSets) {
    if (controllerOf(one.metadata) || !one.spec.template) continue;
    add(
      one,
      one.spec.template,
      TEMPLATE,
      one.spec.replicas ?? 1,
      one.spec.selector,
    );
  }
  for (const one of parts.jobs) {
    const finished = one.status?.completionTime !== undefined;
    if (controllerOf(one.metadata) || finished) continue;
    add(one, one.spec.template, undefined);
  }
  for (const one of parts.cronJobs) {
    add(one, one.spec.jobTemplate.spec.template, [
      'spec',
      'jobTemplate',
      ...TEMPLATE,
    ]);
  }

  const top = topControllers(parts);
  for (const pod of parts.pods) {
    if (isMirror(pod) || isFinished(pod)) continue;
    const subject = top(pod);
    const key = keyOf(subject);
    let workload = found.get(key);
    if (!workload) {
      // Controllers of other kinds, and bare pods: the pod itself is the only picture of them.
      workload = {
        subject,
        metadata: controllerOf(pod.metadata)
          ? { name: subject.name, namespace: subject.namespace }
          : pod.metadata,
        template: {
          labels: pod.metadata.labels ?? {},
          annotations: pod.metadata.annotations ?? {},
          spec: pod.spec,
        },
        rolls: false,
        pods: [],
      };
      found.set(key, workload);
    }
    workload.pods.push(pod);
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, workload]) => workload);
}

/**
 * From a pod to its top controller: Pod → ReplicaSet → Deployment, Pod → Job → CronJob, and so on
 * to kinds that only their owner reference tells (an Argo Rollout, a database operator's set).
 */
export function topControllers(
  parts: Pick<WorkloadParts, 'replicaSets' | 'jobs'>,
): (pod: Pod) => KubernetesSubject {
  const between = new Map<string, OwnerReference>();
  for (const object of [...parts.replicaSets, ...parts.jobs]) {
    const owner = controllerOf(object.metadata);
    if (owner) between.set(keyOf(subjectOf(object)), owner);
  }
  return pod => {
    let subject = subjectOf(pod);
    let owner = controllerOf(pod.metadata);
    // Owner references of a hostile object could form a ring.
    for (let depth = 0; owner && depth < 8; depth++) {
      subject = {
        apiVersion: owner.apiVersion,
        kind: owner.kind,
        namespace: pod.metadata.namespace,
        name: owner.name,
      };
      owner = between.get(keyOf(subject));
    }
    return subject;
  };
}

export function subjectOf(object: KubernetesObject): KubernetesSubject {
  const { name, namespace } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(namespace ? { namespace } : {}),
    name,
  };
}

export function controllerOf(metadata: ObjectMeta): OwnerReference | undefined {
  return metadata.ownerReferences?.find(owner => owner.controller);
}

/** Static pods stand in the API as a mirror that only their node can remove. */
export function isMirror(pod: Pod): boolean {
  return (
    pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined ||
    controllerOf(pod.metadata)?.kind === 'Node'
  );
}

export function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

export function isReady(pod: Pod): boolean {
  return (
    pod.status?.conditions?.some(
      condition => condition.type === 'Ready' && condition.status === 'True',
    ) ?? false
  );
}

const labelSets = new WeakMap<Workload, Record<string, string>[]>();

/** The labels of its pods, each set of labels once: pods of one template mostly have the same. */
export function podLabelsOf(workload: Workload): Record<string, string>[] {
  const known = labelSets.get(workload);
  if (known) return known;
  const distinct = new Map(
    workload.pods.map(({ metadata: { labels = {} } }) => [
      JSON.stringify(Object.entries(labels).sort()),
      labels,
    ]),
  );
  const sets = [...distinct.values()];
  labelSets.set(workload, sets);
  return sets;
}

/** Drains leave DaemonSet pods alone: rules about eviction do not concern them. */
export function isDaemonSet(workload: Workload): boolean {
  return workload.subject.kind === 'DaemonSet';
}

/** Jobs end by themselves: rules about availability do not concern them. */
export function isBatch(workload: Workload): boolean {
  return workload.subject.kind === 'Job' || workload.subject.kind === 'CronJob';
}

function keyOf({ apiVersion, kind, namespace, name }: KubernetesSubject) {
  // Deployments of apps/v1 are the same object under any version of the group.
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return `${namespace ?? ''}/${kind}/${name}/${group}`;
}
