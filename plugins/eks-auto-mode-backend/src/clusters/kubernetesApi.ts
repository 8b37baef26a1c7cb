// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';

/** A resource type as discovery names it; `group` is empty for the core group. */
export interface ResourceType {
  group: string;
  version: string;
  plural: string;
  kind: string;
  namespaced: boolean;
}

export interface ObjectRef {
  namespace?: string;
  name: string;
}

/**
 * An answer of the API server other than success. `reason` and `message` come from its Status;
 * `causes` tells a 429 of a disruption budget (`DisruptionBudget`) from one of overload.
 */
export class KubernetesError extends Error {
  constructor(
    /** HTTP status; 0 where there was no answer. */
    readonly status: number,
    readonly reason: string,
    message: string,
    readonly causes: string[] = [],
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = 'KubernetesError';
  }
}

export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Objects a page; default 250. Pages of large objects shrink by themselves. */
  limit?: number;
  /**
   * Ask for `metadata` alone (PartialObjectMetadata). A server that does not know how answers whole
   * objects: take no more than the metadata.
   */
  metadataOnly?: boolean;
  signal: AbortSignal;
}

export type PatchType = 'merge' | 'json';

/**
 * The Kubernetes API of one cluster as raw JSON: no typed decoding, one connection pool, pages.
 * Every method throws {@link KubernetesError} for an answer that is not a success.
 */
