// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type * as k8s from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** Objects as they stand in the store: raw JSON, never changed in place (the store freezes them). */

export interface ManagedFields {
  manager: string;
  operation: 'Update' | 'Apply';
  apiVersion: string;
  time: string;
  fieldsType: 'FieldsV1';
  fieldsV1: Record<string, object>;
  subresource?: string;
}

export interface OwnerReference extends k8s.OwnerReference {
  blockOwnerDeletion?: boolean;
}

export interface Meta extends Omit<k8s.ObjectMeta, 'ownerReferences'> {
  generateName?: string;
  deletionGracePeriodSeconds?: number;
  managedFields?: ManagedFields[];
  ownerReferences?: OwnerReference[];
}

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: Meta;
}

/** A kind of the API with the metadata that the store works with. */
type Stored<T extends k8s.KubernetesObject> = Omit<T, 'metadata'> & {
  metadata: Meta;
};

export type Condition = k8s.Condition & {
  observedGeneration?: number;
  lastUpdateTime?: string;
};

export interface PodStatus
  extends Omit<NonNullable<k8s.Pod['status']>, 'conditions'> {
  conditions?: Condition[];
  podIP?: string;
  hostIP?: string;
  message?: string;
  nominatedNodeName?: string;
}

export type Pod = Omit<Stored<k8s.Pod>, 'status'> & {
  spec: k8s.PodSpec;
  status?: PodStatus;
};
export type Node = Stored<k8s.Node> & {
  spec: k8s.Node['spec'];
  status?: k8s.Node['status'] & {
    addresses?: { type: string; address: string }[];
  };
};
export type Deployment = Stored<k8s.Deployment> & {
  spec: k8s.Deployment['spec'] & {
    revisionHistoryLimit?: number;
    paused?: boolean;
  };
  status?: k8s.Deployment['status'] & {
    updatedReplicas?: number;
    unavailableReplicas?: number;
  };
};
export type ReplicaSet = Stored<k8s.ReplicaSet> & {
  spec: {
    replicas?: number;
    selector: k8s.LabelSelector;
    template: k8s.PodTemplate;
    minReadySeconds?: number;
  };
  status?: k8s.ReplicaSet['status'] & {
    availableReplicas?: number;
    fullyLabeledReplicas?: number;
  };
};
export type StatefulSet = Stored<k8s.StatefulSet> & {
  spec: k8s.StatefulSet['spec'] & {
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
    revisionHistoryLimit?: number;
  };
  status?: k8s.StatefulSet['status'] & {
    availableReplicas?: number;
    currentReplicas?: number;
    updatedReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
  };
};
export type DaemonSet = Stored<k8s.DaemonSet> & {
  spec: k8s.DaemonSet['spec'] & {
    updateStrategy?: {
      type?: string;
      rollingUpdate?: { maxUnavailable?: number | string };
    };
  };
  status?: Record<string, number | undefined>;
};
export type Job = Stored<k8s.Job> & {
  spec: k8s.Job['spec'] & {
    backoffLimit?: number;
    selector?: k8s.LabelSelector;
    ttlSecondsAfterFinished?: number;
  };
  status?: k8s.Job['status'] & { ready?: number; conditions?: Condition[] };
};
export type CronJob = Stored<k8s.CronJob> & {
  spec: {
    schedule: string;
    suspend?: boolean;
    concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
    jobTemplate: { metadata?: Partial<Meta>; spec: Job['spec'] };
    successfulJobsHistoryLimit?: number;
  };
  status?: { active?: { name: string }[]; lastScheduleTime?: string };
};
export type Budget = Stored<k8s.PodDisruptionBudget> & {
  spec: k8s.PodDisruptionBudget['spec'];
  status?: k8s.PodDisruptionBudget['status'] & { conditions?: Condition[] };
};
export type Service = Stored<k8s.Service> & {
  spec: k8s.Service['spec'] & { clusterIPs?: string[] };
};
export type EndpointSlice = Stored<k8s.EndpointSlice>;
export type ConfigMap = Stored<k8s.ConfigMap>;
export type Volume = Stored<k8s.PersistentVolume>;
export type Claim = Stored<k8s.PersistentVolumeClaim> & {
  spec: k8s.PersistentVolumeClaim['spec'];
  status?: {
    phase?: string;
    accessModes?: string[];
    capacity?: Record<string, string>;
  };
};
export type StorageClass = Stored<k8s.StorageClass>;
export type PriorityClass = Stored<k8s.PriorityClass>;
export type CustomResourceDefinition = Omit<
  Stored<k8s.CustomResourceDefinition>,
  'spec'
