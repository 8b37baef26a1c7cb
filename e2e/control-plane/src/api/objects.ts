// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

export interface KubeMetadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
}

/** Any object of the API; what only some kinds have is in the narrower types. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: KubeMetadata;
  [field: string]: unknown;
}

export interface KubeList<T> {
  items: T[];
  metadata: { continue?: string; resourceVersion?: string };
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

export interface Container {
  name: string;
  restartPolicy?: string;
  resources?: {
    requests?: Record<string, string | number>;
    limits?: Record<string, string | number>;
  };
}

export interface PodSpec {
  nodeName?: string;
  containers: Container[];
  initContainers?: Container[];
  overhead?: Record<string, string>;
  volumes?: {
    name: string;
    persistentVolumeClaim?: { claimName: string };
    ephemeral?: unknown;
  }[];
}

export interface Pod extends KubeObject {
  spec: PodSpec;
  status?: { phase?: string; conditions?: Condition[]; reason?: string };
}

export interface Node extends KubeObject {
  spec: {
    providerID?: string;
    unschedulable?: boolean;
    taints?: { key: string; value?: string; effect: string }[];
  };
  status?: {
    conditions?: Condition[];
    capacity?: Record<string, string>;
    allocatable?: Record<string, string>;
  };
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

export interface Budget extends KubeObject {
  spec: { selector?: LabelSelector };
}

export function conditionIs(
  conditions: Condition[] | undefined,
  type: string,
): boolean {
  return (
    conditions?.some(each => each.type === type && each.status === 'True') ??
    false
  );
}

export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(each => each.controller);
}