export interface KubernetesApi {
  /** Pages of raw objects, `apiVersion` and `kind` filled in. Restarts once on a 410. */
  list(type: ResourceType, options: ListOptions): AsyncIterable<JsonObject[]>;
  get(
    type: ResourceType,
    ref: ObjectRef,
    signal: AbortSignal,
  ): Promise<JsonObject>;
  /** Raw GET of a path such as `/version`, `/apis`, `/readyz`. */
  raw(path: string, signal: AbortSignal): Promise<JsonValue>;
  create(
    type: ResourceType,
    object: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject>;
  replace(
    type: ResourceType,
    object: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject>;
  patch(
    type: ResourceType,
    ref: ObjectRef,
    patchType: PatchType,
    patch: JsonValue,
    signal: AbortSignal,
  ): Promise<JsonObject>;
  delete(
    type: ResourceType,
    ref: ObjectRef,
    options: {
      uid?: string;
      propagation?: 'Background' | 'Foreground' | 'Orphan';
    },
    signal: AbortSignal,
  ): Promise<void>;
  /** `POST …/pods/{name}/eviction` with a UID precondition. */
  evict(pod: ObjectRef & { uid: string }, signal: AbortSignal): Promise<void>;
}

const type = (
  group: string,
  version: string,
  plural: string,
  kind: string,
  namespaced = true,
): ResourceType => ({
  group,
  version,
  plural,
  kind,
  namespaced,
});

/** The types that steps and the inventory name. */
export const resourceTypes = {
  namespaces: type('', 'v1', 'namespaces', 'Namespace', false),
  nodes: type('', 'v1', 'nodes', 'Node', false),
  pods: type('', 'v1', 'pods', 'Pod'),
  services: type('', 'v1', 'services', 'Service'),
  configMaps: type('', 'v1', 'configmaps', 'ConfigMap'),
  secrets: type('', 'v1', 'secrets', 'Secret'),
  serviceAccounts: type('', 'v1', 'serviceaccounts', 'ServiceAccount'),
  limitRanges: type('', 'v1', 'limitranges', 'LimitRange'),
  persistentVolumes: type(
    '',
    'v1',
    'persistentvolumes',
    'PersistentVolume',
    false,
  ),
  persistentVolumeClaims: type(
    '',
    'v1',
    'persistentvolumeclaims',
    'PersistentVolumeClaim',
  ),
  deployments: type('apps', 'v1', 'deployments', 'Deployment'),
  replicaSets: type('apps', 'v1', 'replicasets', 'ReplicaSet'),
  statefulSets: type('apps', 'v1', 'statefulsets', 'StatefulSet'),
  daemonSets: type('apps', 'v1', 'daemonsets', 'DaemonSet'),
  jobs: type('batch', 'v1', 'jobs', 'Job'),
  cronJobs: type('batch', 'v1', 'cronjobs', 'CronJob'),
  podDisruptionBudgets: type(
    'policy',
    'v1',
    'poddisruptionbudgets',
    'PodDisruptionBudget',
  ),
  ingresses: type('networking.k8s.io', 'v1', 'ingresses', 'Ingress'),
  ingressClasses: type(
    'networking.k8s.io',
    'v1',
    'ingressclasses',
    'IngressClass',
    false,
  ),
  networkPolicies: type(
    'networking.k8s.io',
    'v1',
    'networkpolicies',
    'NetworkPolicy',
  ),
  storageClasses: type(
    'storage.k8s.io',
    'v1',
    'storageclasses',
    'StorageClass',
    false,
  ),
  priorityClasses: type(
    'scheduling.k8s.io',
    'v1',
    'priorityclasses',
    'PriorityClass',
    false,
  ),
  mutatingWebhookConfigurations: type(
    'admissionregistration.k8s.io',
    'v1',
    'mutatingwebhookconfigurations',
    'MutatingWebhookConfiguration',
    false,
  ),
  validatingWebhookConfigurations: type(
    'admissionregistration.k8s.io',
    'v1',
    'validatingwebhookconfigurations',
    'ValidatingWebhookConfiguration',
    false,
  ),
  customResourceDefinitions: type(
    'apiextensions.k8s.io',
    'v1',
    'customresourcedefinitions',
    'CustomResourceDefinition',
    false,
  ),
  endpointSlices: type(
    'discovery.k8s.io',
    'v1',
    'endpointslices',
    'EndpointSlice',
  ),
  leases: type('coordination.k8s.io', 'v1', 'leases', 'Lease'),
  selfSubjectAccessReviews: type(
    'authorization.k8s.io',
    'v1',
    'selfsubjectaccessreviews',
    'SelfSubjectAccessReview',
    false,
  ),
  selfSubjectRulesReviews: type(
    'authorization.k8s.io',
    'v1',
    'selfsubjectrulesreviews',
    'SelfSubjectRulesReview',
    false,
  ),
  nodePools: type('karpenter.sh', 'v1', 'nodepools', 'NodePool', false),
  nodeClaims: type('karpenter.sh', 'v1', 'nodeclaims', 'NodeClaim', false),
  nodeMetrics: type('metrics.k8s.io', 'v1beta1', 'nodes', 'NodeMetrics', false),
  podMetrics: type('metrics.k8s.io', 'v1beta1', 'pods', 'PodMetrics'),
  nodeClasses: type(
    'eks.amazonaws.com',
    'v1',
    'nodeclasses',
    'NodeClass',
    false,
  ),
  provisioners: type(
    'karpenter.sh',
    'v1alpha5',
    'provisioners',
    'Provisioner',
    false,
  ),
  awsNodeTemplates: type(
    'karpenter.k8s.aws',
    'v1alpha1',
    'awsnodetemplates',
    'AWSNodeTemplate',
    false,
  ),
  ec2NodeClasses: type(
    'karpenter.k8s.aws',
    'v1',
    'ec2nodeclasses',
    'EC2NodeClass',
    false,
  ),
  eniConfigs: type(
    'crd.k8s.amazonaws.com',
    'v1alpha1',
    'eniconfigs',
    'ENIConfig',
    false,
  ),
  securityGroupPolicies: type(
    'vpcresources.k8s.aws',
    'v1beta1',
    'securitygrouppolicies',
    'SecurityGroupPolicy',
  ),
  targetGroupBindings: type(
    'elbv2.k8s.aws',
    'v1beta1',
    'targetgroupbindings',
    'TargetGroupBinding',
  ),
  volumeSnapshots: type(
    'snapshot.storage.k8s.io',
    'v1',
    'volumesnapshots',
    'VolumeSnapshot',
  ),
  volumeSnapshotClasses: type(
    'snapshot.storage.k8s.io',
    'v1',
    'volumesnapshotclasses',
    'VolumeSnapshotClass',
    false,
  ),
  gateways: type('gateway.networking.k8s.io', 'v1', 'gateways', 'Gateway'),
  gatewayClasses: type(
    'gateway.networking.k8s.io',
    'v1',
    'gatewayclasses',
    'GatewayClass',
    false,
  ),
} as const satisfies Record<string, ResourceType>;