> & {
  spec: {
    group: string;
    names: {
      kind: string;
      plural: string;
      singular?: string;
      listKind?: string;
      shortNames?: string[];
      categories?: string[];
    };
    scope?: string;
    versions?: {
      name: string;
      served?: boolean;
      storage?: boolean;
      subresources?: { status?: object; scale?: object };
    }[];
  };
  status?: {
    conditions?: Condition[];
    acceptedNames?: object;
    storedVersions?: string[];
  };
};
export type NodePool = Stored<k8s.NodePool> & {
  spec: k8s.NodePool['spec'];
  status?: { conditions?: Condition[]; resources?: Record<string, string> };
};
export type NodeClaim = Omit<Stored<k8s.NodeClaim>, 'spec' | 'status'> & {
  spec: {
    nodeClassRef: { group?: string; kind: string; name: string };
    requirements?: k8s.NodeSelectorRequirement[];
    taints?: k8s.Taint[];
    startupTaints?: k8s.Taint[];
    resources?: { requests?: Record<string, string> };
    expireAfter?: string;
    terminationGracePeriod?: string;
  };
  status?: {
    nodeName?: string;
    providerID?: string;
    imageID?: string;
    capacity?: Record<string, string>;
    allocatable?: Record<string, string>;
    conditions?: Condition[];
  };
};
export type NodeClass = Stored<k8s.NodeClass> & {
  spec: k8s.NodeClass['spec'];
  status?: {
    conditions?: Condition[];
    subnets?: object[];
    securityGroups?: object[];
  };
};
export interface Namespace extends KubeObject {
  spec?: { finalizers?: string[] };
  status?: { phase?: 'Active' | 'Terminating'; conditions?: Condition[] };
}

export interface PolicyRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}
export interface Role extends KubeObject {
  rules?: PolicyRule[];
  aggregationRule?: { clusterRoleSelectors?: k8s.LabelSelector[] };
}
export interface RoleBinding extends KubeObject {
  subjects?: {
    kind: string;
    name: string;
    namespace?: string;
    apiGroup?: string;
  }[];
  roleRef: { apiGroup: string; kind: string; name: string };
}

/** `namespace/name`, or just the name of a cluster-scoped object. */
export function keyOf(object: {
  metadata: { name: string; namespace?: string };
}): string {
  return object.metadata.namespace
    ? `${object.metadata.namespace}/${object.metadata.name}`
    : object.metadata.name;
}

export function uidOf(object: KubeObject): string {
  return object.metadata.uid ?? '';
}

export function controllerOf(object: {
  metadata: Meta;
}): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(
    reference => reference.controller,
  );
}

export function isReady(pod: {
  status?: { conditions?: Condition[] };
}): boolean {
  return (
    pod.status?.conditions?.some(
      c => c.type === 'Ready' && c.status === 'True',
    ) ?? false
  );
}

export function isFinished(pod: { status?: { phase?: string } }): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Answers the conditions with this one set; its transition time moves only when the status does. */
export function withCondition(
  conditions: Condition[] | undefined,
  condition: Condition,
  now: Date,
): Condition[] {
  const before = conditions?.find(c => c.type === condition.type);
  const next: Condition = {
    ...condition,
    lastTransitionTime:
      before?.status === condition.status
        ? before.lastTransitionTime
        : timestamp(now),
  };
  return before
    ? (conditions ?? []).map(c => (c.type === condition.type ? next : c))
    : [...(conditions ?? []), next];
}

/** As the API writes times: RFC 3339 in whole seconds. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** A top-level field of an object of whatever kind. */
export function fieldOf(object: KubeObject, field: string): unknown {
  return Object.entries(object).find(([key]) => key === field)?.[1];
}

/** Built-in kinds whose fields the sandbox itself reads. */
export interface Kinds {
  Namespace: Namespace;
  Node: Node;
  Pod: Pod;
  Service: Service;
  ConfigMap: ConfigMap;
  PersistentVolume: Volume;
  PersistentVolumeClaim: Claim;
  Deployment: Deployment;
  ReplicaSet: ReplicaSet;
  StatefulSet: StatefulSet;
  DaemonSet: DaemonSet;
  Job: Job;
  CronJob: CronJob;
  PodDisruptionBudget: Budget;
  StorageClass: StorageClass;
  CustomResourceDefinition: CustomResourceDefinition;
  ClusterRole: Role;
  Role: Role;
  ClusterRoleBinding: RoleBinding;
  RoleBinding: RoleBinding;
  NodePool: NodePool;
  NodeClaim: NodeClaim;
  NodeClass: NodeClass;
}

const VERSIONS: Record<keyof Kinds, string> = {
  Namespace: 'v1',
  Node: 'v1',
  Pod: 'v1',
  Service: 'v1',
  ConfigMap: 'v1',
  PersistentVolume: 'v1',
  PersistentVolumeClaim: 'v1',
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  PodDisruptionBudget: 'policy/v1',
  StorageClass: 'storage.k8s.io/v1',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
  ClusterRole: 'rbac.authorization.k8s.io/v1',
  Role: 'rbac.authorization.k8s.io/v1',
  ClusterRoleBinding: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  NodePool: 'karpenter.sh/v1',
  NodeClaim: 'karpenter.sh/v1',
  NodeClass: 'eks.amazonaws.com/v1',
};

/** Objects of these kinds were validated when they entered the store, so that the kind tells the shape. */
export function isKind<K extends keyof Kinds>(
  object: KubeObject | undefined,
  kind: K,
): object is Kinds[K] {
  return object?.kind === kind && object.apiVersion === VERSIONS[kind];
}
